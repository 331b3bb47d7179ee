//! Any past moment can be looked at again, and evidence outlives its connector.

use acceptance::{Database, House, on_both_databases};

on_both_databases! {
    deleting => super::a_deleted_instance_leaves_every_scope_but_not_the_past;
}

async fn a_deleted_instance_leaves_every_scope_but_not_the_past(database: &Database) {
    let house = House::build(database).await;
    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let careless = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let (tidy_id, careless_id) = (tidy["id"].as_str().unwrap(), careless["id"].as_str().unwrap());
    let assessment = house.assess("Baseline").await;
    let path = format!("/api/v1/assessments/{}", assessment["id"].as_str().unwrap());
    let both = house.admin.get(&path).await.ok();
    assert_eq!(both["instances"], 2);

    // What would happen is said first, and is what happens.
    let preview = house.admin.get(&format!("/api/v1/instances/{careless_id}/deletion")).await.ok();
    assert_eq!(preview["assessments"][0]["name"], "Baseline");
    assert_eq!(preview["assessments"][0]["before"], both["score"]);
    house.admin.delete(&format!("/api/v1/instances/{careless_id}")).await.ok();
    let alone = house.admin.get(&path).await.ok();
    assert_eq!(preview["assessments"][0]["after"], alone["score"]);
    assert_eq!(alone["instances"], 1);
    assert!(alone["score"]["percentage_tenths"].as_u64() > both["score"]["percentage_tenths"].as_u64());

    // The past keeps it, and so does its evidence.
    let as_of = both["as_of"].as_str().unwrap();
    let past = house.admin.get(&format!("{path}?as_of={as_of}")).await.ok();
    assert_eq!(past["score"], both["score"]);
    assert_eq!(past["instances"], 2);
    let kept = format!("/api/v1/instances/{careless_id}/checks/zoom.meeting.waiting-room/history");
    assert_eq!(house.admin.get(&kept).await.items().len(), 1);

    // The last one gone: to be detected, nothing achieved, everything still achievable.
    house.admin.delete(&format!("/api/v1/instances/{tidy_id}")).await.ok();
    let empty = house.admin.get(&path).await.ok();
    assert_eq!(empty["score"]["points"]["achieved_thousandths"], 0);
    assert_eq!(empty["score"]["points"]["achievable"], both["score"]["points"]["achievable"]);
    let shown = house.admin.get("/api/v1/actions/zoom.meeting.waiting-room").await.ok();
    assert_eq!(shown["test_status"], "to_be_detected");

    // Name and account are free again, and a future moment is refused.
    house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let future = house.admin.get(&format!("{path}?as_of=2999-01-01T00:00:00Z")).await;
    assert!(future.refused(422, "as_of").contains("lies ahead"));
}

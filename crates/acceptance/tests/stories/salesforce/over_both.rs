//! One assessment over both services; people and paths; a baseline taken over.

use super::{BASELINE, Org};
use acceptance::{Database, eventually};
use serde_json::json;

#[tokio::test]
async fn one_assessment_counts_both_services_and_says_what_each_gives() {
    let org = Org::house(&Database::sqlite()).await;
    org.activate("Salesforce production", &org.by_client_credentials("tidy")).await;
    org.house.activate("Zoom careless", &org.house.zoom_account("careless")).await;
    let body = json!({ "name": "Both", "regulation": "data-protection-baseline", "group": { "name": "Default" },
        "services": ["zoom", "salesforce"], "covers": "all", "instances": [] });
    let assessment = org.house.admin.post("/api/v1/assessments", &body).await.ok();
    let path = format!("/api/v1/assessments/{}", assessment["id"].as_str().unwrap());
    let shown = org.house.admin.get(&path).await.ok();
    let services = shown["services_score"].as_array().or(shown["by_service"].as_array());
    let services = services.unwrap_or_else(|| panic!("points per service: {shown:#}"));
    assert_eq!(services.len(), 2, "{shown:#}");
    let body = json!({ "name": "Salesforce", "regulation": BASELINE, "group": { "name": "Default" },
        "services": ["salesforce"], "covers": "all", "instances": [] });
    let own = org.house.admin.post("/api/v1/assessments", &body).await.ok();
    let path = format!("/api/v1/assessments/{}", own["id"].as_str().unwrap());
    eventually("the tidy org has all technical points", async || {
        let shown = org.house.admin.get(&path).await.ok();
        let coverage = &shown["score"]["coverage"];
        (coverage["decided"] == coverage["all"] && coverage["all"] != 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_holds_what_is_shown_with_the_way_to_it() {
    let org = Org::house(&Database::sqlite()).await;
    let instance = org.activate("Salesforce production", &org.by_client_credentials("tidy")).await;
    let path = format!("/api/v1/instances/{}/people", instance["id"].as_str().unwrap());
    let people = org.house.admin.get(&path).await.ok();
    let held = people["held"].as_array().unwrap();
    let administrators =
        held.iter().find(|one| one["what"] == "ModifyAllData").expect("who may modify all data");
    let first = &administrators["people"][0];
    assert!(first["name"].as_str().unwrap().contains('@'), "{first:#}");
    let way = first["paths"][0].as_str().unwrap();
    assert!(way.starts_with("Profile “") || way.starts_with("Permission set"), "{way}");
}

#[tokio::test]
async fn the_orgs_own_baseline_is_looked_at_and_then_taken_over() {
    let org = Org::house(&Database::sqlite()).await;
    let instance = org.activate("Salesforce sandbox", &org.by_client_credentials("careless")).await;
    let path = format!("/api/v1/instances/{}/baseline", instance["id"].as_str().unwrap());
    let looked = org.house.admin.post(&path, &json!({ "source": "org" })).await.ok();
    assert_eq!(looked["dry_run"], true);
    assert!(looked["changed"].as_u64().unwrap() > 0, "{looked:#}");
    let again = org.house.admin.post(&path, &json!({ "source": "org" })).await.ok();
    assert_eq!(again["changed"], looked["changed"], "a look changes nothing");
    let taken = org.house.admin.post(&path, &json!({ "source": "org", "dry_run": false })).await.ok();
    assert_eq!(taken["changed"], looked["changed"]);
    let after = org.house.admin.post(&path, &json!({ "source": "org" })).await.ok();
    assert_eq!(after["changed"], 0, "{after:#}");
    for bad in ["<a", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<html/>", ""] {
        let answer = org.house.admin.post(&path, &json!({ "xml": bad })).await;
        assert_eq!(answer.status, 422, "{bad}: {:#}", answer.body);
    }
}

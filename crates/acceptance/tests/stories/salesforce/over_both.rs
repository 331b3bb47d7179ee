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
    let services = shown["service_scores"].as_array().unwrap();
    let names: Vec<_> = services.iter().map(|one| one["service"].as_str().unwrap()).collect();
    assert_eq!(names, ["salesforce", "zoom"]);
    // A tidy org beside a careless account: what each gives is told apart, and both count in the whole.
    let [org_points, zoom_points] =
        [0, 1].map(|at| services[at]["score"]["points"]["achieved_thousandths"].as_u64().unwrap());
    // All but public links, of which nobody is shown all.
    assert!(services[0]["score"]["percentage_tenths"].as_u64().unwrap() > 900, "{services:#?}");
    assert!(services[1]["score"]["percentage_tenths"].as_u64().unwrap() < 200, "{services:#?}");
    let whole = shown["score"]["points"]["achieved_thousandths"].as_u64().unwrap();
    assert_eq!(whole, org_points + zoom_points, "nothing was done by hand yet");
    let body = json!({ "name": "Salesforce", "regulation": BASELINE, "group": { "name": "Org" },
        "services": ["salesforce"], "covers": "all", "instances": [] });
    let own = org.house.admin.post("/api/v1/assessments", &body).await.ok();
    let path = format!("/api/v1/assessments/{}", own["id"].as_str().unwrap());
    eventually("the tidy org has all technical points but those of public links", async || {
        let shown = org.house.admin.get(&path).await.ok();
        let coverage = &shown["score"]["coverage"];
        let points = shown["service_scores"][0]["score"]["percentage_tenths"].as_u64().unwrap();
        let undecided = coverage["all"].as_u64().unwrap() - coverage["decided"].as_u64().unwrap();
        (undecided == 1 && points > 900).then_some(())
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

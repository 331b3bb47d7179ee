//! What goes wrong in the midst of a run, and a process that is killed there.

use super::Org;
use acceptance::{Database, eventually};
use serde_json::{Value, json};

/// *Refresh now*, and the run once it has ended.
async fn refreshed(org: &Org, id: &str) -> Value {
    let asked = org.house.admin.post(&format!("/api/v1/instances/{id}/refresh"), &json!({})).await.ok();
    eventually("the run ends", async || {
        let runs = org.house.admin.get(&format!("/api/v1/instances/{id}/runs")).await.items();
        runs.into_iter().find(|run| run["id"] == asked["run"] && !run["ended_at"].is_null())
    })
    .await
}

#[tokio::test]
async fn passing_faults_are_passed_and_lasting_ones_are_told() {
    let org = Org::house(&Database::sqlite()).await;
    let instance = org.activate("Salesforce production", &org.by_password("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    // Of a tidy org this way of signing in is the one thing that fails.
    assert_eq!(instance["checks"]["failed"], 1, "{instance:#}");
    for fault in [
        json!({ "operation": "query", "kind": "session_ended" }),
        json!({ "operation": "query", "kind": "exception", "code": "SERVER_UNAVAILABLE" }),
        json!({ "operation": "query", "kind": "truncated" }),
        json!({ "operation": "query", "kind": "html" }),
        json!({ "operation": "query", "kind": "close" }),
        json!({ "operation": "readMetadata", "kind": "status", "status": 503 }),
    ] {
        org.control("POST", "faults", fault.clone()).await;
        let run = refreshed(&org, id).await;
        assert_eq!(run["state"], "complete", "{fault}: {run:#}");
    }
    for (fault, says) in [
        (
            json!({ "operation": "query", "object": "User", "kind": "entity_bomb", "times": 9 }),
            "document type",
        ),
        (
            json!({ "operation": "query", "object": "User", "kind": "wrong_namespace", "times": 9 }),
            "of another API",
        ),
    ] {
        org.control("POST", "faults", fault.clone()).await;
        let run = refreshed(&org, id).await;
        let sets = run["sets"].as_array().unwrap();
        let failed: Vec<_> = sets.iter().filter(|set| set["state"] == "failed").collect();
        assert_eq!(failed.len(), 1, "{fault}: {run:#}");
        assert_eq!(failed[0]["set"], "access");
        assert!(failed[0]["detail"].as_str().unwrap().contains(says), "{run:#}");
        org.control("DELETE", "faults", json!({})).await;
    }
    // The older readings stand: nothing turned because of it.
    assert_eq!(org.house.instance(id).await["checks"], instance["checks"]);
    assert_eq!(refreshed(&org, id).await["state"], "complete");
}

#[tokio::test]
async fn a_right_that_is_taken_away_turns_passed_into_undetected_and_never_into_passed() {
    let org = Org::house(&Database::sqlite()).await;
    let instance = org.activate("Salesforce production", &org.by_client_credentials("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    let rights = ["ApiEnabled", "ViewSetup", "ViewHealthCheck"];
    org.control("PUT", "rights", json!({ "org": "tidy", "permissions": rights })).await;
    let run = refreshed(&org, id).await;
    assert_eq!(run["state"], "complete", "{run:#}");
    let after = org.house.instance(id).await;
    assert_eq!(after["checks"]["failed"], 0, "{after:#}");
    assert!(after["checks"]["undetected"].as_u64().unwrap() > 3, "{after:#}");
    let few = org.standing(id, "salesforce.administrators.few").await;
    assert_eq!(few["verdict"], "undetected", "{few:#}");
}

#[tokio::test]
async fn a_process_that_is_killed_in_the_midst_goes_on_as_the_same_run() {
    let mut org = Org::house(&Database::sqlite()).await;
    let instance = org.activate("Salesforce production", &org.by_client_credentials("tidy")).await;
    let id = instance["id"].as_str().unwrap().to_owned();
    org.control(
        "POST",
        "faults",
        json!({ "operation": "query", "object": "User", "kind": "slow", "ms": 3_000 }),
    )
    .await;
    let path = format!("/api/v1/instances/{id}/refresh");
    let asked = org.house.admin.post(&path, &json!({})).await.ok();
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    org.house.kill().await;
    org.house.restart(&[]).await;
    org.house.sign_in_again().await;
    let run = eventually("the run ends", async || {
        let runs = org.house.admin.get(&format!("/api/v1/instances/{id}/runs")).await.items();
        runs.into_iter().find(|run| run["id"] == asked["run"] && !run["ended_at"].is_null())
    })
    .await;
    assert_eq!(run["state"], "complete", "{run:#}");
    assert_eq!(org.house.instance(&id).await["checks"]["failed"], 0);
}

//! What Zoom may answer instead of the truth: the run or the outcome says which, and nothing passes by it.

use acceptance::{House, eventually};
use serde_json::{Value, json};

/// Orders a fault, refreshes, and gives the run that met it.
async fn run_with(house: &House, id: &str, fault: Value) -> Value {
    house.zoom_client.delete("/_simulate/faults").await.ok();
    house.zoom_client.post("/_simulate/faults", &fault).await.ok();
    refreshed(house, id).await
}

/// *Refresh now*, and the run that came of it.
pub async fn refreshed(house: &House, id: &str) -> Value {
    let job = house.admin.post(&format!("/api/v1/instances/{id}/refresh"), &json!({})).await.ok();
    let wanted = job["job"].clone();
    eventually("the requested run ended", async || {
        let runs = house.admin.get(&format!("/api/v1/instances/{id}/runs")).await.items();
        runs.into_iter().find(|run| run["id"] == wanted && run["ended_at"].is_string())
    })
    .await
}

fn set<'a>(run: &'a Value, name: &str) -> &'a Value {
    let sets = run["sets"].as_array().unwrap();
    sets.iter().find(|set| set["set"] == name).unwrap_or_else(|| panic!("no set {name} in {run:#}"))
}

async fn outcome(house: &House, check: &str) -> Value {
    let action = house.admin.get(&format!("/api/v1/actions/{check}")).await.ok();
    action["results"][0]["checks"][0].clone()
}

#[tokio::test]
async fn what_fails_in_passing_is_said_by_the_run_and_the_last_outcome_stands() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    let settings = "/v2/accounts";
    let faults = [
        ("500", json!({ "kind": "status", "status": 500 }), "500"),
        ("429 with a far Retry-After", json!({ "kind": "throttled", "daily": true, "retry_after": true }), "calls"),
        ("truncated", json!({ "kind": "truncated" }), ""),
        ("HTML", json!({ "kind": "html" }), ""),
        ("closed", json!({ "kind": "close" }), ""),
        ("HTTP 200 with an error code", json!({ "kind": "error_in_ok", "code": 9999, "message": "Odd." }), "Odd."),
    ];
    for (name, fault, said) in faults {
        let mut fault = fault;
        fault["path"] = json!(settings);
        fault["times"] = Value::Null;
        let run = run_with(&house, id, fault).await;
        assert_ne!(run["state"], "complete", "{name}: {run:#}");
        let detail = set(&run, "settings")["detail"].as_str().unwrap();
        assert!(detail.contains(said), "{name}: {detail}");
        let after = house.instance(id).await;
        assert_eq!(after["checks"]["passed"], 10, "{name}: the last outcome stands");
    }
}

#[tokio::test]
async fn a_short_throttle_and_one_expired_token_cost_nothing() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    for fault in [
        json!({ "kind": "unauthorized", "path": "/v2/accounts" }),
        json!({ "kind": "throttled", "daily": false, "retry_after": false, "headers": false, "path": "/v2/accounts" }),
        json!({ "kind": "status", "status": 502, "path": "/v2/accounts" }),
    ] {
        let run = run_with(&house, id, fault.clone()).await;
        assert_eq!(run["state"], "complete", "{fault}: {run:#}");
    }
}

#[tokio::test]
async fn a_value_that_is_not_what_it_should_be_is_never_a_pass() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    let security = "/v2/accounts/me/settings?option=meeting_security";
    let cases = [
        ("a null", security, json!({ "merge": { "meeting_security": { "waiting_room": null } } }), "zoom.meeting.waiting-room", "null"),
        ("a text for a bool", security, json!({ "merge": { "meeting_security": { "waiting_room": "true" } } }), "zoom.meeting.waiting-room", "wrong_type"),
        (
            "a text for a number",
            security,
            json!({ "merge": { "meeting_security": { "meeting_password_requirement": { "length": "8" } } } }),
            "zoom.meeting.passcode-length",
            "wrong_type",
        ),
        (
            "an unlisted value",
            "/v2/accounts/me/settings",
            json!({ "merge": { "in_meeting": { "who_can_share_screen": "cohost" } } }),
            "zoom.meeting.screen-sharing",
            "unlisted",
        ),
        ("a missing key", security, json!({ "remove": ["/meeting_security/waiting_room"] }), "zoom.meeting.waiting-room", "path_missing"),
        ("a missing section", "/v2/accounts/me/settings", json!({ "remove": ["/in_meeting"] }), "zoom.meeting.screen-sharing", "path_missing"),
    ];
    for (name, path, change, check, code) in cases {
        let mut fault = change;
        fault["kind"] = json!("override");
        fault["path"] = json!(path);
        fault["exact"] = json!(true);
        fault["times"] = Value::Null;
        let run = run_with(&house, id, fault).await;
        assert_eq!(run["state"], "complete", "{name}: {run:#}");
        let seen = eventually("it is judged", async || {
            let seen = outcome(&house, check).await;
            (seen["verdict"] == "undetected").then_some(seen)
        })
        .await;
        assert_eq!(seen["reason"]["code"], code, "{name}: {seen:#}");
        house.zoom_client.delete("/_simulate/faults").await.ok();
        refreshed(&house, id).await;
        eventually("it is as before", async || {
            (outcome(&house, check).await["verdict"] == "passed").then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_right_that_is_missing_is_named_and_mended() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let id = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    let without = json!({ "account": "careless", "scopes": ["user:read:admin"], "revoke_tokens": true });
    house.zoom_client.put("/_simulate/scopes", &without).await.ok();
    refreshed(&house, id).await;
    let seen = eventually("it could not be detected", async || {
        let seen = outcome(&house, "zoom.meeting.waiting-room").await;
        (seen["verdict"] == "undetected").then_some(seen)
    })
    .await;
    assert_eq!(seen["reason"]["code"], "absent");
    assert_eq!(seen["reason"]["absence"]["kind"], "scope_missing");
    assert!(seen["reason"]["text"].as_str().unwrap().contains("account:read"), "{seen:#}");
    let view = house.instance(id).await;
    assert_eq!(view["health"]["state"], "degraded");
    assert!(view["checks"]["passed"].as_u64().unwrap() <= 1, "only what the user view shows may pass: {view:#}");
}

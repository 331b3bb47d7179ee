//! What Zoom may answer instead of the truth: the run or the outcome says which, and nothing passes by it.

use acceptance::{House, eventually};
use futures::future::join_all;
use serde_json::{Value, json};

/// Orders a fault, refreshes, and gives the run that met it.
async fn run_with(house: &House, id: &str, fault: Value) -> Value {
    house.zoom_client.delete("/_simulate/faults").await.ok();
    house.zoom_client.post("/_simulate/faults", &fault).await.ok();
    refreshed(house, id).await
}

/// *Refresh now*, and the run that came of it.
pub async fn refreshed(house: &House, id: &str) -> Value {
    let asked = house.admin.post(&format!("/api/v1/instances/{id}/refresh"), &json!({})).await.ok();
    let wanted = asked["run"].clone();
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

/// The fault, and what the run has to say of it.
fn faults_in_passing() -> Vec<(Value, &'static str)> {
    vec![
        (json!({ "kind": "status", "status": 500 }), "500"),
        (json!({ "kind": "throttled", "daily": true }), "used up"),
        (json!({ "kind": "throttled", "headers": false }), "too many"),
        (json!({ "kind": "truncated" }), "JSON"),
        (json!({ "kind": "truncated", "cut": true }), "broke off"),
        (json!({ "kind": "html" }), "JSON"),
        (json!({ "kind": "close" }), "broke off"),
        (json!({ "kind": "error_in_ok", "code": 9999, "message": "Odd." }), "Odd."),
        (json!({ "kind": "unauthorized" }), "token"),
    ]
}

#[tokio::test]
async fn what_fails_in_passing_is_said_by_the_run_and_the_last_outcome_stands() {
    // A house each, side by side: each waits some seconds between its tries.
    join_all(faults_in_passing().into_iter().map(|(fault, said)| the_run_says_it(fault, said))).await;
}

async fn the_run_says_it(mut fault: Value, said: &str) {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    fault["path"] = json!("/v2/accounts/me/settings");
    fault["times"] = Value::Null;
    let run = run_with(&house, id, fault.clone()).await;
    assert_eq!(run["state"], "partial", "{fault}: {run:#}");
    let detail = set(&run, "settings")["detail"].as_str().unwrap();
    assert!(detail.contains(said), "{fault}: {detail}");
    // Calls of the same class are all used up for today; whatever else fails, fails alone.
    let others = if fault["daily"] == true { "failed" } else { "committed" };
    assert_eq!(set(&run, "locks")["state"], others, "{fault}: the other sets");
    let after = house.instance(id).await;
    assert_eq!(after["checks"], instance["checks"], "{fault}: the last outcome stands");
    assert_eq!(after["health"]["state"], "degraded");
    assert!(after["health"]["message"].as_str().unwrap().contains(said), "{fault}: {:#}", after["health"]);
    let read_at = |view: &Value, set: usize| view["sets"][set]["read_at"].clone();
    assert_eq!(read_at(&after, 0), read_at(&instance, 0), "what was not read is as old as before");
}

#[tokio::test]
async fn nothing_passes_that_was_never_read() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let odd = json!({ "kind": "error_in_ok", "code": 9999, "message": "Odd.", "path": "/v2/accounts", "times": null });
    house.zoom_client.post("/_simulate/faults", &odd).await.ok();
    let account = house.zoom_account("tidy");
    let body = json!({ "connector": "zoom", "name": "Zoom tidy", "credentials": account.credentials(),
        "terms_version": house.terms_version().await });
    let instance = house.admin.post("/api/v1/instances", &body).await.ok();
    let id = instance["id"].as_str().unwrap();
    let assessment = house.assess("Baseline").await;
    let view = eventually("the first run ended", async || {
        let view = house.instance(id).await;
        (view["last_run"]["state"] == "partial").then_some(view)
    })
    .await;
    assert!(view["checks"]["to_be_detected"].as_u64().unwrap() >= 9, "{view:#}");
    let path = format!("/api/v1/assessments/{}", assessment["id"].as_str().unwrap());
    let coverage = house.admin.get(&path).await.ok()["score"]["coverage"].clone();
    assert_eq!((&coverage["decided"], &coverage["all"]), (&json!(1), &json!(10)));
}

#[tokio::test]
async fn a_short_throttle_and_one_expired_token_cost_nothing() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    for fault in [
        json!({ "kind": "unauthorized", "path": "/v2/accounts" }),
        json!({ "kind": "throttled", "headers": false, "path": "/v2/accounts" }),
        json!({ "kind": "throttled", "retry_after": "1", "path": "/v2/accounts" }),
        json!({ "kind": "status", "status": 502, "path": "/v2/accounts" }),
        json!({ "kind": "status", "status": 503, "path": "/oauth/token" }),
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
        (
            "a null",
            security,
            json!({ "merge": { "meeting_security": { "waiting_room": null } } }),
            "zoom.meeting.waiting-room",
            "null",
        ),
        (
            "a text for a bool",
            security,
            json!({ "merge": { "meeting_security": { "waiting_room": "true" } } }),
            "zoom.meeting.waiting-room",
            "wrong_type",
        ),
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
        (
            "a missing key",
            security,
            json!({ "remove": ["/meeting_security/waiting_room"] }),
            "zoom.meeting.waiting-room",
            "path_missing",
        ),
        (
            "a missing section",
            "/v2/accounts/me/settings",
            json!({ "remove": ["/in_meeting"] }),
            "zoom.meeting.screen-sharing",
            "section_missing",
        ),
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
    let accounts = house.zoom_client.get("/_simulate/accounts").await.ok();
    let had =
        accounts["accounts"].as_array().unwrap().iter().find(|a| a["name"] == "careless").unwrap().clone();
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
    let passed = view["checks"]["passed"].as_u64().unwrap();
    assert!(passed < instance["checks"]["passed"].as_u64().unwrap(), "{view:#}");

    // Added again at the service, with a new token: everything is as it was.
    let mended = json!({ "account": "careless", "scopes": had["scopes"], "revoke_tokens": true });
    house.zoom_client.put("/_simulate/scopes", &mended).await.ok();
    refreshed(&house, id).await;
    eventually("it is detected again", async || {
        (house.instance(id).await["checks"] == instance["checks"]).then_some(())
    })
    .await;
}

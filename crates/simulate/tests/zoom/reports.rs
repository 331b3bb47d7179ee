//! Reports: the operation log and sign-ins; the Marketplace's apps.

use crate::support::{Endpoint, Zoom};
use serde_json::{Value, json};
use std::time::Duration;

const TODAY: &str = "/report/operationlogs?from=2026-11-20&to=2026-11-21";

fn details(report: &Value) -> Vec<&str> {
    let rows = report["operation_logs"].as_array().unwrap();
    rows.iter().map(|row| row["operation_detail"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn changes_through_the_api_and_the_control_api_are_logged() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let before = zoom.get(&token, TODAY).await.json();
    assert_eq!(details(&before), ["Update User tilda.trader@tidy.example.com"]);
    zoom.patch(&token, "/accounts/me/settings", json!({ "in_meeting": { "chat": true } })).await;
    zoom.advance(Duration::from_secs(60)).await;
    let order = json!({
        "account": "tidy", "view": "locks", "merge": { "in_meeting": { "chat": false } },
        "operator": "ada.admin@tidy.example.com",
    });
    zoom.control("POST", "documents", order).await;
    zoom.advance(Duration::from_secs(60)).await;
    let order =
        json!({ "account": "tidy", "user": "tilda.trader@tidy.example.com", "merge": { "role_id": "1" } });
    zoom.control("POST", "users", order).await;
    let report = zoom.get(&token, TODAY).await.json();
    assert_eq!(
        details(&report),
        [
            "Change Role of User tilda.trader@tidy.example.com: from Member to Admin",
            "Lock Settings  - In Meeting (Basic)  - Chat: from On to Off",
            "In Meeting (Basic)  - Chat: from Off to On",
            "Update User tilda.trader@tidy.example.com",
        ]
    );
    let row = &report["operation_logs"][1];
    assert_eq!(
        *row,
        json!({
            "time": "2026-11-21T08:01:00Z", "operator": "ada.admin@tidy.example.com",
            "category_type": "Account", "action": "Update",
            "operation_detail": "Lock Settings  - In Meeting (Basic)  - Chat: from On to Off",
        })
    );
    assert_eq!(report["operation_logs"][2]["operator"], "olive.owner@tidy.example.com");
    let roles = zoom.get(&token, &format!("{TODAY}&category_type=role")).await.json();
    assert_eq!(details(&roles).len(), 1);
}

#[tokio::test]
async fn the_operation_log_has_a_span_and_pages() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    let get = async |path: &str| zoom.get(&token, path).await;
    for wrong in [
        "/report/operationlogs",
        "/report/operationlogs?from=2026-11-20",
        "/report/operationlogs?from=yesterday&to=2026-11-21",
        "/report/operationlogs?from=2026-09-01&to=2026-11-21",
        "/report/operationlogs?from=2026-11-21&to=2026-11-01",
        "/report/operationlogs?from=2026-11-20&to=2026-11-21&category_type=weather",
    ] {
        get(wrong).await.is_error(400, 300, "Validation Failed.");
    }
    let first = get("/report/operationlogs?from=2026-11-20&to=2026-11-21&page_size=2").await.json();
    assert_eq!((details(&first).len(), &first["page_size"]), (2, &json!(2)));
    let next = first["next_page_token"].as_str().unwrap();
    let path =
        format!("/report/operationlogs?from=2026-11-20&to=2026-11-21&page_size=2&next_page_token={next}");
    let last = get(&path).await.json();
    assert_eq!((details(&last).len(), &last["next_page_token"]), (1, &json!("")));
    // To the minute: entries lie 200, 260 and 420 minutes before 08:00.
    let minutes = get("/report/operationlogs?from=2026-11-21 03:00&to=2026-11-21 04:00").await.json();
    assert_eq!(
        details(&minutes),
        ["Sign-In Password Requirement  - Include at least 1 letter: from On to Off"]
    );
    let order = json!({
        "account": "careless", "minutes_ago": 30, "operator": "x@careless.example.com",
        "category_type": "Account", "action": "Update", "operation_detail": "Sign-in Methods  - as ordered",
    });
    zoom.control("POST", "operation_log", order).await;
    let newest = get("/report/operationlogs?from=2026-11-20&to=2026-11-21&page_size=1").await.json();
    assert_eq!(details(&newest), ["Sign-in Methods  - as ordered"]);
}

#[tokio::test]
async fn reports_need_their_scope_and_a_plan() {
    let zoom = Zoom::start().await;
    let order = json!({ "account": "careless", "scopes": ["report:read:operation_logs:admin"] });
    zoom.control("PUT", "scopes", order).await;
    let careless = zoom.token("careless").await;
    zoom.get(&careless, "/report/activities").await.is_error(
        400,
        4711,
        "Invalid access token, does not contain scopes:[report:read:user_activities:admin].",
    );
    zoom.control("PUT", "scopes", json!({ "account": "tidy", "scopes": ["account:read:admin"] })).await;
    let bare = zoom.token("tidy").await;
    zoom.get(&bare, TODAY).await.is_error(
        400,
        4700,
        "Invalid access token, does not contain report:read:admin scope.",
    );
    zoom.get(&bare, "/marketplace/apps").await.is_error(
        400,
        4700,
        "Invalid access token, does not contain marketplace_app:read:admin scope.",
    );
    zoom.control("PUT", "scopes", json!({ "account": "tidy", "scopes": ["report:read:admin"] })).await;
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "free" })).await;
    let token = zoom.token("tidy").await;
    zoom.get(&token, TODAY).await.is_error(400, 200, "No permission.");
    zoom.get(&token, "/report/activities").await.is_error(400, 200, "No permission.");
}

#[tokio::test]
async fn reports_are_of_the_heavy_class() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    zoom.control("PUT", "limits", json!({ "account": "careless", "on": true })).await;
    let answer = zoom.get(&token, TODAY).await;
    assert_eq!(answer.header("x-ratelimit-category"), Some("Heavy"));
    assert_eq!(answer.header("x-ratelimit-limit"), Some("10"));
}

#[tokio::test]
async fn sign_ins_are_told_with_client_and_version() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let report = zoom.get(&token, "/report/activities?from=2026-11-20&to=2026-11-21").await.json();
    let rows = report["activity_logs"].as_array().unwrap();
    assert_eq!(
        (&report["from"], &report["to"]),
        (&json!("2026-11-20T00:00:00Z"), &json!("2026-11-22T00:00:00Z"))
    );
    let ada = rows.iter().find(|row| row["email"] == "ada.admin@tidy.example.com").unwrap();
    assert_eq!(
        *ada,
        json!({
            "email": "ada.admin@tidy.example.com", "time": "2026-11-20T16:00:00Z", "type": "Sign in",
            "ip_address": "192.0.2.2", "client_type": "PC", "version": "6.2.7.49583",
        })
    );
    let old = zoom.get(&token, "/report/activities?from=2026-01-01&to=2026-01-10").await;
    old.is_error(400, 300, "Validation Failed.");
    assert!(
        zoom.get(&token, "/report/activities").await.json()["activity_logs"].as_array().unwrap().len() >= 5
    );
}

#[tokio::test]
async fn apps_come_by_list_and_can_be_set() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    let names = async |query: &str| -> Vec<String> {
        let reply = zoom.get(&token, &format!("/marketplace/apps?{query}")).await.json();
        let rows = reply["apps"].as_array().unwrap();
        rows.iter().map(|row| row["app_name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("type=account_added").await, ["Example Notes", "Example CRM", "Example Games"]);
    assert_eq!(names("type=account_added&page_size=1").await, ["Example Notes"]);
    assert!(names("type=approved_apps").await.is_empty());
    let apps = json!([{ "app_id": "a1", "app_name": "One" }]);
    let order = json!({ "account": "careless", "list": "approved_apps", "apps": apps });
    zoom.control("PUT", "apps", order).await;
    assert_eq!(names("type=approved_apps").await, ["One"]);
    zoom.get(&token, "/marketplace/apps?type=none").await.is_error(400, 300, "Validation Failed.");
}

#[tokio::test]
async fn people_come_change_and_go_and_events_tell_it() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    let token = zoom.token("tidy").await;
    let count = async || zoom.get(&token, "/users").await.json()["total_records"].as_u64().unwrap();
    assert_eq!(count().await, 5);
    let mail = "kim.new@tidy.example.com";
    let user = json!({ "email": mail, "first_name": "Kim", "last_name": "New" });
    zoom.control("PUT", "users", json!({ "account": "tidy", "user": user, "notice": true })).await;
    assert_eq!(count().await, 6);
    for merge in [json!({ "role_id": "1" }), json!({ "status": "inactive" }), json!({ "status": "active" })] {
        let order = json!({ "account": "tidy", "user": mail, "merge": merge, "notice": true });
        zoom.control("POST", "users", order).await;
    }
    zoom.control("DELETE", "users", json!({ "account": "tidy", "user": mail, "notice": true })).await;
    assert_eq!(count().await, 5);
    let events: Vec<Value> = endpoint.events(5).await.iter().map(|event| event.json()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["user.created", "user.updated", "user.deactivated", "user.activated", "user.deleted"]);
    assert_eq!(
        (&events[1]["payload"]["old_object"]["role"], &events[1]["payload"]["object"]["role"]),
        (&json!("2"), &json!("1"))
    );
    let gone = zoom.running.control("DELETE", "users", json!({ "account": "tidy", "user": mail })).await;
    assert!(gone.unwrap_err().to_string().contains("there is no user"));
}

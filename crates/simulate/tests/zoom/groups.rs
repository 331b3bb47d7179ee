//! Settings of groups: the account's, with the group's own over them.

use crate::support::{Endpoint, Zoom};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const STAFF: &str = "grpTidyStaffExample001";
const TRADING: &str = "grpTidyTradeExample001";

async fn may_write(zoom: &Zoom) -> String {
    let scopes = ["account:read:admin", "account:write:admin", "group:read:admin", "group:write:admin"];
    let scopes = json!({ "account": "tidy", "scopes": scopes });
    zoom.control("PUT", "scopes", scopes).await;
    zoom.token("tidy").await
}

#[tokio::test]
async fn a_group_has_the_accounts_settings_and_its_own_over_them() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let account = zoom.get(&token, "/accounts/me/settings").await.json();
    let staff = zoom.get(&token, &format!("/groups/{STAFF}/settings")).await.json();
    let trading = zoom.get(&token, &format!("/groups/{TRADING}/settings")).await.json();
    assert_eq!(staff["in_meeting"]["chat"], account["in_meeting"]["chat"]);
    assert_eq!(account["in_meeting"]["group_hd"], true);
    assert_eq!(
        (&staff["in_meeting"]["group_hd"], &trading["in_meeting"]["group_hd"]),
        (&json!(true), &json!(false))
    );
    // Groups have no sign-in rules, and fewer keys in the sections that they have.
    assert!(staff.get("security").is_none() && staff["in_meeting"].get("watermark").is_none());
    // What the account sets reaches the group, unless the group sets it itself.
    let change = json!({ "in_meeting": { "chat": true, "group_hd": true } });
    assert_eq!(zoom.patch(&token, "/accounts/me/settings", change).await.status, StatusCode::NO_CONTENT);
    let trading = zoom.get(&token, &format!("/groups/{TRADING}/settings")).await.json();
    assert_eq!(
        (&trading["in_meeting"]["chat"], &trading["in_meeting"]["group_hd"]),
        (&json!(true), &json!(false))
    );
}

#[tokio::test]
async fn every_view_of_a_group_can_be_read() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let view = async |of: &str| zoom.get(&token, &format!("/groups/{STAFF}/{of}")).await.json();
    let security = view("settings?option=meeting_security").await;
    assert_eq!(security["meeting_security"]["waiting_room"], true);
    assert!(view("settings?option=meeting_authentication").await["meeting_authentication"].is_boolean());
    assert!(view("settings?option=recording_authentication").await["recording_authentication"].is_boolean());
    assert!(view("lock_settings").await["in_meeting"]["chat"].is_boolean());
    let locks = view("lock_settings?option=meeting_security").await;
    assert!(locks["meeting_security"]["waiting_room"].is_boolean());
    let only = view("settings?custom_query_fields=host_video").await;
    assert_eq!(only, json!({ "schedule_meeting": { "host_video": false } }));
    let wrong = zoom.get(&token, &format!("/groups/{STAFF}/settings?option=security")).await;
    wrong.is_error(400, 300, "Validation Failed.");
}

#[tokio::test]
async fn a_group_that_is_not_there_and_an_account_that_does_not_pay_are_refused() {
    let zoom = Zoom::start().await;
    let token = may_write(&zoom).await;
    for of in ["settings", "lock_settings"] {
        let path = format!("/groups/nobody/{of}");
        zoom.get(&token, &path).await.is_error(404, 4130, "Group does not exist: nobody.");
        zoom.patch(&token, &path, json!({})).await.is_error(404, 4130, "Group does not exist: nobody.");
    }
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "free" })).await;
    let refused = zoom.get(&token, &format!("/groups/{STAFF}/settings")).await;
    refused.is_error(400, 200, "Only available for Paid account.");
}

#[tokio::test]
async fn a_change_of_a_group_is_told_and_logged() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    let token = may_write(&zoom).await;
    let before = zoom.get(&token, &format!("/groups/{STAFF}/settings?option=meeting_security")).await.json();
    assert_eq!(before["meeting_security"]["waiting_room"], true);
    let change = json!({ "meeting_security": { "waiting_room": false } });
    let path = format!("/groups/{STAFF}/settings?option=meeting_security");
    assert_eq!(zoom.patch(&token, &path, change.clone()).await.status, StatusCode::NO_CONTENT);
    let path = format!("/groups/{STAFF}/lock_settings?option=meeting_security");
    assert_eq!(zoom.patch(&token, &path, change).await.status, StatusCode::NO_CONTENT);
    let events = endpoint.events(2).await;
    let told: Vec<Value> = events.iter().map(|event| event.json()).collect();
    assert_eq!(told[0]["event"], "group.settings_updated");
    assert_eq!(told[1]["event"], "group.lock_settings_updated");
    for event in &told {
        let room = |of: &str| event["payload"][of]["settings"]["meeting_security"]["waiting_room"].clone();
        assert_eq!((room("old_object"), room("object")), (json!(true), json!(false)));
        assert_eq!(event["payload"]["object"]["id"], STAFF);
        assert_eq!(event["payload"]["operator"], "olive.owner@tidy.example.com");
    }
    // The account's own setting is as before.
    let account = zoom.get(&token, "/accounts/me/settings?option=meeting_security").await.json();
    assert_eq!(account["meeting_security"]["waiting_room"], true);
}

#[tokio::test]
async fn the_control_api_sets_and_removes_what_a_group_sets_itself() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = |change: Value| {
        let mut order = json!({ "account": "tidy", "group": "Staff", "view": "whole" });
        order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        order
    };
    let file_transfer = async || {
        let settings = zoom.get(&token, &format!("/groups/{STAFF}/settings")).await.json();
        settings["in_meeting"]["file_transfer"].clone()
    };
    assert_eq!(file_transfer().await, false);
    let set = order(json!({ "merge": { "in_meeting": { "file_transfer": "0" } } }));
    zoom.control("POST", "documents", set).await;
    assert_eq!(file_transfer().await, "0");
    zoom.control("POST", "documents", order(json!({ "remove": ["/in_meeting/file_transfer"] }))).await;
    assert_eq!(file_transfer().await, false);
    let nowhere = json!({ "account": "tidy", "group": "Nobody", "view": "whole" });
    let refused = zoom.running.control("POST", "documents", nowhere).await.unwrap_err().to_string();
    assert!(refused.contains("there is no group “Nobody”"), "{refused}");
    let put =
        zoom.request(Method::PUT, &token, &format!("/v2/groups/{STAFF}/settings")).send().await.unwrap();
    assert_eq!(put.status(), 400);
}

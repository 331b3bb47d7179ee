//! Settings and locks: views, filters, changes, refusals, plans.

use crate::support::Zoom;
use serde_json::{Value, json};

#[tokio::test]
async fn each_view_has_its_own_top_level() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let keys = async |path: &str| -> Vec<String> {
        let answer = zoom.get(&token, path).await;
        assert_eq!(answer.status, 200, "{path}");
        let mut keys: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let whole = keys("/accounts/me/settings").await;
    for section in ["security", "in_meeting", "recording", "chat", "schedule_meeting", "mail_calendar"] {
        assert!(whole.iter().any(|key| key == section), "{section}");
    }
    assert_eq!(keys("/accounts/me/settings?option=security").await, ["security"]);
    assert_eq!(keys("/accounts/me/settings?option=meeting_security").await, ["meeting_security"]);
    assert_eq!(
        keys("/accounts/me/settings?option=meeting_authentication").await,
        ["allow_authentication_exception", "authentication_options", "meeting_authentication"]
    );
    assert_eq!(
        keys("/accounts/me/settings?option=recording_authentication").await,
        ["authentication_options", "recording_authentication"]
    );
    assert_eq!(keys("/accounts/me/lock_settings?option=meeting_security").await, ["meeting_security"]);
    assert!(keys("/accounts/me/lock_settings").await.iter().any(|key| key == "recording"));
}

#[tokio::test]
async fn custom_query_fields_keep_keys_and_sections() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    let one = zoom.get(&token, "/accounts/me/settings?custom_query_fields=host_video").await.json();
    assert_eq!(one, json!({ "schedule_meeting": { "host_video": true } }));
    let section = zoom.get(&token, "/accounts/me/settings?custom_query_fields=feature,kubi").await.json();
    assert_eq!(section["feature"]["meeting_capacity"], 100);
    assert_eq!(section["integration"].as_object().unwrap().len(), 1);
    let tidy = zoom.token("tidy").await;
    let locked =
        zoom.get(&tidy, "/accounts/me/lock_settings?custom_query_fields=e2e_encryption").await.json();
    assert_eq!(locked, json!({ "in_meeting": { "e2e_encryption": true } }));
}

#[tokio::test]
async fn the_account_is_me_or_its_id_and_others_do_not_exist() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let id = zoom.running.account("tidy").account_id.clone();
    let by_id = zoom.get(&token, &format!("/accounts/{id}/settings")).await.text;
    assert_eq!(by_id, zoom.get(&token, "/accounts/me/settings").await.text);
    let other = zoom.running.account("careless").account_id.clone();
    for (path, status) in
        [("settings", 404), ("lock_settings", 400), ("managed_domains", 404), ("trusted_domains", 404)]
    {
        let answer = zoom.get(&token, &format!("/accounts/{other}/{path}")).await;
        answer.is_error(status, 2001, &format!("Account does not exist: {other}"));
    }
}

#[tokio::test]
async fn a_change_merges_and_stays() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let path = "/accounts/me/settings?option=meeting_security";
    let before = zoom.get(&token, path).await.json();
    assert_eq!(before["meeting_security"]["waiting_room"], true);
    let changed = zoom.patch(&token, path, json!({ "meeting_security": { "waiting_room": false } })).await;
    assert_eq!((changed.status.as_u16(), changed.text.as_str()), (204, ""));
    let mut expected = before;
    expected["meeting_security"]["waiting_room"] = json!(false);
    assert_eq!(zoom.get(&token, path).await.json(), expected);

    let locks = json!({ "recording": { "auto_delete_cmr": false } });
    assert_eq!(zoom.patch(&token, "/accounts/me/lock_settings", locks).await.status, 204);
    let locks = zoom.get(&token, "/accounts/me/lock_settings").await.json();
    assert_eq!(locks["recording"]["auto_delete_cmr"], false);
    assert_eq!(locks["recording"]["cloud_recording"], true);
    // The other account has settings of its own.
    let careless = zoom.token("careless").await;
    assert_eq!(zoom.get(&careless, path).await.json()["meeting_security"]["waiting_room"], false);
}

#[tokio::test]
async fn a_change_that_does_not_fit_changes_nothing() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let before = zoom.get(&token, "/accounts/me/settings").await.text;
    for (change, field) in [
        (json!({ "no_such_section": {} }), "no_such_section"),
        (json!({ "recording": { "no_such_key": 1 } }), "recording.no_such_key"),
        (
            json!({ "recording": { "cloud_recording": "yes" }, "feature": { "meeting_capacity": 5 } }),
            "recording.cloud_recording",
        ),
    ] {
        let answer = zoom.patch(&token, "/accounts/me/settings", change).await;
        answer.is_error(400, 300, "Validation Failed.");
        assert_eq!(answer.json()["errors"][0]["field"], field);
    }
    for body in [json!([]), json!("text")] {
        let answer = zoom.patch(&token, "/accounts/me/settings", body).await;
        answer.is_error(400, 300, "Request Body should be a valid JSON object.");
    }
    let option = zoom.get(&token, "/accounts/me/settings?option=everything").await;
    option.is_error(400, 300, "Validation Failed.");
    assert_eq!(zoom.get(&token, "/accounts/me/settings").await.text, before);
}

#[tokio::test]
async fn a_free_plan_is_told_with_200_and_code_200() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let id = zoom.running.account("tidy").account_id.clone();
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "free" })).await;
    let get = async |path: &str| zoom.get(&token, path).await;
    get("/accounts/me/settings").await.is_error(200, 200, "Only available for paid accounts.");
    let locks = format!("Only available for paid account:{id}");
    get("/accounts/me/lock_settings").await.is_error(200, 200, &locks);
    let domains = format!("Only available for Paid or ZMP account: {id}.");
    get("/accounts/me/managed_domains").await.is_error(200, 200, &domains);
    get("/groups").await.is_error(400, 200, "Only available for Paid account.");
    let change = zoom.patch(&token, "/accounts/me/settings", json!({})).await;
    change.is_error(400, 200, "Only available for paid accounts.");
    assert_eq!(get("/users/me").await.status, 200);
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "pro" })).await;
    assert!(get("/accounts/me/settings").await.json()["security"].is_object());
}

#[tokio::test]
async fn domains_and_unknown_endpoints() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let managed = zoom.get(&token, "/accounts/me/managed_domains").await.json();
    assert_eq!(
        managed,
        json!({ "domains": [{ "domain": "tidy.example.com", "status": "verified" }], "total_records": 1 })
    );
    let trusted = zoom.get(&token, "/accounts/me/trusted_domains").await.json();
    assert_eq!(trusted, json!({ "trusted_domains": ["partner.example.com"] }));
    for path in ["/nothing/here", "/accounts/me", "/users//"] {
        zoom.get(&token, path).await.is_error(400, 2300, "This API endpoint is not recognized.");
    }
}

#[tokio::test]
async fn every_reply_bears_its_own_tracking_id() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let mut seen = std::collections::BTreeSet::new();
    for path in ["/users/me", "/users/me", "/nothing"] {
        let answer = zoom.get(&token, path).await;
        let id = answer.header("x-zm-trackingid").unwrap().to_owned();
        let hex = id.strip_prefix("v=2.0;clid=us02;rid=WEB_").unwrap();
        assert!(hex.len() == 32 && hex.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
        seen.insert(id);
    }
    assert_eq!(seen.len(), 3);
}

#[tokio::test]
async fn a_document_can_be_changed_without_a_notice_and_the_log_holds_no_secrets() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = json!({ "account": "tidy", "view": "whole", "remove": ["/mail_calendar"], "merge": { "new": { "key": null } } });
    zoom.control("POST", "documents", order).await;
    let settings =
        zoom.get(&token, "/accounts/me/settings?custom_query_fields=new,mail_calendar").await.json();
    assert_eq!(settings, json!({ "new": { "key": null } }));

    let log = zoom.control("GET", "requests", Value::Null).await;
    let lines = log["requests"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["path"], "/oauth/token");
    assert_eq!((&lines[1]["account"], &lines[1]["status"]), (&json!("tidy"), &json!(200)));
    assert_eq!(lines[1]["query"], "custom_query_fields=new,mail_calendar");
    let secret = &zoom.running.account("tidy").client_secret;
    assert!(!log.to_string().contains(secret.as_str()) && !log.to_string().contains(&token));
    zoom.control("DELETE", "requests", Value::Null).await;
    assert_eq!(zoom.control("GET", "requests", Value::Null).await, json!({ "requests": [] }));
}

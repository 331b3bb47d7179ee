//! What an org may be in: each state refuses in its own way.

use crate::support::{PARTNER, Salesforce};
use serde_json::{Value, json};
use std::time::Duration;

async fn put(salesforce: &Salesforce, key: &str, value: Value) {
    salesforce.control("PUT", "state", json!({ "org": "tidy", key: value })).await;
}

#[tokio::test]
async fn each_state_refuses_a_sign_in_with_its_code() {
    let salesforce = Salesforce::start().await;
    for (state, element, code) in [
        ("locked", "LoginFault", "ORG_LOCKED"),
        ("trial_expired", "LoginFault", "TRIAL_EXPIRED"),
        ("maintenance", "LoginFault", "ORG_IN_MAINTENANCE"),
        ("api_disabled", "LoginFault", "API_DISABLED_FOR_ORG"),
        ("soap_login_disabled", "UnexpectedErrorFault", "INVALID_OPERATION"),
        ("any_api_auth_enforced", "UnexpectedErrorFault", "INSUFFICIENT_ACCESS"),
        ("restricted_domain", "LoginFault", "LOGIN_DURING_RESTRICTED_DOMAIN"),
        ("restricted_time", "LoginFault", "LOGIN_DURING_RESTRICTED_TIME"),
        ("user_locked", "LoginFault", "INVALID_LOGIN"),
        ("user_frozen", "LoginFault", "INVALID_LOGIN"),
    ] {
        put(&salesforce, state, json!(true)).await;
        let (told, told_code, _) = salesforce.login("tidy").await.fault();
        assert_eq!((told.as_str(), told_code.as_str()), (element, code), "{state}");
        put(&salesforce, state, json!(false)).await;
    }
    put(&salesforce, "user_active", json!(false)).await;
    assert_eq!(salesforce.login("tidy").await.fault_code(), "INVALID_LOGIN");
    assert_eq!(salesforce.login("careless").await.status, 200, "the other org is as it was");
}

#[tokio::test]
async fn a_trusted_network_needs_no_token() {
    let salesforce = Salesforce::start().await;
    put(&salesforce, "trusted_network", json!(true)).await;
    let access = salesforce.running.org("tidy").clone();
    assert_eq!(salesforce.login_as(PARTNER, &access.username, &access.password).await.status, 200);
    assert_eq!(salesforce.login("tidy").await.status, 200, "with it one is let in as well");
}

#[tokio::test]
async fn an_expired_password_gives_a_session_that_may_do_nothing() {
    let salesforce = Salesforce::start().await;
    put(&salesforce, "password_expired", json!(true)).await;
    let answer = salesforce.login("tidy").await;
    assert_eq!((answer.status.as_u16(), answer.first("passwordExpired")), (200, "true".into()));
    let refused = salesforce.query(PARTNER, &answer.first("sessionId"), "SELECT Id FROM User").await;
    assert_eq!(refused.fault_code(), "INVALID_OPERATION_WITH_EXPIRED_PASSWORD");
}

#[tokio::test]
async fn a_changed_password_ends_sessions_and_makes_a_new_token() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let changed =
        salesforce.control("PUT", "password", json!({ "org": "tidy", "password": "new-one" })).await;
    assert_eq!(
        salesforce.query(PARTNER, &session, "SELECT Id FROM User").await.fault_code(),
        "INVALID_SESSION_ID"
    );
    assert_eq!(salesforce.login("tidy").await.fault_code(), "INVALID_LOGIN");
    let access = salesforce.running.org("tidy").clone();
    assert_ne!(changed["security_token"], access.security_token);
    let old_token = format!("new-one{}", access.security_token);
    let refused = salesforce.login_as(PARTNER, &access.username, &old_token).await;
    assert_eq!(refused.fault_code(), "LOGIN_MUST_USE_SECURITY_TOKEN");
    let new_token = format!("new-one{}", changed["security_token"].as_str().unwrap());
    assert_eq!(salesforce.login_as(PARTNER, &access.username, &new_token).await.status, 200);
}

#[tokio::test]
async fn sessions_end_after_two_hours_without_use() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for _ in 0..3 {
        salesforce.advance(Duration::from_secs(119 * 60)).await;
        assert_eq!(salesforce.query(PARTNER, &session, "SELECT Id FROM User").await.status, 200);
    }
    salesforce.advance(Duration::from_secs(120 * 60)).await;
    assert_eq!(
        salesforce.query(PARTNER, &session, "SELECT Id FROM User").await.fault_code(),
        "INVALID_SESSION_ID"
    );
    let again = salesforce.session("tidy").await;
    salesforce.control("POST", "sessions/expire", json!({ "org": "tidy" })).await;
    assert_eq!(salesforce.get(&again, "/services/data/v64.0/limits").await.status, 401);
}

#[tokio::test]
async fn an_org_that_was_moved_is_found_by_signing_in_again() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    put(&salesforce, "moved", json!(true)).await;
    let refused = salesforce.query(PARTNER, &session, "SELECT Id FROM User").await;
    assert_eq!(refused.fault_code(), "ORG_NOT_OWNED_BY_INSTANCE");
    let again = salesforce.session("tidy").await;
    assert_eq!(salesforce.query(PARTNER, &again, "SELECT Id FROM User").await.status, 200);
    assert_eq!(
        salesforce.query(PARTNER, &session, "SELECT Id FROM User").await.fault_code(),
        "INVALID_SESSION_ID"
    );
}

#[tokio::test]
async fn wrong_passwords_lock_the_user_where_that_is_on() {
    let salesforce = Salesforce::start().await;
    put(&salesforce, "lockout", json!(true)).await;
    let username = salesforce.running.org("tidy").username.clone();
    for _ in 0..3 {
        salesforce.login_as(PARTNER, &username, "wrong").await;
    }
    assert_eq!(salesforce.login("tidy").await.fault_code(), "INVALID_LOGIN");
}

#[tokio::test]
async fn the_quota_is_told_and_refuses_when_it_is_spent() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    salesforce.control("PUT", "limits", json!({ "org": "tidy", "used": 98, "limit": 100 })).await;
    let answer = salesforce.query(PARTNER, &session, "SELECT Id FROM Profile").await;
    assert_eq!((answer.first("current"), answer.first("limit")), ("99".into(), "100".into()));
    let told = salesforce.get(&session, "/services/data/v64.0/limits").await;
    assert_eq!(told.headers["sforce-limit-info"], "api-usage=100/100");
    assert_eq!(told.json()["DailyApiRequests"], json!({ "Max": 100, "Remaining": 0 }));
    let refused = salesforce.query(PARTNER, &session, "SELECT Id FROM Profile").await;
    assert_eq!(refused.fault().0, "UnexpectedErrorFault");
    assert_eq!(refused.fault_code(), "REQUEST_LIMIT_EXCEEDED");
    let refused = salesforce.get(&session, "/services/data/v64.0/limits").await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()[0]["errorCode"]),
        (403, &json!("REQUEST_LIMIT_EXCEEDED"))
    );
    salesforce.advance(Duration::from_secs(25 * 3_600)).await;
    let again = salesforce.session("tidy").await;
    assert_eq!(salesforce.query(PARTNER, &again, "SELECT Id FROM Profile").await.first("current"), "1");
}

//! Faults to order.

use crate::support::{METADATA, PARTNER, Salesforce};
use serde_json::{Value, json};
use std::time::Duration;

const USERS: &str = "SELECT Id, Username FROM User";

#[tokio::test]
async fn any_exception_comes_as_the_call_has_it() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for (code, element) in [
        ("INVALID_LOGIN", "LoginFault"),
        ("LOGIN_CHALLENGE_ISSUED", "LoginFault"),
        ("ORG_LOCKED", "LoginFault"),
        ("PASSWORD_LOCKOUT", "LoginFault"),
        ("SERVER_UNAVAILABLE", "UnexpectedErrorFault"),
        ("TXN_SECURITY_NO_ACCESS", "UnexpectedErrorFault"),
    ] {
        salesforce.fault(json!({ "operation": "login", "kind": "exception", "code": code })).await;
        let (told, told_code, _) = salesforce.login("tidy").await.fault();
        assert_eq!((told.as_str(), told_code.as_str()), (element, code));
        assert_eq!(salesforce.login("tidy").await.status, 200, "once");
    }
    let order = json!({ "kind": "exception", "code": "QUERY_TIMEOUT", "message": "too long", "times": 3 });
    salesforce.fault(order).await;
    assert_eq!(salesforce.query(PARTNER, &session, USERS).await.fault().2, "too long");
    let rest = salesforce.get(&session, "/services/data/v64.0/limits").await;
    assert_eq!(rest.json(), json!([{ "message": "too long", "errorCode": "QUERY_TIMEOUT" }]));
    let token = salesforce.token(&[("grant_type", "client_credentials")]).await;
    assert_eq!(token.json(), json!({ "error": "QUERY_TIMEOUT", "error_description": "too long" }));
    assert_eq!(salesforce.last_request().await["fault"], "exception");
}

#[tokio::test]
async fn a_fault_meets_the_calls_that_it_is_ordered_for() {
    let salesforce = Salesforce::start().await;
    let (tidy, careless) = (salesforce.session("tidy").await, salesforce.session("careless").await);
    let order = json!({
        "org": "tidy", "operation": "query", "object": "User", "after": 1, "times": 2, "kind": "exception",
        "code": "REQUEST_LIMIT_EXCEEDED",
    });
    salesforce.fault(order).await;
    let status =
        async |session: &str, soql: &str| salesforce.query(PARTNER, session, soql).await.status.as_u16();
    assert_eq!(status(&careless, USERS).await, 200, "another org");
    assert_eq!(status(&tidy, "SELECT Id FROM Profile").await, 200, "another object");
    assert_eq!(status(&tidy, USERS).await, 200, "the first goes well");
    assert_eq!(
        [status(&tidy, USERS).await, status(&tidy, USERS).await, status(&tidy, USERS).await],
        [500, 500, 200]
    );
    let order =
        json!({ "operation": "readMetadata", "object": "EventSettings", "times": null, "kind": "html" });
    salesforce.fault(order).await;
    let read = async |kind: &str| {
        let body = format!("<readMetadata><type>{kind}</type><fullNames>X</fullNames></readMetadata>");
        salesforce.soap(METADATA, &tidy, "", &body).await.text
    };
    assert!(read("SharingSettings").await.contains("readMetadataResponse"));
    assert!(read("EventSettings").await.contains("<html>") && read("EventSettings").await.contains("<html>"));
    salesforce.control("DELETE", "faults", Value::Null).await;
    assert!(read("EventSettings").await.contains("readMetadataResponse"));
}

#[tokio::test]
async fn a_session_may_end_in_the_middle_of_pages() {
    let salesforce = Salesforce::with(Some(40)).await;
    let session = salesforce.session("large").await;
    let first = salesforce.query(PARTNER, &session, "SELECT Id FROM LoginHistory").await;
    let locator = first.first("queryLocator");
    let body = format!("<queryMore><queryLocator>{locator}</queryLocator></queryMore>");
    salesforce
        .fault(json!({ "operation": "queryMore", "object": "LoginHistory", "kind": "session_ended" }))
        .await;
    assert_eq!(salesforce.soap(PARTNER, &session, "", &body).await.fault_code(), "INVALID_SESSION_ID");
    assert_eq!(salesforce.query(PARTNER, &session, USERS).await.fault_code(), "INVALID_SESSION_ID");
    let again = salesforce.session("large").await;
    let extended = json!({ "operation": "queryMore", "kind": "exception", "code": "INVALID_QUERY_LOCATOR", "extended": "QUERY_LOCATOR_EXPIRED" });
    salesforce.fault(extended).await;
    let refused = salesforce.soap(PARTNER, &again, "", &body).await;
    assert_eq!(
        (refused.fault().0, refused.first("extendedErrorCode")),
        ("InvalidQueryLocatorFault".into(), "QUERY_LOCATOR_EXPIRED".into())
    );
    assert_eq!(salesforce.soap(PARTNER, &again, "", &body).await.status, 200, "the genuine one is good yet");
}

#[tokio::test]
async fn documents_may_be_hostile() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    for (kind, part) in
        [("entity_bomb", "<!ENTITY j \"&i;&i;"), ("external_entity", "SYSTEM \"file:///etc/hostname\"")]
    {
        salesforce.fault(json!({ "kind": kind })).await;
        let answer = salesforce.query(PARTNER, &session, USERS).await;
        assert!(
            answer.status == 200 && answer.text.contains(part) && answer.text.contains("&j;</"),
            "{}",
            answer.text
        );
        assert!(roxmltree::Document::parse(&answer.text).is_err(), "a careful reader refuses it");
    }
    salesforce.fault(json!({ "kind": "wrong_namespace" })).await;
    let answer = salesforce.query(PARTNER, &session, USERS).await;
    let result = answer
        .document()
        .descendants()
        .find(|node| node.tag_name().name() == "result")
        .unwrap()
        .tag_name()
        .namespace()
        .map(str::to_owned);
    assert_eq!(result.as_deref(), Some("urn:partner.soap.example.com"));
    salesforce.fault(json!({ "kind": "oversized" })).await;
    let answer = salesforce.query(PARTNER, &session, USERS).await;
    assert_eq!((answer.text.len(), answer.rows().len()), (20 * 1024 * 1024, 22));
    salesforce.fault(json!({ "kind": "replace", "find": "<size>22</size>", "with": "<size>x</size>" })).await;
    assert_eq!(salesforce.query(PARTNER, &session, USERS).await.first("size"), "x");
}

#[tokio::test]
async fn usage_may_be_told_otherwise() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let order = json!({ "kind": "limit_info", "current": 14_990, "limit": 15_000, "times": 2 });
    salesforce.fault(order).await;
    let answer = salesforce.query(PARTNER, &session, USERS).await;
    assert_eq!((answer.first("current"), answer.first("limit")), ("14990".into(), "15000".into()));
    let answer = salesforce.get(&session, "/services/data/v64.0/limits").await;
    assert_eq!(answer.headers["sforce-limit-info"], "api-usage=14990/15000");
}

#[tokio::test]
async fn replies_may_be_slow_cut_short_or_missing() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let whole = salesforce.query(PARTNER, &session, USERS).await.text;
    salesforce.fault(json!({ "kind": "truncated" })).await;
    let half = salesforce.query(PARTNER, &session, USERS).await.text;
    // The usage in the header is another, of the same length.
    assert_eq!(half.len(), whole.len() / 2);
    let url = format!("{}/services/data/v64.0/limits", salesforce.running.base_url);
    let send = async |timeout: u64| {
        salesforce.http.get(&url).bearer_auth(&session).timeout(Duration::from_millis(timeout)).send().await
    };
    salesforce.fault(json!({ "kind": "truncated", "cut": true })).await;
    assert!(send(5_000).await.unwrap().bytes().await.is_err());
    salesforce.fault(json!({ "kind": "close" })).await;
    assert!(send(5_000).await.is_err());
    assert_eq!(salesforce.last_request().await["status"], 0);
    salesforce.fault(json!({ "kind": "slow", "ms": 1_500 })).await;
    assert!(send(500).await.unwrap_err().is_timeout());
    salesforce.fault(json!({ "kind": "slow_body", "ms": 1_500 })).await;
    let head = send(500).await.unwrap();
    assert!(head.status() == 200 && head.bytes().await.unwrap_err().is_timeout());
    salesforce.fault(json!({ "kind": "status", "status": 503, "retry_after": "7" })).await;
    let answer = send(5_000).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (503, "7"));
    salesforce.fault(json!({ "kind": "date", "off_ms": 600_000 })).await;
    assert_eq!(send(5_000).await.unwrap().headers()["date"], "Sat, 21 Nov 2026 08:10:00 GMT");
}

#[tokio::test]
async fn the_log_keeps_what_was_asked_and_no_secrets() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let session = salesforce.session("tidy").await;
    salesforce.client_token("tidy").await;
    salesforce.query(PARTNER, &session, "SELECT Nonsense FROM User").await;
    let log = salesforce.control("GET", "requests", Value::Null).await;
    let lines = log["requests"].as_array().unwrap();
    let told: Vec<[&Value; 4]> = lines
        .iter()
        .map(|line| [&line["operation"], &line["detail"], &line["status"], &line["code"]])
        .collect();
    assert_eq!(
        told,
        [
            [&json!("login"), &json!(""), &json!(200), &Value::Null],
            [&json!("token"), &json!("client_credentials"), &json!(200), &Value::Null],
            [&json!("query"), &json!("SELECT Nonsense FROM User"), &json!(500), &json!("INVALID_FIELD")],
        ]
    );
    assert!(lines.iter().all(|line| line["org"] == "tidy"));
    let text = log.to_string();
    for secret in [&access.password, &access.security_token, &access.client_secret, &session] {
        assert!(!text.contains(secret.as_str()), "{text}");
    }
    salesforce.control("DELETE", "requests", Value::Null).await;
    assert_eq!(salesforce.control("GET", "requests", Value::Null).await, json!({ "requests": [] }));
}

//! Signing in by each method, and what is told where that fails.

use super::Org;
use acceptance::{Database, on_both_databases};
use serde_json::{Value, json};

on_both_databases! {
    each_method => super::an_org_is_activated_by_each_method_and_once;
}

async fn an_org_is_activated_by_each_method_and_once(database: &Database) {
    let org = Org::house(database).await;
    let careless = org.by_password("careless");
    let validated = org.validate(&careless).await;
    assert_eq!(validated["result"], "warning", "{validated:#}");
    assert_eq!(validated["account_id"], org.access("careless")["org_id"]);
    let warnings = validated["warnings"].to_string();
    assert!(warnings.contains("Summer '27"), "{warnings}");
    let missing = validated["missing"].as_array().unwrap();
    assert!(!missing.is_empty(), "this user may not see everything");
    assert!(missing.iter().any(|right| !right["affects"].as_array().unwrap().is_empty()), "{missing:#?}");
    let sandbox = org.activate("Salesforce sandbox", &careless).await;
    assert_eq!(sandbox["method"]["id"], "password", "{sandbox:#}");
    assert!(sandbox["method"]["notice"].as_str().unwrap().contains("Summer '27"), "{sandbox:#}");
    assert!(sandbox["checks"]["failed"].as_u64().unwrap() > 5, "{sandbox:#}");
    assert!(sandbox["checks"]["undetected"].as_u64().unwrap() > 3, "{sandbox:#}");

    // The same org by another method is the same org.
    let again = org.try_to_activate("Another name", &org.by_client_credentials("careless")).await;
    assert_eq!(again.status, 422, "{:#}", again.body);
    assert!(again.body.to_string().contains("Salesforce sandbox"), "{:#}", again.body);

    // A key that we make: its certificate is uploaded, and nobody sees the key.
    let key = json!({ "method": "jwt-bearer", "name": "Production" });
    let made = org.house.admin.post("/api/v1/connectors/salesforce/key-pair", &key).await.ok();
    let pem = made["certificate_pem"].as_str().unwrap();
    assert!(pem.contains("BEGIN CERTIFICATE") && !made.to_string().contains("PRIVATE KEY"), "{made:#}");
    let tidy = org.access("tidy");
    let jwt = json!({ "method": "jwt-bearer", "domain": tidy["my_domain"], "client_id": tidy["client_id"],
        "username": tidy["username"] });
    let validate = async || {
        let body = json!({ "credentials": jwt, "draft": made["draft"] });
        org.house.admin.post("/api/v1/connectors/salesforce/validation", &body).await.ok()
    };
    let not_uploaded = validate().await;
    assert_eq!(not_uploaded["result"], "failed", "{not_uploaded:#}");
    org.control("PUT", "certificate", json!({ "org": "tidy", "certificate": pem })).await;
    let uploaded = validate().await;
    assert_eq!(uploaded["result"], "succeeded", "{uploaded:#}");
    let body = json!({ "connector": "salesforce", "name": "Salesforce production", "credentials": jwt,
        "draft": made["draft"], "terms_version": org.terms().await });
    let production = org.house.admin.post("/api/v1/instances", &body).await.ok();
    let production = org.house.judged(production["id"].as_str().unwrap()).await;
    assert_eq!(production["checks"]["failed"], 0, "{production:#}");
    // Which links Salesforce shows of other people's files is never known to be all.
    assert_eq!(production["checks"]["undetected"], 1, "{production:#}");
    assert!(production["method"]["notice"].as_str().unwrap_or_default().is_empty(), "{production:#}");
    for heard in [org.house.admin.heard(), org.house.logs()] {
        assert!(!heard.contains("PRIVATE KEY"));
        assert!(!heard.contains(org.access("careless")["security_token"].as_str().unwrap()));
    }

    // Another way to sign in to the same org is an edit, and ends the warning.
    let id = sandbox["id"].as_str().unwrap();
    let edit = json!({ "credentials": org.by_client_credentials("careless") });
    let edited = org.house.admin.patch(&format!("/api/v1/instances/{id}"), &edit).await.ok();
    assert_eq!(edited["method"]["id"], "client-credentials", "{edited:#}");
    let other = json!({ "credentials": org.by_client_credentials("tidy") });
    let refused = org.house.admin.patch(&format!("/api/v1/instances/{id}"), &other).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.to_string().contains("pinned"), "{:#}", refused.body);
}

/// The field and the message of a validation that failed.
fn failure(validated: &Value) -> (Vec<&str>, String) {
    assert_eq!(validated["result"], "failed", "{validated:#}");
    let problems = validated["problems"].as_array().unwrap();
    let fields = problems.iter().filter_map(|problem| problem["field"].as_str()).collect();
    let said = problems.iter().map(|problem| format!("{} {}", problem["message"], problem["mend"])).collect();
    (fields, said)
}

fn why_not(validated: &Value) -> String {
    failure(validated).1
}

#[tokio::test]
async fn what_keeps_us_out_is_told_with_its_cure() {
    let org = Org::house(&Database::sqlite()).await;
    let form = org.by_password("tidy");
    let with = |key: &str, value: &str| {
        let mut form = form.clone();
        form[key] = value.into();
        form
    };
    let wrong = org.validate(&with("password", "p&<>\"'ä wrong")).await;
    let (fields, said) = failure(&wrong);
    assert_eq!(fields, ["username", "password", "security_token"], "{said}");
    let said = why_not(&org.validate(&with("security_token", "")).await);
    assert!(said.contains("Reset My Security Token"), "{said}");
    for (state, says) in [
        ("soap_login_disabled", "Enable SOAP API login()"),
        ("password_expired", "expired"),
        ("restricted_domain", "Login IP Ranges"),
        ("restricted_time", "Login Hours"),
        ("locked", "locked"),
        ("maintenance", "maintenance"),
        ("api_disabled", "API Enabled"),
    ] {
        org.control("PUT", "state", json!({ "org": "tidy", state: true })).await;
        let validated = org.validate(&form).await;
        assert_eq!(validated["result"], "failed", "{state}");
        let said = why_not(&validated);
        assert!(said.contains(says), "{state}: {said}");
        org.control("PUT", "state", json!({ "org": "tidy", state: false })).await;
    }
    for (field, value, says) in [
        ("domain", "evil.example", "none of Salesforce's hosts"),
        ("username", "nobody", "name@example.com"),
        ("endpoint", "sideways", ""),
        ("method", "telepathy", ""),
    ] {
        let seen = org.validate(&with(field, value)).await;
        let (fields, said) = failure(&seen);
        assert!(fields.contains(&field) && said.contains(says), "{field}: {fields:?} {said}");
    }
    assert_eq!(org.validate(&form).await["result"], "warning");
}

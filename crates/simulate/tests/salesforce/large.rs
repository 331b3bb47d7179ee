//! Large orgs.

use crate::support::{PARTNER, Salesforce};
use serde_json::json;

#[tokio::test]
async fn an_org_has_as_many_users_as_were_ordered() {
    let salesforce = Salesforce::with(Some(200)).await;
    let order = json!({ "name": "second", "users": 200 });
    let second = salesforce.control("POST", "orgs", order).await;
    let password =
        second["password"].as_str().unwrap().to_owned() + second["security_token"].as_str().unwrap();
    let second = salesforce.login_as(PARTNER, second["username"].as_str().unwrap(), &password).await;
    let (one, two) = (salesforce.session("large").await, second.first("sessionId"));
    assert_ne!(second.first("organizationId"), salesforce.running.org("large").org_id);
    for session in [&one, &two] {
        for (object, rows) in [
            ("User", 202),
            ("UserLogin", 202),
            ("PermissionSet WHERE Type = 'Regular'", 502),
            ("PermissionSetAssignment", 5 * 200 + 3),
            (
                "LoginHistory WHERE LoginTime >= 2026-11-20T04:00:00Z AND LoginTime < 2026-11-21T08:00:00Z",
                25 * 200,
            ),
        ] {
            let counted = salesforce.query(PARTNER, session, &format!("SELECT COUNT() FROM {object}")).await;
            assert_eq!(counted.first("size"), rows.to_string(), "{object}");
        }
    }
    let rights = salesforce.control("GET", "orgs", json!(null)).await;
    assert_eq!(rights["orgs"][2]["rights"].as_array().unwrap().len(), 9);
}

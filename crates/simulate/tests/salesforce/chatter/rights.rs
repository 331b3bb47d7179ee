//! Two users, and what each of them sees.

use super::{act, all_rows, archiver, files};
use crate::support::{PARTNER, Salesforce};
use serde_json::json;

const ALL: [&str; 7] = [
    "ApiEnabled",
    "ViewAllData",
    "ViewAllUsers",
    "QueryAllFiles",
    "ManageUnlistedGroups",
    "ManageChatterMessages",
    "UseAnyApiAuth",
];

async fn grant(salesforce: &Salesforce, without: &[&str]) {
    let left: Vec<&&str> = ALL.iter().filter(|right| !without.contains(*right)).collect();
    let order = json!({ "org": "tidy", "user": "archiver", "permissions": left });
    salesforce.control("PUT", "rights", order).await;
}

async fn places(salesforce: &Salesforce, session: &str) -> Vec<String> {
    let soql =
        "SELECT Parent.Name FROM FeedItem WHERE Parent.Type = 'CollaborationGroup' ORDER BY Parent.Name";
    let mut all: Vec<String> = all_rows(salesforce, session, soql).await.into_iter().flatten().collect();
    all.dedup();
    all
}

#[tokio::test]
async fn the_archiver_signs_in_in_all_ways_and_is_another_user() {
    let salesforce = Salesforce::start().await;
    let access = salesforce.running.org("tidy").clone();
    let own = &access.archiver;
    let by_password = archiver(&salesforce, "tidy").await;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", own.client_id.as_str()),
        ("client_secret", own.client_secret.as_str()),
    ];
    let by_app = salesforce.token(&form).await.json()["access_token"].as_str().unwrap().to_owned();
    for token in [&by_password, &by_app] {
        let who = salesforce.get(token, "/services/oauth2/userinfo").await.json();
        assert_eq!((&who["user_id"], &who["username"]), (&json!(own.user_id), &json!(own.username)));
    }
    // Its password, its state and its rights are its own.
    let frozen = json!({ "org": "tidy", "user": "archiver", "user_frozen": true });
    salesforce.control("PUT", "state", frozen).await;
    let password = format!("{}{}", own.password, own.security_token);
    let refused = salesforce.login_as(PARTNER, &own.username, &password).await;
    assert_eq!(refused.fault_code(), "INVALID_LOGIN");
    assert_eq!(salesforce.login("tidy").await.status, 200);
    let reader = salesforce.session("tidy").await;
    let rights =
        "SELECT PermissionsViewAllData, PermissionsManageChatterMessages FROM UserPermissionAccess LIMIT 1";
    assert_eq!(salesforce.rows(PARTNER, &reader, rights).await, [["false", "false"]]);
    assert_eq!(salesforce.rows(PARTNER, &by_password, rights).await, [["true", "true"]]);
}

#[tokio::test]
async fn each_right_shows_its_part() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    assert_eq!(places(&salesforce, &session).await, ["Harbour notices", "Reorganisation", "Tariff review"]);
    grant(&salesforce, &["ManageUnlistedGroups"]).await;
    assert_eq!(places(&salesforce, &session).await, ["Harbour notices", "Tariff review"]);
    grant(&salesforce, &["ViewAllData"]).await;
    assert_eq!(places(&salesforce, &session).await, ["Harbour notices"]);
    let revisions = salesforce.query(PARTNER, &session, "SELECT Id FROM FeedRevision").await;
    assert_eq!(revisions.fault_code(), "MALFORMED_QUERY");
    act(&salesforce, "member", json!({ "group": "Tariff review", "user": "archiver" })).await;
    assert_eq!(places(&salesforce, &session).await, ["Harbour notices", "Tariff review"]);

    grant(&salesforce, &["ManageChatterMessages"]).await;
    for object in ["ChatterMessage", "ChatterConversation", "ChatterConversationMember"] {
        let refused = salesforce.query(PARTNER, &session, &format!("SELECT Id FROM {object}")).await;
        assert_eq!(refused.fault_code(), "INVALID_TYPE", "{object}");
    }
    grant(&salesforce, &[]).await;
    let body = salesforce.query(PARTNER, &session, "SELECT Id FROM ChatterMessage WHERE Body = 'x'").await;
    assert_eq!(body.fault_code(), "INVALID_FIELD");
    assert!(salesforce.rows(PARTNER, &session, "SELECT Id FROM ChatterMessage").await.len() > 2);
}

#[tokio::test]
async fn files_of_closed_groups_want_a_right_of_their_own() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let soql = "SELECT Id FROM ContentVersion WHERE Title = 'Teams'";
    let teams = salesforce.rows(PARTNER, &session, soql).await[0][0].clone();
    assert_eq!(files::download(&salesforce, &session, &teams).await.unwrap().len(), 153_600);
    grant(&salesforce, &["QueryAllFiles"]).await;
    assert_eq!(salesforce.rows(PARTNER, &session, soql).await.len(), 0);
    assert!(files::download(&salesforce, &session, &teams).await.is_err());
    let public = "SELECT Id FROM ContentVersion WHERE Title = 'Mooring plan'";
    assert_eq!(salesforce.rows(PARTNER, &session, public).await.len(), 1);
    let listed = salesforce.query(PARTNER, &session, "SELECT Id FROM ContentDocumentLink").await;
    assert_eq!(listed.fault_code(), "MALFORMED_QUERY");
}

//! What a user without a permission sees: no such object, or silently fewer rows.

use crate::support::{METADATA, PARTNER, Salesforce, TOOLING};
use serde_json::{Value, json};

async fn allow(salesforce: &Salesforce, permissions: &[&str]) -> Value {
    let mut all = vec!["ApiEnabled", "UseAnyApiAuth"];
    all.extend(permissions);
    salesforce.control("PUT", "rights", json!({ "org": "tidy", "permissions": all })).await
}

#[tokio::test]
async fn without_a_permission_some_objects_are_not_there() {
    let salesforce = Salesforce::start().await;
    allow(&salesforce, &[]).await;
    let session = salesforce.session("tidy").await;
    for (namespace, object, right) in [
        (TOOLING, "SecurityHealthCheck", "ViewHealthCheck"),
        (TOOLING, "SecurityHealthCheckRisks", "ViewHealthCheck"),
        (PARTNER, "SecurityCustomBaseline", "ViewHealthCheck"),
        (PARTNER, "TwoFactorMethodsInfo", "TwoFactorApi"),
        (PARTNER, "SetupAuditTrail", "ViewSetup"),
        (PARTNER, "ConnectedApplication", "ViewSetup"),
        (TOOLING, "RemoteProxy", "ViewSetup"),
        (TOOLING, "Certificate", "ViewSetup"),
        (PARTNER, "Domain", "ViewSetup"),
        (PARTNER, "PermissionSetGroup", "ViewSetup"),
    ] {
        let soql = format!("SELECT Id FROM {object}");
        let refused = salesforce.query(namespace, &session, &soql).await;
        assert_eq!(refused.fault_code(), "INVALID_TYPE", "{object}");
        allow(&salesforce, &[right]).await;
        assert_eq!(salesforce.query(namespace, &session, &soql).await.status, 200, "{object} with {right}");
        allow(&salesforce, &[]).await;
    }
}

#[tokio::test]
async fn without_a_permission_others_have_fewer_rows() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let links = json!({ "OwnerId": salesforce.running.org("tidy").user_id, "Name": "Own" });
    let order = json!({ "org": "tidy", "object": "ContentDistribution", "merge": links });
    salesforce.control("POST", "records", order).await;
    for (object, few, right) in [
        ("User", 1, "ViewAllUsers"),
        ("UserLogin", 1, "ViewAllUsers"),
        ("Profile", 1, "ViewSetup"),
        ("PermissionSet", 1, "ViewSetup"),
        ("PermissionSetAssignment", 2, "ViewSetup"),
        ("ObjectPermissions", 0, "ViewSetup"),
        ("ContentDistribution", 1, "QueryAllFiles"),
    ] {
        let soql = format!("SELECT Id FROM {object}");
        allow(&salesforce, &[]).await;
        assert_eq!(salesforce.rows(PARTNER, &session, &soql).await.len(), few, "{object}");
        allow(&salesforce, &[right]).await;
        assert!(salesforce.rows(PARTNER, &session, &soql).await.len() > few, "{object} with {right}");
    }
    allow(&salesforce, &[]).await;
    let whose = "SELECT UserId, COUNT(Id) FROM LoginHistory GROUP BY UserId";
    let rows = salesforce.rows(PARTNER, &session, whose).await;
    assert_eq!((rows.len(), rows[0][0].as_str()), (1, salesforce.running.org("tidy").user_id.as_str()));
    allow(&salesforce, &["MonitorLoginHistory"]).await;
    assert!(salesforce.rows(PARTNER, &session, whose).await.len() > 5);
}

#[tokio::test]
async fn the_metadata_api_wants_a_permission_of_its_own() {
    let salesforce = Salesforce::start().await;
    allow(&salesforce, &["ViewSetup"]).await;
    let session = salesforce.session("tidy").await;
    let body = "<readMetadata><type>SecuritySettings</type><fullNames>Security</fullNames></readMetadata>";
    let refused = salesforce.soap(METADATA, &session, "", body).await;
    let words = "INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";
    assert_eq!((refused.status.as_u16(), refused.first("faultstring")), (500, words.into()));
    assert_eq!(refused.first("faultcode"), "sf:INSUFFICIENT_ACCESS");
    assert!(
        refused.text.contains("xmlns:sf=\"http://soap.sforce.com/2006/04/metadata\"")
            && !refused.text.contains("<detail>")
    );
    for right in ["ModifyMetadata", "ModifyAllData"] {
        allow(&salesforce, &[right]).await;
        assert_eq!(salesforce.soap(METADATA, &session, "", body).await.status, 200, "{right}");
    }
}

#[tokio::test]
async fn a_user_can_ask_for_its_own_permissions() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("careless").await;
    let soql = "SELECT PermissionsApiEnabled, PermissionsViewSetup, PermissionsModifyMetadata, PermissionsTwoFactorApi, \
                PermissionsUseAnyApiAuth FROM UserPermissionAccess LIMIT 1";
    assert_eq!(salesforce.rows(PARTNER, &session, soql).await, [["true", "true", "false", "false", "true"]]);
    let unknown = "SELECT PermissionsCanApproveUninstalledApps FROM UserPermissionAccess LIMIT 1";
    let refused = salesforce.query(PARTNER, &session, unknown).await;
    assert_eq!(refused.fault_code(), "INVALID_FIELD", "the sandbox does not have it");
}

#[tokio::test]
async fn without_the_api_or_its_sign_in_nobody_is_let_in() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let set = |permissions: Value| json!({ "org": "tidy", "permissions": permissions });
    salesforce.control("PUT", "rights", set(json!(["PermissionsUseAnyApiAuth"]))).await;
    assert_eq!(salesforce.login("tidy").await.fault_code(), "API_CURRENTLY_DISABLED");
    assert_eq!(
        salesforce.query(PARTNER, &session, "SELECT Id FROM User").await.fault_code(),
        "API_CURRENTLY_DISABLED"
    );
    salesforce.control("PUT", "rights", set(json!(["ApiEnabled"]))).await;
    let (element, code, _) = salesforce.login("tidy").await.fault();
    assert_eq!((element.as_str(), code.as_str()), ("UnexpectedErrorFault", "INSUFFICIENT_ACCESS"));
    let refused = salesforce.running.control("PUT", "rights", set(json!(["Nonsense"]))).await.unwrap_err();
    assert!(refused.to_string().contains("there is no permission “Nonsense”"), "{refused}");
}

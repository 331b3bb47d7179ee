//! Changes by the control API: both ways to a setting say the same, and the audit trail says who changed it.

use crate::support::{METADATA, PARTNER, Salesforce, TOOLING};
use serde_json::{Value, json};

const TRAIL: &str = "SELECT Action, Section, Display, DelegateUser, CreatedBy.Username FROM SetupAuditTrail WHERE \
                     CreatedDate >= 2026-11-21T08:00:00Z ORDER BY Id";

async fn health(salesforce: &Salesforce, session: &str, durable_id: &str) -> Vec<String> {
    let soql = format!(
        "SELECT OrgValue, OrgValueRaw, RiskType, StandardValueRaw FROM SecurityHealthCheckRisks WHERE DurableId = \
         '{durable_id}'"
    );
    // A tooling record has its fields in the order of the WSDL.
    salesforce.rows(TOOLING, session, &soql).await.remove(0)
}

async fn score(salesforce: &Salesforce, session: &str) -> u32 {
    let rows = salesforce.rows(TOOLING, session, "SELECT Score FROM SecurityHealthCheck").await;
    rows[0][0].parse().unwrap()
}

#[tokio::test]
async fn a_changed_setting_shows_in_metadata_health_check_and_audit_trail() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let key = "SessionSettings.lockSessionsToDomain";
    assert_eq!(health(&salesforce, &session, key).await, ["Enabled", "true", "MEETS_STANDARD", "true"]);
    assert_eq!(score(&salesforce, &session).await, 100);
    let order = json!({
        "org": "tidy", "type": "SecuritySettings", "operator": "oisin.walsh@tidy.example.com",
        "merge": {
            "sessionSettings": { "lockSessionsToDomain": false },
            "passwordPolicies": { "maxLoginAttempts": "TenAttempts" },
        },
    });
    salesforce.control("POST", "metadata", order).await;
    assert_eq!(health(&salesforce, &session, key).await, ["Disabled", "false", "HIGH_RISK", "true"]);
    let attempts = health(&salesforce, &session, "PasswordPolicies.maxLoginAttempts").await;
    assert_eq!(attempts, ["10", "TenAttempts", "MEDIUM_RISK", "ThreeAttempts"]);
    assert!(score(&salesforce, &session).await < 100);
    let body = "<readMetadata><type>SecuritySettings</type><fullNames>Security</fullNames></readMetadata>";
    let read = salesforce.soap(METADATA, &session, "", body).await;
    assert_eq!(
        (read.first("lockSessionsToDomain"), read.first("maxLoginAttempts")),
        ("false".into(), "TenAttempts".into())
    );
    let who = "oisin.walsh@tidy.example.com";
    assert_eq!(
        salesforce.rows(PARTNER, &session, TRAIL).await,
        [
            [
                "changedpasswordpolicies",
                "Security Controls",
                "Maximum invalid login attempts: changed from ThreeAttempts to TenAttempts",
                "",
                who
            ],
            [
                "changedsessionsettings",
                "Security Controls",
                "Lock sessions to the domain in which they were first used: changed from Enabled to Disabled",
                "",
                who
            ],
        ]
    );
}

#[tokio::test]
async fn counted_values_follow_records_and_documents() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let certificate = json!({
        "org": "tidy", "type": "Certificate", "name": "Forgotten",
        "merge": { "masterLabel": "Forgotten", "expirationDate": "=-3d", "keySize": 1024, "caSigned": false, "privateKeyExportable": true },
    });
    salesforce.control("POST", "metadata", certificate).await;
    assert_eq!(health(&salesforce, &session, "CertificateAndKeyManagement.expiredCert").await[1], "1");
    assert_eq!(health(&salesforce, &session, "CertificateAndKeyManagement.keySize").await[1], "1024");
    let soql = "SELECT DeveloperName, ExpirationDate, KeySize, OptionsIsCaSigned FROM Certificate WHERE KeySize < 2048";
    let rows = salesforce.rows(TOOLING, &session, soql).await;
    assert_eq!(rows, [["Forgotten", "2026-11-18T08:00:00.000Z", "1024", "false"]]);
    let gone = json!({ "org": "tidy", "type": "Certificate", "name": "Forgotten", "remove": true });
    assert_eq!(salesforce.control("POST", "metadata", gone).await, Value::Null);
    assert_eq!(health(&salesforce, &session, "CertificateAndKeyManagement.expiredCert").await[1], "0");

    let id = salesforce
        .query(TOOLING, &session, "SELECT Id FROM RemoteProxy WHERE IsActive = true")
        .await
        .first("Id");
    let merge = json!({ "DisableProtocolSecurity": true });
    let order = json!({ "org": "tidy", "object": "RemoteProxy", "id": id, "merge": merge });
    salesforce.control("POST", "records", order).await;
    assert_eq!(health(&salesforce, &session, "RemoteSiteSettings.remoteSiteSettings").await[1], "1");
    let last = salesforce.rows(PARTNER, &session, TRAIL).await.pop().unwrap();
    assert_eq!(
        last,
        [
            "changedremotesite",
            "Security Controls",
            "Changed RemoteProxy Rates: DisableProtocolSecurity from false to true",
            "",
            "ada.byrne@tidy.example.com"
        ]
    );
    let own = json!({ "org": "tidy", "durable_id": "GuestUserAccess.guestAccessSharingRules", "value": "3" });
    salesforce.control("POST", "health", own).await;
    assert_eq!(health(&salesforce, &session, "GuestUserAccess.guestAccessSharingRules").await[1], "3");
    let refused = json!({ "org": "tidy", "durable_id": "PasswordPolicies.history", "value": "0" });
    assert!(salesforce.running.control("POST", "health", refused).await.is_err());
}

#[tokio::test]
async fn who_is_made_an_administrator_is_one_by_every_path() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let holders = "SELECT Assignee.FirstName, PermissionSetGroup.MasterLabel, PermissionSet.Type FROM PermissionSetAssignment \
                   WHERE PermissionSet.PermissionsModifyAllData = true AND Assignee.IsActive = true AND IsActive = true \
                   ORDER BY Assignee.FirstName";
    assert_eq!(
        salesforce.rows(PARTNER, &session, holders).await,
        [["Ada", "", "Profile"], ["Maeve", "Platform Operations", "Group"], ["Oisín", "", "Profile"]]
    );
    let id = |rows: Vec<Vec<String>>| rows[0][0].clone();
    let sam = id(salesforce.rows(PARTNER, &session, "SELECT Id FROM User WHERE FirstName = 'Sam'").await);
    let group = id(salesforce.rows(PARTNER, &session, "SELECT Id FROM PermissionSetGroup").await);
    let merge = json!({ "AssigneeId": sam, "PermissionSetGroupId": group });
    let order = json!({ "org": "tidy", "object": "PermissionSetAssignment", "merge": merge });
    let made = salesforce.control("POST", "records", order).await;
    assert_eq!(salesforce.rows(PARTNER, &session, holders).await.len(), 4);
    // A group gives what its components give.
    let component = "SELECT Id FROM PermissionSetGroupComponent WHERE PermissionSet.Name = 'Modify_All'";
    let component = id(salesforce.rows(PARTNER, &session, component).await);
    let order = json!({ "org": "tidy", "object": "PermissionSetGroupComponent", "id": component });
    assert_eq!(salesforce.control("DELETE", "records", order).await, json!({ "removed": 1 }));
    assert_eq!(salesforce.rows(PARTNER, &session, holders).await.len(), 2);
    let order = json!({ "org": "tidy", "object": "PermissionSetAssignment", "id": made["id"] });
    salesforce.control("DELETE", "records", order).await;
    assert_eq!(salesforce.rows(PARTNER, &session, TRAIL).await.len(), 3, "each change is told");
}

#[tokio::test]
async fn a_new_user_comes_with_what_salesforce_makes_beside_it() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("tidy").await;
    let profile = salesforce
        .rows(PARTNER, &session, "SELECT Id FROM Profile WHERE Name = 'System Administrator'")
        .await;
    let merge = json!({ "Name": "New Admin", "Username": "new@tidy.example.com", "ProfileId": profile[0][0], "CreatedDate": "=-1h" });
    let order =
        json!({ "org": "tidy", "object": "User", "merge": merge, "operator": "somebody@example.org" });
    let made = salesforce.control("POST", "records", order).await;
    let id = made["id"].as_str().unwrap();
    for (object, field) in [
        ("UserLogin", "UserId"),
        ("TwoFactorMethodsInfo", "UserId"),
        ("PermissionSetAssignment", "AssigneeId"),
    ] {
        let soql = format!("SELECT Id FROM {object} WHERE {field} = '{id}'");
        assert_eq!(salesforce.rows(PARTNER, &session, &soql).await.len(), 1, "{object}");
    }
    let told = salesforce.rows(PARTNER, &session, TRAIL).await.pop().unwrap();
    assert_eq!(told[2..], ["Created User New Admin", "", "somebody@example.org"].map(str::to_owned));
}

#[tokio::test]
async fn lines_of_the_audit_trail_can_be_written() {
    let salesforce = Salesforce::start().await;
    let session = salesforce.session("careless").await;
    let order = json!({
        "org": "careless", "action": "suOrgAdminLogin", "section": "", "display": "Logged in", "minutes_ago": 30,
        "operator": "rob@careless.example.com.uat",
    });
    let at = salesforce.control("POST", "audit_trail", order).await;
    assert_eq!(at["at"], "2026-11-21T07:30:00.000Z");
    let soql = "SELECT Action, Section, CreatedBy.Name FROM SetupAuditTrail WHERE CreatedDate > 2026-11-21T07:00:00Z";
    assert_eq!(salesforce.rows(PARTNER, &session, soql).await, [["suOrgAdminLogin", "", "Rob Lax"]]);
}

#[tokio::test]
async fn impossible_orders_are_refused_with_a_sentence() {
    let salesforce = Salesforce::start().await;
    for (method, path, body, words) in [
        (
            "POST",
            "metadata",
            json!({ "org": "nobody", "type": "SecuritySettings" }),
            "there is no org “nobody”",
        ),
        (
            "POST",
            "metadata",
            json!({ "org": "tidy", "type": "Nonsense" }),
            "there is no metadata type “Nonsense”",
        ),
        (
            "POST",
            "records",
            json!({ "org": "tidy", "object": "Nonsense", "merge": {} }),
            "there is no object “Nonsense”",
        ),
        (
            "POST",
            "records",
            json!({ "org": "tidy", "object": "User", "merge": { "X": 1 } }),
            "User has no field “X”",
        ),
        (
            "POST",
            "records",
            json!({ "org": "tidy", "object": "User", "merge": { "IsActive": "yes" } }),
            "is no value of User.IsActive",
        ),
        (
            "POST",
            "records",
            json!({ "org": "tidy", "object": "User", "id": "005000000000000", "merge": {} }),
            "there is no User",
        ),
        ("PUT", "state", json!({ "org": "tidy", "nonsense": true }), "unknown field"),
        ("PUT", "certificate", json!({ "org": "tidy", "certificate": "nonsense" }), "no X.509 certificate"),
        ("POST", "orgs", json!({ "name": "tidy", "users": 1 }), "there is an org “tidy” already"),
        ("POST", "orgs", json!({ "name": "many", "users": 1_000_000 }), "an org has 1 to"),
    ] {
        let refused = salesforce.running.control(method, path, body).await.unwrap_err().to_string();
        assert!(refused.contains(words), "{path}: {refused}");
    }
}

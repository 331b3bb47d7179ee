//! Reading: sets to their end, and what is proven by it.

use super::wire::*;
use connect::source::ConnectError;
use model::{AbsenceKind, Presence};
use serde_json::json;

fn document(presence: &Presence) -> &serde_json::Value {
    let Presence::Document { value } = presence else { panic!("{presence:?}") };
    value
}

#[tokio::test]
async fn health_check_is_one_document_by_its_stable_keys() {
    let risk = |id: &'static str, raw: &'static str| {
        vec![("DurableId", id), ("Setting", "Ein Wert"), ("OrgValueRaw", raw), ("RiskType", "MEETS_STANDARD")]
    };
    let (account, _) = org(move |operation, object, _| match (operation, object) {
        ("query", "SecurityHealthCheck") => Some(rows(
            "tooling",
            "query",
            &[&[("DurableId", "1"), ("Score", "87"), ("CustomBaselineId", "(nil)")]],
            None,
            1,
        )),
        ("query", "SecurityHealthCheckRisks") => {
            let all = [
                risk("SessionSettings.lockSessionsToDomain", "true"),
                risk("PasswordPolicies.minPasswordLength", "8"),
                risk("PasswordPolicies.maxLoginAttempts", "ThreeAttempts"),
            ];
            let all: Vec<_> = all.iter().map(Vec::as_slice).collect();
            Some(rows("tooling", "query", &all, None, 3))
        }
        _ => None,
    })
    .await;
    let read = read(&account, "settings").await.unwrap();
    assert_eq!(document(&read["health_check"])["Score"], 87);
    let settings = document(&read["health_check.settings"]);
    assert_eq!(settings["SessionSettings.lockSessionsToDomain"]["value"], true);
    assert_eq!(settings["PasswordPolicies.minPasswordLength"]["value"], 8);
    assert_eq!(settings["PasswordPolicies.maxLoginAttempts"]["value"], "ThreeAttempts");
    assert_eq!(settings["PasswordPolicies.maxLoginAttempts"]["RiskType"], "MEETS_STANDARD");
}

#[tokio::test]
async fn two_rows_of_one_key_are_no_document() {
    let (account, _) = org(|operation, object, _| match (operation, object) {
        ("query", "SecurityHealthCheck") => Some(rows("tooling", "query", &[&[("Score", "1")]], None, 1)),
        ("query", "SecurityHealthCheckRisks") => {
            let row: &[(&str, &str)] = &[("DurableId", "a"), ("OrgValueRaw", "true")];
            Some(rows("tooling", "query", &[row, row], None, 2))
        }
        _ => None,
    })
    .await;
    assert!(matches!(read(&account, "settings").await, Err(ConnectError::Unexpected { .. })));
}

#[tokio::test]
async fn rows_come_to_their_end_and_are_typed() {
    let (account, fake) = org(|operation, object, _| match (operation, object) {
        ("query", "ContentDistribution") => {
            let row: &[(&str, &str)] = &[
                ("Id", "1"),
                ("Id", "1"),
                ("PreferencesPasswordRequired", "true"),
                ("PreferencesExpires", "maybe"),
                ("ExpiryDate", "2026-12-01T00:00:00.000Z"),
            ];
            Some(rows("partner", "query", &[row], Some("0r8x-2000"), 2))
        }
        ("queryMore", "0r8x-2000") => {
            let row: &[(&str, &str)] =
                &[("Id", "2"), ("PreferencesPasswordRequired", "false"), ("ExpiryDate", "(nil)")];
            Some(rows("partner", "queryMore", &[row], None, 2))
        }
        _ => None,
    })
    .await;
    let read = read(&account, "files").await.unwrap();
    let Presence::Table(table) = &read["content_distributions"] else { panic!("{read:?}") };
    let expected = json!([
        {"Id": "1", "PreferencesPasswordRequired": true, "PreferencesExpires": "maybe", "ExpiryDate": "2026-12-01T00:00:00.000Z"},
        {"Id": "2", "PreferencesPasswordRequired": false, "ExpiryDate": null},
    ]);
    assert_eq!((&json!(table.rows), table.complete), (&expected, false), "of public links nobody shows all");
    let query = fake.seen().into_iter().find(|seen| asks(seen).1 == "ContentDistribution").unwrap();
    assert!(
        query.body.contains("<QueryOptions><batchSize>2000</batchSize></QueryOptions>"),
        "{}",
        query.body
    );
}

#[tokio::test]
async fn what_does_not_add_up_begins_anew() {
    let one: &[(&str, &str)] = &[("Id", "1")];
    for (first, more) in [
        (rows("partner", "query", &[one], None, 2), None),
        (rows("partner", "query", &[one], Some("L"), 2), Some(rows("partner", "queryMore", &[], None, 2))),
        (rows("partner", "query", &[one], Some("L"), 2), Some(rows("partner", "queryMore", &[one], None, 3))),
        (
            rows("partner", "query", &[one], Some("L"), 3),
            Some(rows("partner", "queryMore", &[one], Some("L"), 3)),
        ),
        (rows("partner", "query", &[one], Some("L"), 2), Some(fault("INVALID_QUERY_LOCATOR", "expired"))),
        (rows("partner", "query", &[one], Some("L"), 2), Some(fault("INVALID_TYPE", "not supported"))),
    ] {
        let (account, _) = org(move |operation, object, _| match (operation, object) {
            ("query", "ContentDistribution") => Some(first.clone()),
            ("queryMore", _) => more.clone(),
            _ => None,
        })
        .await;
        let error = read(&account, "files").await.unwrap_err();
        assert!(error.begins_anew(), "{error:?}");
    }
}

#[tokio::test]
async fn what_our_user_may_not_see_is_absent_and_not_asked_for() {
    let (account, fake) = org(|operation, object, _| match (operation, object) {
        ("query", "UserPermissionAccess") => Some(rights(&["QueryAllFiles"])),
        _ => None,
    })
    .await;
    let read = read(&account, "files").await.unwrap();
    let Presence::Absent(absence) = &read["content_distributions"] else { panic!("{read:?}") };
    assert_eq!(
        (absence.kind, absence.right.as_deref()),
        (AbsenceKind::ScopeMissing, Some("Query All Files"))
    );
    assert!(fake.seen().iter().all(|seen| asks(seen).1 != "ContentDistribution"));
}

#[tokio::test]
async fn a_right_that_goes_while_a_set_is_read_makes_the_reading_void() {
    let (account, _) = org(|operation, object, nth| match (operation, object) {
        ("query", "UserPermissionAccess") => Some(rights(if nth == 1 { &[] } else { &["QueryAllFiles"] })),
        ("query", "ContentDistribution") => Some(rows("partner", "query", &[], None, 0)),
        _ => None,
    })
    .await;
    let error = read(&account, "files").await.unwrap_err();
    assert!(error.begins_anew(), "{error:?}");
}

#[tokio::test]
async fn an_org_that_does_not_say_our_rights_shows_nothing() {
    let (account, _) = org(|operation, object, _| match (operation, object) {
        ("query", "UserPermissionAccess") => {
            Some(fault("INVALID_TYPE", "sObject type 'UserPermissionAccess' is not supported."))
        }
        _ => None,
    })
    .await;
    let read = read(&account, "files").await.unwrap();
    assert!(
        matches!(&read["content_distributions"], Presence::Absent(absence) if absence.kind == AbsenceKind::ScopeMissing)
    );
}

#[tokio::test]
async fn an_object_that_the_edition_does_not_have_is_absent_by_its_own_words() {
    let (account, _) = org(|operation, object, _| match (operation, object) {
        ("query", "ContentDistribution") => {
            Some(fault("INVALID_TYPE", "sObject type 'ContentDistribution' is not supported."))
        }
        _ => None,
    })
    .await;
    let read = read(&account, "files").await.unwrap();
    let Presence::Absent(absence) = &read["content_distributions"] else { panic!("{read:?}") };
    assert_eq!(absence.kind, AbsenceKind::NotLicensed);
    assert_eq!(absence.message, "sObject type 'ContentDistribution' is not supported.");
}

#[tokio::test]
async fn a_permission_that_the_org_does_not_have_is_left_out() {
    let (account, fake) = org(|operation, object, nth| match (operation, object, nth) {
        ("query", "UserPermissionAccess", 1) => {
            let words = "\nSELECT PermissionsApiEnabled\n^\nERROR at Row:1:Column:8\nNo such column 'PermissionsMonitorLoginHistory' on entity 'UserPermissionAccess'.";
            Some(fault("INVALID_FIELD", words))
        }
        ("query", "ContentDistribution", _) => Some(rows("partner", "query", &[], None, 0)),
        _ => None,
    })
    .await;
    assert!(read(&account, "files").await.is_ok());
    let queries: Vec<_> =
        fake.seen().into_iter().filter(|seen| asks(seen).1 == "UserPermissionAccess").collect();
    assert!(queries[0].body.contains("PermissionsMonitorLoginHistory"));
    assert!(!queries[1].body.contains("PermissionsMonitorLoginHistory"));
}

#[tokio::test]
async fn log_ins_are_counted_as_they_come() {
    let row = |status: &'static str, at: &'static str| {
        vec![("LoginTime", at), ("Status", status), ("TlsProtocol", "TLS 1.3"), ("CountryIso", "(nil)")]
    };
    let (account, fake) = org(move |operation, object, nth| match (operation, object, nth) {
        ("query", "LoginHistory", 2) => Some(rows(
            "partner",
            "query",
            &[&[("ApiType", "(nil)"), ("Status", "Success"), ("logins", "9")]],
            None,
            1,
        )),
        ("query", "LoginHistory", 1) => Some(rows("partner", "query", &[], None, 0)),
        ("query", "LoginHistory", _) => {
            let all = [
                row("Success", "2026-11-21T06:00:00.000Z"),
                row("Success", "2026-11-21T07:00:00.000Z"),
                row("Failed", "2026-11-21T05:00:00.000Z"),
            ];
            let all: Vec<_> = all.iter().map(Vec::as_slice).collect();
            Some(rows("partner", "query", &all, None, 3))
        }
        _ => None,
    })
    .await;
    let read = read(&account, "logins").await.unwrap();
    let Presence::Table(recent) = &read["logins.recent"] else { panic!("{read:?}") };
    assert_eq!(recent.rows.len(), 2);
    assert_eq!(recent.rows[1]["logins"], 2);
    assert_eq!(recent.rows[1]["latest"], "2026-11-21T07:00:00.000Z");
    let Presence::Table(kinds) = &read["logins.kinds"] else { panic!("{read:?}") };
    assert_eq!((&kinds.rows[0]["ApiType"], &kinds.rows[0]["own"]), (&json!(""), &json!(0)));
    let own = fake.seen().into_iter().find(|seen| asks(seen).1 == "LoginHistory").unwrap();
    assert!(own.body.contains(&format!("UserId = &apos;{USER}&apos; GROUP BY")), "{}", own.body);
}

/// An answer to `readMetadata`.
fn components(records: &str) -> crate::fake::Reply {
    let body = format!("<readMetadataResponse><result>{records}</result></readMetadataResponse>");
    crate::fake::reply(200, envelope("metadata", &body))
}

#[tokio::test]
async fn settings_come_as_documents_and_components_ten_at_a_time() {
    let (account, fake) = org(|operation, object, nth| match (operation, object) {
        ("query", "UserPermissionAccess") => Some(rights(&["ViewHealthCheck"])),
        ("readMetadata", "SecuritySettings") => Some(components(
            "<records xsi:type=\"SecuritySettings\"><fullName>Security</fullName><networkAccess/><sessionSettings><lockSessionsToDomain>true</lockSessionsToDomain></sessionSettings></records>",
        )),
        ("readMetadata", "MyDomainSettings") => Some(components("<records xsi:nil=\"true\"/>")),
        ("readMetadata", "EventSettings") => Some(fault("INSUFFICIENT_ACCESS", "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions")),
        ("readMetadata", "Certificate") => {
            let some: String = (0..if nth == 1 { 10 } else { 2 })
                .map(|at| format!("<records xsi:type=\"Certificate\"><fullName>C{nth}{at}</fullName><keySize>4096</keySize></records>"))
                .collect();
            Some(components(&some))
        }
        ("readMetadata", kind) => Some(components(&format!("<records xsi:type=\"{kind}\"><fullName>x</fullName></records>"))),
        ("listMetadata", "Certificate") => {
            let all: String = (0..12).map(|at| format!("<result><fullName>C{at}</fullName></result>")).collect();
            let body = format!("<listMetadataResponse>{all}</listMetadataResponse>");
            Some(crate::fake::reply(200, envelope("metadata", &body)))
        }
        ("listMetadata", _) => Some(crate::fake::reply(200, envelope("metadata", "<listMetadataResponse/>"))),
        _ => None,
    })
    .await;
    let read = read(&account, "settings").await.unwrap();
    let security = document(&read["metadata.security"]);
    assert_eq!(security["sessionSettings"]["lockSessionsToDomain"], true);
    assert_eq!(security["networkAccess"]["ipRanges"], json!([]));
    let Presence::Absent(domain) = &read["metadata.my_domain"] else { panic!("{read:?}") };
    assert_eq!(domain.kind, AbsenceKind::NotFound);
    let Presence::Absent(events) = &read["metadata.events"] else { panic!("{read:?}") };
    assert_eq!(events.right.as_deref(), Some("Modify Metadata Through Metadata API Functions"));
    let Presence::Table(certificates) = &read["metadata.certificates"] else { panic!("{read:?}") };
    assert_eq!((certificates.rows.len(), certificates.complete), (12, true));
    assert_eq!(certificates.rows[0], json!({"fullName": "C10", "keySize": 4096}));
    let Presence::Table(none) = &read["metadata.connected_app_policies"] else { panic!("{read:?}") };
    assert!(none.rows.is_empty() && none.complete);
    let asked =
        fake.seen().into_iter().find(|seen| asks(seen) == ("readMetadata", "Certificate".into())).unwrap();
    assert_eq!(asked.body.matches("<fullNames>").count(), 10);
    assert_eq!(asked.target, "/services/Soap/m/64.0");
}

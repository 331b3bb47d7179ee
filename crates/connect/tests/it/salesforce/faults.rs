//! What goes wrong on the way and in the answers.

use super::wire::*;
use crate::fake::{Fake, reply};
use connect::source::{ConnectError, TransientCause};

fn score() -> crate::fake::Reply {
    rows("tooling", "query", &[&[("Score", "1")]], None, 1)
}

#[tokio::test]
async fn a_session_that_ends_is_renewed_once_and_never_more() {
    let over = "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash: planted";
    let (account, fake) = org(move |operation, object, nth| match (operation, object) {
        ("query", "SecurityHealthCheck") => {
            Some(if nth == 1 { fault("INVALID_SESSION_ID", over) } else { score() })
        }
        ("query", "SecurityHealthCheckRisks") => Some(rows("tooling", "query", &[], None, 0)),
        _ => None,
    })
    .await;
    assert!(read(&account, "settings").await.is_ok());
    let logins = || fake.seen().iter().filter(|seen| asks(seen).0 == "login").count();
    assert_eq!(logins(), 2);

    let (account, fake) = org(move |operation, object, _| {
        (operation == "query" && object == "SecurityHealthCheck").then(|| fault("INVALID_SESSION_ID", over))
    })
    .await;
    let error = read(&account, "settings").await.unwrap_err();
    assert!(matches!(error, ConnectError::SignIn { .. }), "{error:?}");
    let calls = fake.seen();
    assert_eq!(calls.iter().filter(|seen| asks(seen).0 == "login").count(), 2);
    assert_eq!(calls.iter().filter(|seen| asks(seen).1 == "SecurityHealthCheck").count(), 2);
    assert!(calls.iter().all(|seen| !seen.body.contains("logout")));
}

#[tokio::test]
async fn a_session_that_ends_between_pages_goes_on_with_the_next() {
    let (account, fake) = org(|operation, object, nth| match (operation, object) {
        ("query", "ContentDistribution") => Some(rows("partner", "query", &[&[("Id", "1")]], Some("L"), 2)),
        ("queryMore", _) if nth == 1 => Some(fault("INVALID_SESSION_ID", "over")),
        ("queryMore", _) => Some(rows("partner", "queryMore", &[&[("Id", "2")]], None, 2)),
        _ => None,
    })
    .await;
    assert!(read(&account, "files").await.is_ok());
    assert_eq!(fake.seen().iter().filter(|seen| asks(seen).0 == "login").count(), 2);
}

#[tokio::test]
async fn an_org_that_moved_is_found_by_signing_in_again() {
    let (account, fake) = org(|operation, object, nth| match (operation, object) {
        ("query", "SecurityHealthCheck") => {
            Some(if nth == 1 { fault("ORG_NOT_OWNED_BY_INSTANCE", "moved") } else { score() })
        }
        ("query", "SecurityHealthCheckRisks") => Some(rows("tooling", "query", &[], None, 0)),
        _ => None,
    })
    .await;
    assert!(read(&account, "settings").await.is_ok());
    assert_eq!(fake.seen().iter().filter(|seen| asks(seen).0 == "login").count(), 2);
}

/// What an answer to a query comes to.
async fn answered(status: u16, body: Vec<u8>) -> ConnectError {
    let (account, _) = org(move |operation, object, _| {
        (operation == "query" && object == "SecurityHealthCheck").then(|| reply(status, body.clone()))
    })
    .await;
    read(&account, "settings").await.unwrap_err()
}

#[tokio::test]
async fn odd_answers_are_neither_values_nor_absences() {
    let good = String::from_utf8(score().body).unwrap();
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><b>&b;</b>";
    let external =
        "<?xml version=\"1.0\"?><!DOCTYPE e [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><e>&x;</e>";
    let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
    let many = format!("<a>{}</a>", "<b/>".repeat(700_000));
    for (what, status, body, transient) in [
        ("a bomb", 200, bomb.to_owned(), false),
        ("an external entity", 200, external.to_owned(), false),
        ("another namespace", 200, good.replace("urn:tooling.soap", "urn:partner.soap"), false),
        ("no envelope", 200, "<queryResponse/>".into(), true),
        (
            "another envelope",
            200,
            good.replace("schemas.xmlsoap.org/soap/envelope/", "www.w3.org/2003/05/soap-envelope"),
            true,
        ),
        ("an empty body", 200, envelope("tooling", ""), false),
        ("another answer", 200, good.replace("queryResponse", "loginResponse"), false),
        ("no size", 200, good.replace("<size>1</size>", ""), false),
        ("neither done nor not", 200, good.replace("<done>true</done>", "<done>perhaps</done>"), false),
        ("not done, no locator", 200, good.replace("<done>true</done>", "<done>false</done>"), false),
        ("many parts", 200, many, false),
        ("nested without end", 200, deep, true),
        ("half of it", 200, good[..good.len() / 2].to_owned(), true),
        ("a gateway's page", 200, "<html><br>please sign in".into(), true),
        ("a page with a document type", 200, "<!DOCTYPE html>\n<html></html>".into(), true),
        ("a page that is XML", 200, "<html><body/></html>".into(), true),
        ("nothing", 200, String::new(), true),
        ("trouble", 503, "<html>".into(), true),
        ("a value under an error", 500, good.clone(), true),
    ] {
        let error = answered(status, body.into_bytes()).await;
        assert_eq!(error.is_transient(), transient, "{what}: {error:?}");
        assert!(!matches!(error, ConnectError::SignIn { .. }), "{what}: {error:?}");
    }
    let not_text = answered(200, vec![0xff, 0xfe, 0x00]).await;
    assert!(
        matches!(not_text, ConnectError::Transient { cause: TransientCause::Unreadable, .. }),
        "{not_text:?}"
    );
}

#[tokio::test]
async fn an_answer_is_bounded() {
    let huge = format!("<a>{}</a>", "x".repeat(20 << 20));
    let error = answered(200, huge.into_bytes()).await;
    assert!(matches!(error, ConnectError::Unexpected { .. }), "{error:?}");
}

#[tokio::test]
async fn a_spent_quota_says_so_and_waits() {
    let (account, _) = org(|operation, object, _| {
        (operation == "query" && object == "SecurityHealthCheck")
            .then(|| fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
    })
    .await;
    let error = read(&account, "settings").await.unwrap_err();
    assert!(matches!(error, ConnectError::Throttled { daily: true, until: Some(_), .. }), "{error:?}");
}

#[tokio::test]
async fn what_is_left_of_the_calls_is_told() {
    let (account, _) = org(|_, _, _| None).await;
    let page = account.read_page(&"files".parse().unwrap(), None).await.unwrap();
    let allowance = page.allowance.unwrap();
    assert_eq!((allowance.limit, allowance.remaining, allowance.daily), (15_000, 14_880, true));
}

#[tokio::test]
async fn an_unknown_set_or_place_is_refused() {
    let (account, _) = org(|_, _, _| None).await;
    for (set, cursor) in [("nothing", None), ("files", Some("{}x")), ("files", Some(r#"{"at":99}"#))] {
        let cursor = cursor.map(connect::source::Cursor::new);
        let error = account.read_page(&set.parse().unwrap(), cursor.as_ref()).await.unwrap_err();
        assert!(matches!(error, ConnectError::NoSuchPage { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn the_audit_trail_is_asked_from_a_moment_on() {
    let (account, fake) = org(|operation, object, _| match (operation, object) {
        ("query", "SetupAuditTrail") => {
            let row: &[(&str, &str)] = &[("Id", "0Ym1"), ("CreatedDate", "2026-11-21T07:59:00.000Z"), ("Action", "changedSessiontimeout"),
                ("Section", "Session Settings"), ("Display", "Changed"),
                ("CreatedBy", "</sf:CreatedBy><sf:CreatedBy xsi:type=\"sf:sObject\"><sf:Username>admin@example.com</sf:Username>")];
            Some(rows("partner", "query", &[row], Some("L"), 2))
        }
        ("queryMore", _) => Some(rows("partner", "queryMore", &[&[("Id", "0Ym2")]], None, 2)),
        _ => None,
    })
    .await;
    let since = "2026-11-21T07:45:00Z".parse().unwrap();
    let first = account.changes(since, None).await.unwrap();
    let connect::source::Changes::Page(page) = first else { panic!("{first:?}") };
    assert_eq!(page.notices[0].name, "setup_audit_trail.changedSessiontimeout");
    assert_eq!(page.notices[0].account_id, ORG);
    let second = account.changes(since, page.next.as_ref()).await.unwrap();
    assert!(
        matches!(second, connect::source::Changes::Page(page) if page.next.is_none() && page.notices.len() == 1)
    );
    let query = fake.seen().into_iter().find(|seen| asks(seen).1 == "SetupAuditTrail").unwrap();
    assert!(
        query.body.contains("WHERE CreatedDate &gt;= 2026-11-21T07:45:00.000Z ORDER BY CreatedDate ASC"),
        "{}",
        query.body
    );
}

#[tokio::test]
async fn an_audit_trail_that_may_not_be_read_names_the_right() {
    let (account, _) = org(|operation, object, _| match (operation, object) {
        ("query", "SetupAuditTrail") => {
            Some(fault("INVALID_TYPE", "sObject type 'SetupAuditTrail' is not supported."))
        }
        ("query", "UserPermissionAccess") => Some(rights(&["ViewSetup"])),
        _ => None,
    })
    .await;
    let asked = account.changes(crate::fake::NOW, None).await.unwrap();
    let connect::source::Changes::Absent(absence) = asked else { panic!("{asked:?}") };
    assert_eq!(absence.right.as_deref(), Some("View Setup and Configuration"));
}

#[tokio::test]
async fn a_connection_that_does_not_come_about_is_no_refusal() {
    let fake = Fake::start(|_, _| reply(200, "")).await;
    let mut gone = fake.base.clone();
    gone.set_port(Some(9)).unwrap();
    let error = org_at(&gone, &password_form()).validate().await.unwrap_err();
    assert!(matches!(error, ConnectError::Transient { cause: TransientCause::Network, .. }), "{error:?}");
}

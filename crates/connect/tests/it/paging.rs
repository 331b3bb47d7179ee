//! Lists read page by page, and what may happen on the way.

use crate::fake::{Fake, NOW, Reply, Seen, good, good_token, json_reply, page, reply, zoom_at};
use connect::source::{Account, CallClass, Changes, ConnectError, Cursor, Page, SignInCause, TransientCause};
use model::{AbsenceKind, Presence, SetName};
use serde_json::json;
use std::{sync::Arc, time::Duration};

const SECOND_PAGE: &str = "/v2/users?status=active&page_size=300&next_page_token=p+2";

/// Reads a set until it ends, one way or the other.
async fn walk(account: &Arc<dyn Account>, set: &str) -> Result<Vec<Page>, ConnectError> {
    let set: SetName = set.parse().unwrap();
    let (mut pages, mut cursor) = (Vec::new(), None);
    loop {
        let page = account.read_page(&set, cursor.as_ref()).await?;
        cursor = page.next.clone();
        pages.push(page);
        if cursor.is_none() {
            return Ok(pages);
        }
    }
}

/// What comes of the people when the second page of the active users answers this.
async fn second_page(answer: Reply) -> (Result<Vec<Page>, ConnectError>, Fake) {
    let fake = Fake::start(move |seen: &Seen, _| match seen.target.as_str() {
        SECOND_PAGE => answer.clone(),
        _ => good(seen),
    })
    .await;
    (walk(&zoom_at(&fake.base).0, "people").await, fake)
}

#[tokio::test]
async fn a_page_that_zoom_no_longer_keeps_begins_the_set_anew() {
    let stale = json!({"code": 300, "message": "The next page token is invalid or expired."});
    let error = second_page(json_reply(400, &stale)).await.0.unwrap_err();
    assert!(error.begins_anew() && error.is_transient(), "{error}");
    assert!(error.to_string().contains("The next page token is invalid or expired."), "{error}");
}

#[tokio::test]
async fn a_list_that_changes_while_it_is_paged_begins_the_set_anew() {
    let user = |id: &str| json!({"id": id});
    for body in [
        json!({"users": [user("u2"), user("u3")], "next_page_token": "", "total_records": 3}),
        json!({"users": [], "next_page_token": "", "total_records": 2}),
        json!({"users": [user("u2")], "next_page_token": "p 2", "total_records": 2}),
    ] {
        let error = second_page(json_reply(200, &body)).await.0.unwrap_err();
        assert!(error.begins_anew(), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_scope_removed_in_the_midst_of_a_list_leaves_no_half_of_it() {
    let removed = json!({"code": 4711, "message": "Invalid access token, does not contain scopes:[user:read:list_users:admin]."});
    let error = second_page(json_reply(400, &removed)).await.0.unwrap_err();
    assert!(error.begins_anew(), "{error}");
    // From the beginning it is a definite absence, and names the scope.
    let fake = Fake::start(move |seen, _| match seen.target.as_str() {
        target if target.starts_with("/v2/users?") => json_reply(400, &removed),
        _ => good(seen),
    })
    .await;
    let pages = walk(&zoom_at(&fake.base).0, "people").await.unwrap();
    let Presence::Absent(absence) = &pages[0].parts[0].presence else { panic!() };
    assert_eq!(absence.kind, AbsenceKind::ScopeMissing);
    assert_eq!(absence.right.as_deref(), Some("user:read:list_users:admin"));
    assert!(pages.iter().flat_map(|page| &page.parts).any(|part| part.signal.as_str() == "role.members"));
}

#[tokio::test]
async fn a_token_revoked_in_the_midst_of_a_list_is_renewed_once_and_then_an_error() {
    let dead = json!({"code": 124, "message": "Invalid access token."});
    let (result, fake) = second_page(json_reply(401, &dead)).await;
    match result.unwrap_err() {
        ConnectError::SignIn { cause, .. } => assert_eq!(cause, SignInCause::TokenRefused),
        error => panic!("{error:?}"),
    }
    assert_eq!(fake.counts().0, 2);
    // Where the app was deactivated, the renewal says so.
    let fake = Fake::start(move |seen, nth| match (seen.target.as_str(), nth) {
        ("/oauth/token", 2) => {
            json_reply(400, &json!({"reason": "The app has been disabled", "error": "invalid_request"}))
        }
        (SECOND_PAGE, _) => json_reply(401, &dead),
        _ => good(seen),
    })
    .await;
    match walk(&zoom_at(&fake.base).0, "people").await.unwrap_err() {
        ConnectError::SignIn { cause, .. } => assert_eq!(cause, SignInCause::Deactivated),
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn whatever_else_a_page_answers_is_no_page() {
    for (answer, expected) in [
        (reply(500, ""), Some(TransientCause::Server)),
        (reply(502, "<html>"), Some(TransientCause::Server)),
        (reply(503, "{}"), Some(TransientCause::Server)),
        (reply(200, "<html>"), Some(TransientCause::Unreadable)),
        (reply(200, r#"{"users":[{"id":"u"#), Some(TransientCause::Truncated)),
        (reply(200, "{}"), None),
        (reply(200, r#"{"users":{}}"#), None),
        (json_reply(200, &json!({"users": [], "code": 7, "message": "odd"})), None),
    ] {
        let body = String::from_utf8(answer.body.clone()).unwrap();
        match (second_page(answer).await.0.unwrap_err(), expected) {
            (ConnectError::Transient { cause, .. }, Some(expected)) => assert_eq!(cause, expected, "{body}"),
            (ConnectError::Unexpected { .. }, None) => {}
            (error, _) => panic!("{body}: {error:?}"),
        }
    }
    let busy = second_page(reply(429, "").with("retry-after", "7")).await.0.unwrap_err();
    assert_eq!(busy.retry_at(NOW), Some(NOW.plus(Duration::from_secs(7))));
}

#[tokio::test]
async fn every_page_says_what_it_costs_before_it_is_read() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let account = zoom_at(&fake.base).0;
    let class = |set: &str, cursor: Option<&str>| {
        account.class_of(&set.parse().unwrap(), cursor.map(Cursor::new).as_ref())
    };
    assert_eq!(class("settings", None), Some(CallClass::Medium));
    assert_eq!(class("domains", Some("account.trusted_domains")), Some(CallClass::Light));
    assert_eq!(class("logs", None), Some(CallClass::Heavy));
    assert_eq!(class("app.user", None), Some(CallClass::Light));
    assert_eq!(class("meetings", None), None);
    assert_eq!(account.class_of_changes(), Some(CallClass::Heavy));
    let listed = page(&account, "people", "roles").await.unwrap();
    let looked_at = listed.next.unwrap();
    assert_eq!(class("people", Some(looked_at.as_str())), Some(CallClass::Light));
    assert_eq!(fake.counts(), (1, 1));
}

#[tokio::test]
async fn groups_are_asked_for_one_by_one_and_a_deleted_one_begins_anew() {
    let fake = Fake::start(|seen, _| match seen.target.as_str() {
        "/v2/groups/g1/settings" => {
            json_reply(404, &json!({"code": 4130, "message": "A group with this g1 does not exist."}))
        }
        _ => good(seen),
    })
    .await;
    let error = walk(&zoom_at(&fake.base).0, "groups").await.unwrap_err();
    assert!(error.begins_anew() && error.to_string().contains("group.settings"), "{error}");
    let free = json!({"code": 200, "message": "Only available for Paid account."});
    let fake = Fake::start(move |seen, _| match seen.target.as_str() {
        "/oauth/token" => json_reply(200, &good_token()),
        _ => json_reply(400, &free),
    })
    .await;
    let pages = walk(&zoom_at(&fake.base).0, "groups").await.unwrap();
    assert_eq!((pages.len(), pages[0].parts.len()), (1, 4));
    assert!(pages[0].parts.iter().all(|part| matches!(&part.presence,
        Presence::Absent(absence) if absence.kind == AbsenceKind::NotLicensed)));
}

#[tokio::test]
async fn the_operation_log_tells_of_changes() {
    let entries = |count: usize| {
        let entry = |nth: usize| json!({"time": "2026-11-21T07:59:00Z", "category_type": "Role", "action": nth.to_string()});
        (0..count).map(entry).collect::<Vec<_>>()
    };
    let asked = "/v2/report/operationlogs?from=2026-11-20&to=2026-11-21&page_size=300";
    let fake = Fake::start(move |seen, _| match seen.target.strip_prefix(asked) {
        Some("") => json_reply(200, &json!({"operation_logs": entries(2), "next_page_token": "n"})),
        Some("&next_page_token=n") => {
            json_reply(200, &json!({"operation_logs": entries(1), "next_page_token": ""}))
        }
        _ => good(seen),
    })
    .await;
    let account = zoom_at(&fake.base).0;
    let since = NOW.minus(Duration::from_secs(5 * 60));
    let Changes::Page(first) = account.changes(since, None).await.unwrap() else { panic!() };
    let Changes::Page(last) = account.changes(since, first.next.as_ref()).await.unwrap() else { panic!() };
    assert_eq!((first.notices.len(), last.notices.len(), last.next), (2, 1, None));
    // An entry that is given twice is one.
    assert_eq!(first.notices[0].digest, last.notices[0].digest);
    assert_eq!(first.notices[0].sets, ["people".parse::<SetName>().unwrap()]);

    let fake = Fake::start(|seen, _| match seen.target.as_str() {
        "/oauth/token" => {
            let mut token = good_token();
            token["scope"] = json!("account:read:admin");
            json_reply(200, &token)
        }
        _ => json_reply(400, &json!({"code": 200, "message": "No permission."})),
    })
    .await;
    let Changes::Absent(absence) = zoom_at(&fake.base).0.changes(since, None).await.unwrap() else {
        panic!()
    };
    assert_eq!(absence.right.as_deref(), Some("report:read:admin"));
}

//! Tokens: one for all, renewed in time, renewed once when refused, and sent nowhere else.

use crate::fake::{Fake, TOKEN, first, good, good_token, json_reply, page, reply, zoom_at};
use connect::source::{ConnectError, SignInCause};
use futures::future::join_all;
use model::Presence;
use serde_json::json;
use std::time::Duration;

const S: Duration = Duration::from_secs(1);

// In these tests server and callers share one thread: every caller has come as far as it can before the
// server gets to answer.

#[tokio::test]
async fn concurrent_reads_ask_for_one_token() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let (account, _) = zoom_at(&fake.base);
    let pages = join_all((0..20).map(|_| first(&account, "settings"))).await;
    assert!(pages.iter().all(Result::is_ok));
    assert_eq!(fake.counts(), (1, 20));
}

#[tokio::test]
async fn a_refusal_is_shared_by_those_who_waited_for_it_and_asked_anew_by_those_who_come_later() {
    let fake = Fake::start(|_, _| json_reply(400, &json!({"reason": "x", "error": "invalid_client"}))).await;
    let (account, _) = zoom_at(&fake.base);
    let pages = join_all((0..20).map(|_| first(&account, "settings"))).await;
    assert!(pages.iter().all(|page| matches!(page, Err(ConnectError::SignIn { .. }))));
    assert_eq!(fake.counts(), (1, 0));
    assert!(first(&account, "settings").await.is_err());
    assert_eq!(fake.counts(), (2, 0));
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_the_others_going() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let (account, _) = zoom_at(&fake.base);
    let one = account.clone();
    let given_up = tokio::spawn(async move { first(&one, "settings").await.is_ok() });
    tokio::task::yield_now().await;
    given_up.abort();
    assert!(given_up.await.unwrap_err().is_cancelled());
    assert!(first(&account, "settings").await.is_ok());
}

#[tokio::test]
async fn a_token_is_renewed_five_minutes_before_its_end() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let (account, clock) = zoom_at(&fake.base);
    first(&account, "settings").await.unwrap();
    clock.advance(3298 * S);
    first(&account, "settings").await.unwrap();
    assert_eq!(fake.counts(), (1, 2));
    clock.advance(S);
    first(&account, "settings").await.unwrap();
    assert_eq!(fake.counts(), (2, 3));
}

/// A token answer whose token tells how many there were.
fn numbered(nth: usize) -> crate::fake::Reply {
    let mut token = good_token();
    token["access_token"] = json!(format!("token-{nth}"));
    json_reply(200, &token)
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_repeated_once() {
    for (status, code) in [(401, 124), (400, 124), (200, 124), (401, 201)] {
        let fake = Fake::start(move |seen, nth| match seen.target.as_str() {
            "/oauth/token" => numbered(nth),
            _ if seen.headers["authorization"] == "Bearer token-2" => good(seen),
            _ => json_reply(status, &json!({"code": code, "message": "Access token is expired."})),
        })
        .await;
        let (account, _) = zoom_at(&fake.base);
        let page = first(&account, "settings").await.unwrap();
        assert!(matches!(page.parts[0].presence, Presence::Document { .. }));
        assert_eq!(fake.counts(), (2, 2));
        // The new token is kept.
        first(&account, "settings").await.unwrap();
        assert_eq!(fake.counts(), (2, 3));
    }
}

#[tokio::test]
async fn many_refused_at_once_renew_once() {
    let fake = Fake::start(move |seen, nth| match seen.target.as_str() {
        "/oauth/token" => numbered(nth),
        _ if seen.headers["authorization"] == "Bearer token-2" => good(seen),
        _ => json_reply(401, &json!({"code": 124, "message": "Invalid access token."})),
    })
    .await;
    let (account, _) = zoom_at(&fake.base);
    let pages = join_all((0..10).map(|_| first(&account, "settings"))).await;
    assert!(pages.iter().all(Result::is_ok));
    assert_eq!(fake.counts(), (2, 20));
}

#[tokio::test]
async fn a_token_refused_twice_is_an_error_of_the_sign_in() {
    for body in [r#"{"code":124,"message":"Invalid access token."}"#, "{}"] {
        let fake = Fake::start(move |seen, _| match seen.target.as_str() {
            "/oauth/token" => good(seen),
            _ => reply(401, body),
        })
        .await;
        let (account, _) = zoom_at(&fake.base);
        match first(&account, "settings").await.unwrap_err() {
            ConnectError::SignIn { cause, .. } => assert_eq!(cause, SignInCause::TokenRefused),
            error => panic!("{error:?}"),
        }
        assert_eq!(fake.counts(), (2, 2));
    }
}

#[tokio::test]
async fn a_renewal_that_fails_says_why() {
    let fake = Fake::start(move |seen, nth| match (seen.target.as_str(), nth) {
        ("/oauth/token", 1) => good(seen),
        ("/oauth/token", _) => {
            json_reply(400, &json!({"reason": "The app has been disabled", "error": "invalid_request"}))
        }
        _ => json_reply(401, &json!({"code": 124, "message": "Invalid access token."})),
    })
    .await;
    let (account, _) = zoom_at(&fake.base);
    match first(&account, "settings").await.unwrap_err() {
        ConnectError::SignIn { cause, .. } => assert_eq!(cause, SignInCause::Deactivated),
        error => panic!("{error:?}"),
    }
    assert_eq!(fake.counts(), (2, 1));
}

#[tokio::test]
async fn the_token_goes_to_no_other_host() {
    let evil = Fake::start(|_, _| reply(200, "{}")).await;
    for api_url in
        [evil.base.to_string(), "https://evil.example".into(), "https://zoom.us.evil.example".into()]
    {
        let named = api_url.clone();
        let fake = Fake::start(move |_, _| {
            let mut token = good_token();
            token["api_url"] = json!(named);
            json_reply(200, &token)
        })
        .await;
        let (account, _) = zoom_at(&fake.base);
        let error = first(&account, "settings").await.unwrap_err();
        assert!(matches!(error, ConnectError::Untrusted { .. }), "{error:?}");
        assert!(!error.is_transient() && !format!("{error:?}").contains(TOKEN));
        assert_eq!(fake.counts(), (1, 0));
    }
    assert_eq!(evil.seen().len(), 0);
}

#[tokio::test]
async fn neither_token_nor_credentials_follow_a_redirect() {
    let evil = Fake::start(|_, _| reply(200, "{}")).await;
    for redirected in ["/oauth/token", "/v2/accounts/me/settings"] {
        let to = format!("{}v2", evil.base);
        let fake = Fake::start(move |seen, _| match seen.target == redirected {
            true => reply(307, "").with("location", to.clone()),
            false => good(seen),
        })
        .await;
        let (account, _) = zoom_at(&fake.base);
        let error = first(&account, "settings").await.unwrap_err();
        assert!(matches!(error, ConnectError::Untrusted { .. }), "{error:?}");
    }
    assert_eq!(evil.seen().len(), 0);
}

#[tokio::test]
async fn a_token_without_a_scope_is_given_up_after_a_minute() {
    // The administrator adds the scope; a token carries the scopes of its making.
    let fake = Fake::start(move |seen, nth| match seen.target.as_str() {
        "/oauth/token" => numbered(nth),
        target if target.contains("lock_settings") && seen.headers["authorization"] == "Bearer token-1" => {
            let words = "Invalid access token, does not contain scopes:[account:read:lock_settings:master].";
            json_reply(400, &json!({"code": 4711, "message": words}))
        }
        _ => good(seen),
    })
    .await;
    let (account, clock) = zoom_at(&fake.base);
    let absent = |page: connect::source::Page| matches!(page.parts[0].presence, Presence::Absent(_));
    assert!(absent(first(&account, "locks").await.unwrap()));
    assert!(absent(page(&account, "locks", "account.lock_settings.meeting_security").await.unwrap()));
    assert_eq!(fake.counts(), (1, 2));
    clock.advance(61 * S);
    assert!(absent(first(&account, "locks").await.unwrap()));
    assert!(!absent(first(&account, "locks").await.unwrap()));
    assert_eq!(fake.counts(), (2, 4));
}

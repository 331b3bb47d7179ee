//! The whole of it: credentials, validation, every page of every set, and what went over the wire.

use crate::fake::{ACCOUNT_ID, Fake, NOW, TOKEN, credentials, good};
use base64::{Engine, prelude::BASE64_STANDARD};
use connect::source::{Source, SourcesConfig, sources, zoom::ZoomConfig};
use model::{Clock, ManualClock, Presence};
use std::{collections::BTreeMap, sync::Arc};

#[tokio::test]
async fn from_the_credentials_to_every_signal() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(NOW));
    let config = SourcesConfig { zoom: ZoomConfig::at(fake.base.clone()) };
    let zoom: Arc<dyn Source> = sources(&config, &clock).unwrap().remove(&"zoom".parse().unwrap()).unwrap();
    let account = zoom.open(&credentials()).unwrap();

    let validation = account.validate().await.unwrap();
    assert_eq!((validation.account_id.as_str(), validation.account_confirmed), (ACCOUNT_ID, true));
    assert_eq!(validation.granted, ["account:read:admin", "user:read:admin"]);
    assert!(validation.missing.is_empty() && !validation.lacks_required());

    let mut read = BTreeMap::new();
    for set in zoom.sets() {
        let mut cursor = None;
        loop {
            let page = account.read_page(&set.name, cursor.as_ref()).await.unwrap();
            for part in page.parts {
                assert!(set.signals.contains(&part.signal));
                assert_eq!(part.read_at, NOW);
                let Presence::Document { value } = part.presence else { panic!("{:?}", part.presence) };
                assert!(read.insert(part.signal.to_string(), value.to_string()).is_none());
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    let expected = [
        ("account.lock_settings", r#"{"in_meeting":{"chat":true}}"#),
        ("account.lock_settings.meeting_security", r#"{"meeting_security":{"waiting_room":true}}"#),
        ("account.settings", r#"{"security":{"sign_in_with_two_factor_auth":"all"}}"#),
        ("account.settings.meeting_security", r#"{"meeting_security":{"waiting_room":true}}"#),
        ("app.user", r#"{"id":"u1","role_id":"0"}"#),
    ];
    assert_eq!(read, expected.map(|(signal, value)| (signal.to_owned(), value.to_owned())).into());

    let wire = fake.seen();
    let targets: Vec<_> = wire.iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
    assert_eq!(
        targets,
        [
            "POST /oauth/token",
            "GET /v2/users/me",
            "GET /v2/accounts/me/settings",
            "GET /v2/accounts/me/settings?option=meeting_security",
            "GET /v2/accounts/me/lock_settings",
            "GET /v2/accounts/me/lock_settings?option=meeting_security",
            "GET /v2/users/me",
        ]
    );
    assert_eq!(wire[0].body, "grant_type=account_credentials&account_id=abc-DEF_123");
    assert_eq!(wire[0].headers["content-type"], "application/x-www-form-urlencoded");
    let basic = BASE64_STANDARD.encode("client-1:planted+/=client-secret");
    assert_eq!(wire[0].headers["authorization"], format!("Basic {basic}"));
    for call in &wire[1..] {
        assert_eq!(call.headers["authorization"], format!("Bearer {TOKEN}"));
        assert_eq!((call.headers["accept"].to_str().unwrap(), call.body.as_str()), ("application/json", ""));
    }
}

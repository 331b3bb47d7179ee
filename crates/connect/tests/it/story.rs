//! The whole of it: credentials, validation, every page of every set, and what went over the wire.

use crate::fake::{ACCOUNT_ID, Fake, NOW, SCOPES, TOKEN, credentials, good};
use base64::{Engine, prelude::BASE64_STANDARD};
use connect::source::{Source, SourcesConfig, sources};
use model::{Clock, ManualClock, Presence};
use std::{collections::BTreeMap, sync::Arc};

#[tokio::test]
async fn from_the_credentials_to_every_signal() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(NOW));
    let config = SourcesConfig { bases: [("zoom".parse().unwrap(), fake.base.clone())].into() };
    let zoom: Arc<dyn Source> = sources(&config, &clock).unwrap().remove(&"zoom".parse().unwrap()).unwrap();
    let account = zoom.open(&credentials()).unwrap();

    let validation = account.validate().await.unwrap();
    assert_eq!((validation.account_id.as_str(), validation.account_confirmed), (ACCOUNT_ID, true));
    assert_eq!(validation.granted.join(" "), SCOPES);
    assert!(validation.missing.is_empty() && !validation.lacks_required() && validation.warnings.is_empty());

    let mut read = BTreeMap::new();
    for set in zoom.sets() {
        let mut cursor = None;
        loop {
            let page = account.read_page(&set.name, cursor.as_ref()).await.unwrap();
            assert!(page.warnings.is_empty());
            for part in page.parts {
                assert!(set.signals.contains(&part.signal));
                assert_eq!(part.read_at, NOW);
                let whole: &mut String = read.entry(part.signal.to_string()).or_default();
                match part.presence {
                    Presence::Document { value } => whole.push_str(&value.to_string()),
                    Presence::Table(table) => {
                        assert!(!whole.contains("complete"), "rows after the end");
                        table.rows.iter().for_each(|row| whole.push_str(&row.to_string()));
                        whole.push_str(if table.complete { " complete" } else { "" });
                    }
                    Presence::Absent(absence) => panic!("{absence:?}"),
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
    }
    insta::assert_snapshot!(
        read.iter().map(|(signal, value)| format!("{signal}: {value}\n")).collect::<String>()
    );

    let wire = fake.seen();
    let targets: Vec<_> = wire.iter().map(|seen| format!("{} {}", seen.method, seen.target)).collect();
    insta::assert_snapshot!(targets.join("\n"));
    assert_eq!(wire[0].body, "grant_type=account_credentials&account_id=abc-DEF_123");
    assert_eq!(wire[0].headers["content-type"], "application/x-www-form-urlencoded");
    let basic = BASE64_STANDARD.encode("client-1:planted+/=client-secret");
    assert_eq!(wire[0].headers["authorization"], format!("Basic {basic}"));
    for call in &wire[1..] {
        assert_eq!(call.headers["authorization"], format!("Bearer {TOKEN}"));
        assert_eq!((call.headers["accept"].to_str().unwrap(), call.body.as_str()), ("application/json", ""));
    }
}

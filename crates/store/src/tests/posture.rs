//! Instances, their runs and events.

use super::{jobs_race::until_somebody_waits, *};
use crate::{EventArrivals, EventRow, SetResult, SetState, StoreError};
use serde_json::json;
use std::time::Duration;

fn taken(result: Result<(), StoreError>) -> (&'static str, String) {
    match result {
        Err(StoreError::Taken { what, by }) => (what, by),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn names_and_accounts_are_used_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "Łódź East").await;
        let like = |name: &str, account: &str| InstanceRow {
            id: id(),
            name: name.to_owned(),
            account_id: account.to_owned(),
            ..east.clone()
        };

        // However it is written; the name is reported before the account.
        let refused = tx.instances().insert(&like("  łÓDŹ eaST ", "account-2")).await;
        assert_eq!(taken(refused), ("connector name", "Łódź East".to_owned()));
        let refused = tx.instances().insert(&like("West", &east.account_id)).await;
        assert_eq!(taken(refused), ("account", "Łódź East".to_owned()));
        let refused = tx.instances().insert(&like("łódź east", &east.account_id)).await;
        assert_eq!(taken(refused).0, "connector name");
        // Refused or not, the transaction goes on. Another connector's account is another account.
        let other = InstanceRow { connector: given("salesforce"), ..like("West", &east.account_id) };
        tx.instances().insert(&other).await.unwrap();
        assert_eq!(
            taken(tx.instances().rename(&other.id, "ŁÓDŹ EAST").await),
            ("connector name", east.name.clone())
        );
        tx.instances().rename(&other.id, " west ").await.unwrap();
        assert_eq!(tx.instances().by_name("WEST").await.unwrap().unwrap().name, "west");
        assert!(matches!(tx.instances().rename(&id(), "x").await, Err(StoreError::NotFound { .. })));
        for bad in ["", "  ", &"x".repeat(201)] {
            assert!(matches!(tx.instances().rename(&other.id, bad).await, Err(StoreError::Invalid { .. })));
            assert!(matches!(tx.instances().insert(&like(bad, "b")).await, Err(StoreError::Invalid { .. })));
        }
        // Names that a language would order otherwise than their bytes: upper before lower is not seen, since
        // names are folded, but é comes after z.
        tx.instances().insert(&like("Zebra", "z")).await.unwrap();
        tx.instances().insert(&like("écru", "e")).await.unwrap();
        let names: Vec<_> =
            tx.instances().list(&scope()).await.unwrap().into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["west", "Zebra", "écru", "Łódź East"]);

        // Deleted, an instance lets go of both.
        tx.instances().delete(&east.id, fixture.now()).await.unwrap();
        tx.instances().insert(&like("łódź east", &east.account_id)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn an_instance_changes_is_deleted_and_stays_known() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let t = |ms: u64| fixture.now().plus(Duration::from_millis(ms));
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await;
        assert_eq!(tx.instances().get(&east.id).await.unwrap().as_ref(), Some(&east));
        assert_eq!(
            tx.instances().by_account(&east.connector, &east.account_id).await.unwrap().as_ref(),
            Some(&east)
        );

        let (credentials, events): (SecretId, SecretId) = (id(), id());
        tx.instances()
            .set_credentials(&east.id, &credentials, Some("key"), Some(&json!({ "not_after": 1 })))
            .await
            .unwrap();
        tx.instances().set_poll_every(&east.id, Some(60)).await.unwrap();
        tx.instances().set_event_secret(&east.id, Some(&events)).await.unwrap();
        for at in [t(20), t(30), t(10)] {
            tx.instances().mark_event(&east.id, at).await.unwrap();
        }
        let changed = tx.instances().get(&east.id).await.unwrap().unwrap();
        let expect = InstanceRow {
            credentials,
            method: Some("key".to_owned()),
            certificate: Some(json!({ "not_after": 1 })),
            poll_every_s: Some(60),
            event_secret: Some(events),
            first_event_at: Some(t(20)),
            last_event_at: Some(t(30)),
            ..east.clone()
        };
        assert_eq!(changed, expect);
        tx.instances().set_event_secret(&east.id, None).await.unwrap();
        assert!(tx.instances().lock(&east.id).await.unwrap());

        tx.instances().delete(&east.id, t(100)).await.unwrap();
        assert!(!tx.instances().lock(&east.id).await.unwrap());
        assert_eq!(tx.instances().get(&east.id).await.unwrap(), None);
        assert_eq!(tx.instances().list(&scope()).await.unwrap(), vec![]);
        assert_eq!(tx.instances().by_id(&east.id).await.unwrap().unwrap().deleted_at, Some(t(100)));
        assert!(matches!(tx.instances().delete(&east.id, t(200)).await, Err(StoreError::NotFound { .. })));
        assert!(matches!(
            tx.instances().mark_event(&east.id, t(200)).await,
            Err(StoreError::NotFound { .. })
        ));
        let before = fixture.now().minus(Duration::from_millis(1));
        for (at, count) in [(before, 0), (t(0), 1), (t(99), 1), (t(100), 0)] {
            assert_eq!(tx.instances().existing_at(&scope(), at).await.unwrap().len(), count, "{at}");
        }
        tx.commit().await.unwrap();
    }
}

/// PostgreSQL only: on SQLite the second waits before it looks.
#[tokio::test]
async fn of_two_activations_at_once_one_is_told_who_was_faster() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let mut setup = fixture.store.write().await.unwrap();
    let other = fixture.instance(&mut setup, "other").await;
    setup.commit().await.unwrap();
    let mut first = fixture.store.write().await.unwrap();
    let new =
        |name: &str| InstanceRow { id: id(), name: name.into(), account_id: "acme".into(), ..other.clone() };
    first.instances().insert(&new("east")).await.unwrap();
    let (store, row) = (fixture.store.clone(), new("west"));
    let second = tokio::spawn(async move {
        let mut tx = store.write().await.unwrap();
        let refused = tx.instances().insert(&row).await;
        // The transaction is still good for something else.
        assert!(tx.instances().get(&row.id).await.unwrap().is_none());
        refused
    });
    until_somebody_waits(&fixture.store).await;
    first.commit().await.unwrap();
    assert_eq!(taken(second.await.unwrap()), ("account", "east".to_owned()));
}

#[tokio::test]
async fn runs_and_events_are_kept_in_order() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "east").await;
        let event = |n: i64, digest: &str| EventRow {
            id: id(),
            instance: east.id.clone(),
            name: "account.settings_updated".to_owned(),
            occurred_at: Time::from_ms(n),
            received_at: Time::from_ms(n + 1),
            operator: (n > 1).then(|| "admin@example.com".to_owned()),
            old: Some(json!({"waiting_room": true})),
            new: None,
            digest: ContentHash::of(digest.as_bytes()),
            sets: vec![given("settings"), given("locks")],
            run: None,
            erased_at: None,
            from_log: false,
        };
        let (one, two) = (event(1, "one"), event(2, "two"));
        assert!(tx.events().insert(&one).await.unwrap());
        assert!(tx.events().insert(&two).await.unwrap());
        // One that touches no set is kept as evidence; no run follows it.
        let idle = EventRow { sets: vec![], ..event(0, "idle") };
        assert!(tx.events().insert(&idle).await.unwrap());
        assert!(!tx.events().insert(&event(3, "one")).await.unwrap(), "delivered again");
        let west = fixture.instance(&mut tx, "west").await;
        let elsewhere = EventRow { instance: west.id.clone(), ..event(4, "one") };
        assert!(tx.events().insert(&elsewhere).await.unwrap(), "another instance's");
        let all = vec![two.clone(), one.clone(), idle.clone()];
        assert_eq!(tx.events().list(&scope(), &east.id, 10).await.unwrap(), all);
        assert_eq!(tx.events().list(&scope(), &east.id, 1).await.unwrap(), vec![two.clone()]);

        let arrived = tx.events().arrivals(&scope(), &east.id).await.unwrap();
        let told = EventArrivals {
            name: one.name.clone(),
            first_at: Time::from_ms(1),
            last_at: Time::from_ms(3),
            count: 3,
        };
        assert_eq!(arrived, [told]);
        assert_eq!(tx.events().arrivals(&scope(), &id()).await.unwrap(), []);

        let mut run = RunRow {
            trigger: Trigger::Event,
            requested_by: Some(east.created_by.clone()),
            ..fixture.run(&mut tx, &east.id).await
        };
        run.id = id();
        run.started_at = fixture.now().plus(Duration::from_secs(1));
        tx.runs().insert(&run).await.unwrap();
        assert_eq!(tx.events().follow(&east.id, &run.id).await.unwrap(), 2);
        assert_eq!(tx.events().follow(&east.id, &run.id).await.unwrap(), 0);
        let followed = |row: &EventRow| EventRow { run: Some(run.id.clone()), ..row.clone() };
        assert_eq!(tx.events().get(&one.id).await.unwrap(), Some(followed(&one)));
        assert_eq!(tx.events().get(&idle.id).await.unwrap(), Some(idle.clone()));
        assert_eq!(tx.events().get(&elsewhere.id).await.unwrap(), Some(elsewhere));

        // Received in a span, its ends included; which happened last is the first.
        let late = EventRow { received_at: Time::from_ms(9), ..event(-5, "late") };
        assert!(tx.events().insert(&late).await.unwrap());
        let (idle, one, two, late) = (idle, followed(&one), followed(&two), late);
        for (from, to, expect) in [
            (0, 0, vec![]),
            (0, 1, vec![&idle]),
            (2, 3, vec![&two, &one]),
            (3, 9, vec![&two, &late]),
            (i64::MIN, i64::MAX, vec![&two, &one, &idle, &late]),
            (9, 1, vec![]),
        ] {
            let (from, to) = (Time::from_ms(from), Time::from_ms(to));
            let found = tx.events().received(&east.id, from, to).await.unwrap();
            assert_eq!(found.iter().collect::<Vec<_>>(), expect, "from {from:?} to {to:?}");
        }

        // Those that have not ended, the oldest first; another instance's are not among them.
        let running = tx.runs().running(&east.id).await.unwrap();
        assert_eq!((running.len(), &running[1]), (2, &run));
        assert_eq!(running[0].started_at, fixture.now());
        assert_eq!(tx.runs().running(&west.id).await.unwrap(), vec![]);
        run.state = RunState::Partial;
        run.ended_at = Some(fixture.now());
        run.sets = vec![
            SetResult {
                set: given("settings"),
                state: SetState::Committed,
                detail: None,
                at: Some(fixture.now()),
            },
            SetResult { set: given("locks"), state: SetState::Failed, detail: Some("503".into()), at: None },
        ];
        tx.runs().update(&run).await.unwrap();
        assert_eq!(tx.runs().get(&run.id).await.unwrap().as_ref(), Some(&run));
        assert_eq!(tx.runs().latest(&east.id).await.unwrap().as_ref(), Some(&run));
        assert_eq!(tx.runs().running(&east.id).await.unwrap(), running[..1]);
        assert_eq!(tx.runs().latest(&west.id).await.unwrap(), None);
        assert_eq!(tx.runs().list(&scope(), &east.id, 10).await.unwrap().len(), 2);
        assert_eq!(tx.runs().list(&scope(), &east.id, 1).await.unwrap(), vec![run.clone()]);
        assert!(matches!(
            tx.runs().update(&RunRow { id: id(), ..run }).await,
            Err(StoreError::NotFound { .. })
        ));
        tx.commit().await.unwrap();
    }
}

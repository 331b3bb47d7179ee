//! Alerts and their history, notification targets and the messages to them.

use super::*;
use crate::{
    ALERT_WHY_CHARS_MAX, Affected, AlertChange, AlertRow, AwaitedAlert, DeliveryRow, DeliveryState,
    StoreError, TargetRow,
};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};

fn alert(fixture: &Fixture, instance: &InstanceId, cause: &str) -> AlertRow {
    AlertRow {
        id: id(),
        kind: AlertKind::ScopeLost,
        cause: cause.to_owned(),
        instance: instance.clone(),
        check: None,
        severity: AlertSeverity::Medium,
        message: "A right is missing.".to_owned(),
        affected: Affected { signals: [given("users")].into(), ..Affected::default() },
        first_seen: fixture.now(),
        last_seen: fixture.now(),
        seen: 1,
        status: AlertStatus::Active,
        ended_at: None,
    }
}

fn change(fixture: &Fixture, status: AlertStatus) -> AlertChange {
    AlertChange { status, why: "Because.".to_owned(), by: None, at: fixture.now() }
}

#[tokio::test]
async fn of_one_cause_one_alert_stands() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "East").await;
        let first = alert(&fixture, &east.id, "scope_lost:east");
        assert!(tx.alerts().insert(&first).await.unwrap());
        assert!(!tx.alerts().insert(&alert(&fixture, &east.id, "scope_lost:east")).await.unwrap());
        assert_eq!(tx.alerts().get(&scope(), &first.id).await.unwrap(), Some(first.clone()));

        // Met again, more is affected.
        let mut known = first.clone();
        known.severity = AlertSeverity::High;
        known.affected.checks.insert(given("zoom.people.few-owners"));
        known.last_seen = fixture.now().plus(Duration::from_secs(60));
        assert!(tx.alerts().join(&known, 1).await.unwrap());
        let joined = AlertRow { seen: 2, ..known.clone() };
        assert_eq!(tx.alerts().standing("scope_lost:east").await.unwrap(), Some(joined.clone()));
        assert_eq!(tx.alerts().standing_of(AlertKind::ScopeLost).await.unwrap(), vec![joined.clone()]);
        let of_a_check = AlertRow { check: Some(given("x")), ..alert(&fixture, &east.id, "check_failed:x") };
        assert!(tx.alerts().insert(&of_a_check).await.unwrap());
        assert_eq!(tx.alerts().standing_on(&east.id).await.unwrap(), vec![joined]);
        let dismissed = change(&fixture, AlertStatus::Dismissed);
        assert!(tx.alerts().change(&of_a_check.id, of_a_check.status, &dismissed, true).await.unwrap());
        assert_eq!(tx.alerts().standing_of(AlertKind::CheckFailed).await.unwrap(), vec![]);

        // A change that comes from another status than the alert's does nothing.
        let investigating = change(&fixture, AlertStatus::Investigating);
        let from = AlertStatus::Dismissed;
        assert!(!tx.alerts().change(&first.id, from, &investigating, false).await.unwrap());
        let from = AlertStatus::Active;
        assert!(tx.alerts().change(&first.id, from, &investigating, false).await.unwrap());
        let resolved = change(&fixture, AlertStatus::Resolved);
        let from = AlertStatus::Investigating;
        assert!(tx.alerts().change(&first.id, from, &resolved, true).await.unwrap());
        assert_eq!(tx.alerts().changes(&first.id).await.unwrap(), vec![investigating, resolved.clone()]);
        assert!(!tx.alerts().join(&known, 1).await.unwrap(), "it has ended");
        assert!(!tx.alerts().change(&first.id, AlertStatus::Resolved, &resolved, true).await.unwrap());
        let reopened = change(&fixture, AlertStatus::Dismissed);
        assert!(tx.alerts().change(&first.id, AlertStatus::Resolved, &reopened, false).await.unwrap());
        assert_eq!(tx.alerts().standing("scope_lost:east").await.unwrap(), None);

        // What comes after is another alert.
        let second = alert(&fixture, &east.id, "scope_lost:east");
        assert!(tx.alerts().insert(&second).await.unwrap());
        let listed = tx.alerts().list(&scope(), None, 10).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|row| &row.id).collect();
        assert_eq!((ids.len(), ids[0], ids.contains(&&second.id)), (3, &first.id, true));
        let listed = tx.alerts().list(&scope(), Some(AlertStatus::Active), 10).await.unwrap();
        assert_eq!(listed, vec![second.clone()]);
        let counts = BTreeMap::from([(AlertStatus::Active, 1), (AlertStatus::Dismissed, 2)]);
        assert_eq!(tx.alerts().counts(&scope()).await.unwrap(), counts);

        assert_eq!(tx.alerts().orphaned().await.unwrap(), vec![]);
        tx.instances().delete(&east.id, fixture.now()).await.unwrap();
        assert_eq!(tx.alerts().orphaned().await.unwrap(), vec![second]);

        let long = AlertChange { why: "x".repeat(ALERT_WHY_CHARS_MAX + 1), ..resolved };
        let error = tx.alerts().change(&first.id, AlertStatus::Dismissed, &long, false).await.unwrap_err();
        assert!(matches!(error, StoreError::Invalid { what: "why", .. }), "{error}");
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn failures_wait_for_another_reading() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "East").await;
        let awaited = |outcome: OutcomeId| AwaitedAlert {
            instance: east.id.clone(),
            check: given("zoom.meeting.waiting-room"),
            outcome,
            read_at: fixture.now(),
        };
        tx.alerts().wait_for_another(&awaited(id())).await.unwrap();
        let latest = awaited(id());
        tx.alerts().wait_for_another(&latest).await.unwrap();
        assert_eq!(tx.alerts().awaited(&east.id).await.unwrap(), vec![latest.clone()]);
        tx.alerts().wait_no_longer(&east.id, &latest.check).await.unwrap();
        assert_eq!(tx.alerts().awaited(&east.id).await.unwrap(), vec![]);

        // Read at its activation at the latest: a set that was committed later counts instead.
        assert_eq!(tx.alerts().last_read().await.unwrap(), vec![(east.id.clone(), fixture.now())]);
        let run = fixture.run(&mut tx, &east.id).await;
        let part = (given("a"), Presence::Document { value: json!({}) }, fixture.now());
        fixture.clock.advance(Duration::from_secs(60));
        let set = given("settings");
        tx.signals().commit_set(&east.id, &set, &run.id, &[part], fixture.now()).await.unwrap();
        assert_eq!(tx.alerts().last_read().await.unwrap(), vec![(east.id.clone(), fixture.now())]);
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn messages_go_to_targets_that_were_not_removed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let east = fixture.instance(&mut tx, "East").await;
        let target = |name: &str| TargetRow {
            id: id(),
            kind: TargetKind::Webhook,
            name: name.to_owned(),
            settings: json!({ "url": "https://hooks.example.com/" }),
            secret: Some(id()),
            kinds: [AlertKind::CheckFailed].into(),
            severity_min: AlertSeverity::Medium,
            created_at: fixture.now(),
            created_by: east.created_by.clone(),
            removed_at: None,
        };
        let (hooks, mail) = (target("Hooks"), target("A mailbox"));
        tx.notifications().insert_target(&hooks).await.unwrap();
        tx.notifications().insert_target(&mail).await.unwrap();
        let error = tx.notifications().insert_target(&target(" HOOKS")).await.unwrap_err();
        assert_eq!(error.to_string(), "this target name is already used by “Hooks”");
        let renamed = TargetRow { name: "hooks".to_owned(), ..mail.clone() };
        let error = tx.notifications().update_target(&renamed).await.unwrap_err();
        assert!(matches!(error, StoreError::Taken { what: "target name", .. }), "{error}");
        let edited = TargetRow { kinds: [].into(), severity_min: AlertSeverity::High, ..mail.clone() };
        tx.notifications().update_target(&edited).await.unwrap();
        let rows = tx.notifications().targets(&scope()).await.unwrap();
        assert_eq!(rows, vec![edited, hooks.clone()]);

        let raised = alert(&fixture, &east.id, "scope_lost:east");
        tx.alerts().insert(&raised).await.unwrap();
        let message = DeliveryRow {
            id: id(),
            target: hooks.id.clone(),
            alert: Some(raised.id.clone()),
            break_glass: None,
            what: "alert.raised".to_owned(),
            body: json!({ "subject": "A right is missing" }),
            state: DeliveryState::Waiting,
            attempts: 0,
            error: None,
            created_at: fixture.now(),
            at: fixture.now(),
        };
        tx.notifications().insert(&message).await.unwrap();
        let tried = DeliveryRow { attempts: 1, error: Some("refused".to_owned()), ..message.clone() };
        tx.notifications().update(&tried).await.unwrap();
        assert_eq!(tx.notifications().get(&message.id).await.unwrap(), Some(tried.clone()));
        assert_eq!(tx.notifications().to_target(&scope(), &hooks.id, 5).await.unwrap(), vec![tried.clone()]);
        let about = tx.notifications().about_alert(&scope(), &raised.id).await.unwrap();
        assert_eq!(about, vec![("Hooks".to_owned(), tried.clone())]);
        let unknown = DeliveryRow { id: id(), ..tried.clone() };
        assert!(tx.notifications().update(&unknown).await.is_err());

        let later = fixture.now().plus(Duration::from_secs(1));
        assert_eq!(tx.notifications().overdue(later).await.unwrap(), vec![tried.clone()]);
        assert_eq!(tx.notifications().overdue(fixture.now()).await.unwrap(), vec![]);
        assert_eq!(tx.notifications().prune(later).await.unwrap(), 0, "it waits");
        tx.notifications().update(&DeliveryRow { state: DeliveryState::Dead, ..tried }).await.unwrap();
        assert_eq!(tx.notifications().prune(later).await.unwrap(), 1);

        assert!(tx.notifications().locked_target(&hooks.id).await.unwrap().is_some());
        assert!(tx.notifications().remove_target(&hooks.id, fixture.now()).await.unwrap());
        assert!(!tx.notifications().remove_target(&hooks.id, fixture.now()).await.unwrap());
        assert_eq!(tx.notifications().target(&hooks.id).await.unwrap(), None);
        assert_eq!(tx.notifications().locked_target(&hooks.id).await.unwrap(), None);
        tx.notifications().insert_target(&target("Hooks")).await.unwrap();
        tx.commit().await.unwrap();
    }
}

//! What people say of alerts.

use super::{alerts, detail, only};
use crate::house::{House, MINUTE};
use engine::{Error, alerts::NewAlertStatus};
use model::{AlertId, AlertKind, AlertStatus};
use store::testing::TestDb;

async fn set(house: &House, id: &AlertId, status: AlertStatus, why: &str) -> Result<(), Error> {
    let wanted = NewAlertStatus { status, why: why.into() };
    house.node.engine.set_alert_status(&house.ada, id, wanted).await.map(drop)
}

async fn failed(house: &House) -> AlertId {
    house.service.turn("a", false);
    house.refresh().await;
    only(house, AlertKind::CheckFailed).await.alert.id
}

#[tokio::test]
async fn a_status_has_somebody_who_set_it_and_why() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let id = failed(&house).await;
        set(&house, &id, AlertStatus::Investigating, "").await.unwrap();
        let error = set(&house, &id, AlertStatus::Investigating, "").await.unwrap_err();
        assert_eq!(error.to_string(), "The alert is investigating already.");
        for status in [AlertStatus::Dismissed, AlertStatus::Resolved] {
            let error = set(&house, &id, status, "  ").await.unwrap_err();
            assert!(matches!(&error, Error::Invalid(problems) if problems[0].field == "why"), "{error}");
        }
        let error = set(&house, &id, AlertStatus::Active, &"x".repeat(2_001)).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(problems) if problems[0].field == "why"), "{error}");
        set(&house, &id, AlertStatus::Resolved, "The setting is wanted so.").await.unwrap();
        let alert = detail(&house, &id).await;
        let told: Vec<_> =
            alert.history.iter().map(|line| (line.status, line.why.as_str(), line.by.as_deref())).collect();
        assert_eq!(
            told,
            [
                (AlertStatus::Investigating, "", Some("Ada")),
                (AlertStatus::Resolved, "The setting is wanted so.", Some("Ada")),
            ]
        );
        let error = set(&house, &id, AlertStatus::Active, "").await.unwrap_err();
        assert!(matches!(&error, Error::Conflict { .. }), "what has ended stays so: {error}");
        let counts = house.node.engine.alert_counts(&house.ada).await.unwrap();
        assert_eq!((counts.active, counts.resolved), (0, 1));

        let unknown = house.instance.as_str().parse().unwrap();
        let error = set(&house, &unknown, AlertStatus::Active, "").await.unwrap_err();
        assert!(matches!(error, Error::NotFound { .. }));
        let mut tx = house.store.read().await.unwrap();
        let size = tx.ledger().size().await.unwrap();
        let mut leaves = tx.ledger().leaves(0, size).await.unwrap();
        leaves.extend(tx.ledger().unsequenced(1_000).await.unwrap());
        let count = |kind: &str| {
            let kind = format!("\"kind\":\"{kind}\"");
            leaves.iter().filter(|leaf| String::from_utf8_lossy(&leaf.body).contains(&kind)).count()
        };
        assert_eq!((count("alert.raised"), count("alert.status_changed")), (1, 2));
        assert!(leaves.iter().all(|leaf| !String::from_utf8_lossy(&leaf.body).contains("is wanted so")));
    }
}

#[tokio::test]
async fn a_dismissed_alert_says_nothing_more_until_its_cause_is_gone() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("a", crate::service::Answer::LacksRight);
        house.refresh().await;
        let id = only(&house, AlertKind::ScopeLost).await.alert.id;
        set(&house, &id, AlertStatus::Dismissed, "Planned.").await.unwrap();
        house.advance(MINUTE);
        house.service.will("b", crate::service::Answer::LacksRight);
        house.refresh().await;
        let alert = only(&house, AlertKind::ScopeLost).await.alert;
        assert_eq!((alert.status, alert.seen), (AlertStatus::Dismissed, 2), "it is counted in silence");
        for set in ["a", "b"] {
            house.service.turn(set, true);
        }
        house.refresh().await;
        let ended = only(&house, AlertKind::ScopeLost).await;
        assert_eq!(ended.alert.status, AlertStatus::Dismissed);
        assert!(ended.alert.ended_at.is_some());
        assert_eq!(ended.history[1].why, "All of it can be read again.");
        house.service.will("a", crate::service::Answer::LacksRight);
        house.refresh().await;
        assert_eq!(alerts(&house).await.len(), 2, "what comes after is another alert");
    }
}

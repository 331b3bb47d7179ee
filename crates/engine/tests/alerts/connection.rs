//! Alerts about the connection: one with all that a cause affects, ended when the cause is gone.

use super::{alerts, detail, only};
use crate::{
    house::{DAY, HOUR, House, MINUTE, eventually},
    service::Answer,
};
use model::{AlertKind, AlertSeverity, AlertStatus};
use store::testing::TestDb;

fn names<T: ToString>(ids: impl IntoIterator<Item = T>) -> Vec<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

#[tokio::test]
async fn refused_credentials_are_one_alert_with_all_that_they_affect() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        for set in ["a", "b", "c"] {
            house.service.will(set, Answer::Refuses);
        }
        house.refresh().await;
        let alert = only(&house, AlertKind::CredentialsRefused).await;
        assert_eq!((alert.alert.severity, alert.alert.status), (AlertSeverity::High, AlertStatus::Active));
        assert_eq!(names(&alert.affected.sets), ["a", "b", "c"]);
        assert_eq!(names(alert.affected.checks.iter().map(|check| &check.id)), ["a-on", "b-on", "c-on"]);
        assert_eq!(alert.affected.assessments[0].name, "All");
        assert!(
            alert.alert.message.contains("the key is refused. Enter another."),
            "{}",
            alert.alert.message
        );
        assert_eq!(alert.alert.instance.name, "East");

        // Met again it joins; nothing is said of a quiet connector beside it.
        house.advance(MINUTE);
        house.refresh().await;
        let again = only(&house, AlertKind::CredentialsRefused).await.alert;
        assert_eq!((again.seen, again.first_seen), (2, alert.alert.first_seen));
        assert!(again.last_seen > again.first_seen);
        house.advance(DAY + HOUR * 3);
        let since = again.last_seen;
        eventually("the daily refresh was refused too", async || alerts(&house).await[0].last_seen > since)
            .await;
        house.settled().await;
        only(&house, AlertKind::CredentialsRefused).await;

        for set in ["a", "b", "c"] {
            house.service.turn(set, true);
        }
        house.refresh().await;
        let ended = only(&house, AlertKind::CredentialsRefused).await;
        assert_eq!(ended.alert.status, AlertStatus::Resolved);
        assert!(ended.alert.ended_at.is_some());
        assert_eq!(ended.history[0].why, "The service accepts the credentials again.");
        assert_eq!(ended.history[0].by, None);
    }
}

#[tokio::test]
async fn a_lost_right_is_one_alert_until_all_of_it_is_back() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("a", Answer::LacksRight);
        house.refresh().await;
        house.service.will("b", Answer::LacksRight);
        house.refresh().await;
        let alert = only(&house, AlertKind::ScopeLost).await;
        assert_eq!(names(&alert.affected.signals), ["a", "b"]);
        assert_eq!(alert.affected.rights, ["a:read", "b:read"]);
        assert_eq!(names(alert.affected.checks.iter().map(|check| &check.id)), ["a-on", "b-on"]);
        assert_eq!((alert.alert.seen, alert.alert.severity), (2, AlertSeverity::High));
        assert!(!alert.alert.message.contains("not allowed"), "the service's words stay with the reading");

        // Read again without a change it is not met again.
        house.refresh().await;
        assert_eq!(only(&house, AlertKind::ScopeLost).await.alert.seen, 2);
        house.service.turn("a", true);
        house.refresh().await;
        let alert = only(&house, AlertKind::ScopeLost).await;
        assert_eq!(
            (names(&alert.affected.signals), alert.alert.status),
            (vec!["b".into()], AlertStatus::Active)
        );
        house.service.turn("b", false);
        house.refresh().await;
        let all = alerts(&house).await;
        let ended = all.iter().find(|alert| alert.kind == AlertKind::ScopeLost).unwrap();
        assert_eq!(ended.status, AlertStatus::Resolved);
        assert_eq!(detail(&house, &ended.id).await.history[0].why, "All of it can be read again.");
        // What was undetected in between and fails now had passed before.
        assert!(all.iter().any(|alert| alert.kind == AlertKind::CheckFailed && alert.status.is_open()));
    }
}

#[tokio::test]
async fn a_right_that_was_never_there_is_not_lost() {
    for db in TestDb::ALL {
        let service = crate::service::Service::new();
        service.will("a", Answer::LacksRight);
        service.turn("b", false);
        let house = House::with(db, &[], service).await;
        house.refresh().await;
        assert_eq!(
            alerts(&house).await,
            [],
            "what never passed did not fail newly, what never was is not lost"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_run_after_run_is_an_alert_and_so_is_silence() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("b", Answer::FailsInPassing);
        house.refresh().await;
        house.refresh().await;
        assert_eq!(alerts(&house).await, []);
        house.refresh().await;
        let alert = only(&house, AlertKind::SetUnreadable).await;
        assert_eq!(names(&alert.affected.sets), ["b"]);
        assert_eq!(names(alert.affected.checks.iter().map(|check| &check.id)), ["b-on"]);
        house.service.turn("b", true);
        house.refresh().await;
        assert_eq!(only(&house, AlertKind::SetUnreadable).await.alert.status, AlertStatus::Resolved);

        for set in ["a", "b", "c"] {
            house.service.will(set, Answer::FailsInPassing);
        }
        let kinds = async || alerts(&house).await.into_iter().map(|alert| alert.kind).collect::<Vec<_>>();
        house.advance(HOUR * 25);
        house.settled().await;
        assert!(!kinds().await.contains(&AlertKind::ConnectorQuiet), "25 hours are not too long");
        house.advance(HOUR + MINUTE);
        eventually("it is quiet", async || kinds().await.contains(&AlertKind::ConnectorQuiet)).await;
        house.settled().await;
        let quiet = alerts(&house).await.into_iter().find(|alert| alert.kind == AlertKind::ConnectorQuiet);
        let quiet = quiet.unwrap();
        assert_eq!((quiet.affected_checks, quiet.seen), (3, 1));
        for set in ["a", "b", "c"] {
            house.service.turn(set, true);
        }
        house.refresh().await;
        let open = alerts(&house).await.into_iter().filter(|alert| alert.status.is_open());
        assert_eq!(open.count(), 0, "all was read again");
        assert_eq!(detail(&house, &quiet.id).await.history[0].why, "It was read again.");
    }
}

#[tokio::test]
async fn alerts_of_a_deleted_connector_end_and_stay_to_be_looked_at() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.turn("a", false);
        house.refresh().await;
        let alert = only(&house, AlertKind::CheckFailed).await.alert;
        house.node.engine.delete_instance(&house.ada, &house.instance).await.unwrap();
        eventually("it ended", async || detail(&house, &alert.id).await.alert.ended_at.is_some()).await;
        let ended = only(&house, AlertKind::CheckFailed).await;
        assert_eq!(ended.alert.status, AlertStatus::Resolved);
        assert_eq!(ended.history[0].why, "The connector was deleted.");
        assert_eq!(ended.alert.instance.name, "East");
        assert_eq!(ended.affected.assessments, []);
    }
}

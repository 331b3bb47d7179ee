//! A check that flips: its verdict follows at once, its alert waits for a second reading.

use super::{alerts, only};
use crate::house::{HOUR, House, MINUTE};
use model::{AlertKind, AlertSeverity, AlertStatus, Verdict};
use store::testing::TestDb;

#[tokio::test]
async fn a_check_that_failed_after_it_passed_is_an_alert_that_ends_when_it_passes() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        assert_eq!(alerts(&house).await, []);
        house.service.turn("a", false);
        house.refresh().await;
        let alert = only(&house, AlertKind::CheckFailed).await;
        assert_eq!(alert.alert.check.as_ref().unwrap().id.as_str(), "a-on");
        assert_eq!((alert.alert.severity, alert.alert.affected_checks), (AlertSeverity::High, 1));
        // It goes on failing: nothing new is said.
        house.advance(MINUTE);
        house.refresh().await;
        assert_eq!(only(&house, AlertKind::CheckFailed).await.alert.seen, 1);
        house.advance(HOUR * 2);
        house.service.turn("a", true);
        house.refresh().await;
        let ended = only(&house, AlertKind::CheckFailed).await;
        assert_eq!(ended.alert.status, AlertStatus::Resolved);
        assert_eq!(ended.history[0].why, "The check does not fail any more.");

        // Hours later it is another alert.
        house.advance(HOUR * 2);
        house.service.turn("a", false);
        house.refresh().await;
        let all = alerts(&house).await;
        assert_eq!(all.len(), 2);
        assert_ne!(all[0].id, ended.alert.id);
        assert_eq!(all[0].status, AlertStatus::Active);
    }
}

#[tokio::test]
async fn after_two_flips_within_an_hour_a_second_reading_is_asked_for_and_has_to_agree() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let open = async || alerts(&house).await.into_iter().filter(|alert| alert.status.is_open()).count();
        for (on, expect) in [(false, 1), (true, 0), (false, 0), (true, 0), (false, 0)] {
            house.advance(MINUTE);
            house.service.turn("a", on);
            house.refresh().await;
            let verdict = if on { Verdict::Passed } else { Verdict::Failed };
            assert_eq!(house.history("a-on").await[0].verdict, verdict, "the verdict waits for nothing");
            assert_eq!(open().await, expect, "on: {on}");
        }
        // The second reading comes by itself, of that set alone, and agrees.
        house.service.asked();
        house.advance(MINUTE * 3);
        house.settled().await;
        assert_eq!(house.service.asked(), ["a"]);
        assert_eq!(open().await, 1);

        // One that does not agree ends the waiting.
        for on in [true, false] {
            house.advance(MINUTE);
            house.service.turn("a", on);
            house.refresh().await;
        }
        assert_eq!(open().await, 0);
        house.service.turn("a", true);
        house.advance(MINUTE * 3);
        house.settled().await;
        assert_eq!((open().await, house.history("a-on").await[0].verdict), (0, Verdict::Passed));
    }
}

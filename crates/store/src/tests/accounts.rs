//! Limits that all nodes share, and how far logs were asked.

use super::*;
use crate::{Permit, PollRow, QuotaKey, QuotaRefusal, day_end, day_of};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn key(account: &str, per_second: u32, per_day: u32) -> QuotaKey {
    let (connector, account) = (given("zoom"), account.into());
    QuotaKey { connector, account, class: "medium", per_second, per_day, rolling: false }
}

fn calls(permit: Permit) -> u32 {
    match permit {
        Permit::Granted { calls, .. } => calls,
        refused => panic!("{refused:?}"),
    }
}

#[tokio::test]
async fn a_day_has_so_many_calls_and_no_more() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (now, key) = (fixture.now(), key("a", 8, 10));
        let mut got = vec![];
        for _ in 0..3 {
            got.push(calls(tx.accounts().permit(&key, now).await.unwrap()));
        }
        assert_eq!(got, [4, 4, 2]);
        let refused = tx.accounts().permit(&key, now).await.unwrap();
        let until = day_end(day_of(now));
        assert_eq!(refused, Permit::Refused { until, why: QuotaRefusal::Assumed { limit: 10 } });
        // What was not made is given back, and a limit that was told wins, either way.
        tx.accounts().give_back(&key, 3, now).await.unwrap();
        assert_eq!(calls(tx.accounts().permit(&key, now).await.unwrap()), 3);
        tx.accounts().told_of_day(&key, (1_000, 500), 2, now).await.unwrap();
        assert_eq!(calls(tx.accounts().permit(&key, now).await.unwrap()), 4);
        let row = tx.accounts().quota(&key.connector, "a").await.unwrap().remove(0);
        assert_eq!((row.used, row.told_limit, row.told_remaining), (14, Some(1_000), Some(494)));
        tx.accounts().told_of_day(&key, (1_000, 1), 1, now).await.unwrap();
        let refused = tx.accounts().permit(&key, now).await.unwrap();
        assert_eq!(refused, Permit::Refused { until, why: QuotaRefusal::Told { limit: 1_000 } });
        // The next day begins anew, and the limit that was told stays.
        assert_eq!(calls(tx.accounts().permit(&key, until).await.unwrap()), 4);
        let row = tx.accounts().quota(&key.connector, "a").await.unwrap().remove(0);
        assert_eq!((row.used, row.told_limit, row.told_remaining), (4, Some(1_000), None));
        // A clock a little behind counts on; one that was days ahead is forgotten.
        assert_eq!(calls(tx.accounts().permit(&key, until.minus(Duration::from_secs(1))).await.unwrap()), 4);
        assert_eq!(tx.accounts().quota(&key.connector, "a").await.unwrap()[0].used, 8);
        assert_eq!(calls(tx.accounts().permit(&key, until.plus(DAY * 30)).await.unwrap()), 4);
        assert_eq!(calls(tx.accounts().permit(&key, until).await.unwrap()), 4);
        assert_eq!(tx.accounts().quota(&key.connector, "a").await.unwrap()[0].day, day_of(until));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_service_that_counts_the_last_day_is_tried_every_hour_and_not_at_midnight() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (now, key) = (fixture.now(), QuotaKey { rolling: true, ..key("a", 8, 10) });
        let permit = async |tx: &mut Tx, at| tx.accounts().permit(&key, at).await.unwrap();
        assert_eq!(calls(permit(&mut tx, now).await), 4);
        tx.accounts().told_of_day(&key, (1_000, 0), 0, now).await.unwrap();
        let refused = |told: model::Time| Permit::Refused {
            until: told.plus(crate::TRY_AGAIN),
            why: QuotaRefusal::Told { limit: 1_000 },
        };
        assert_eq!(permit(&mut tx, now).await, refused(now));
        // One call finds out; while it is out others wait, and when it learnt nothing another one finds out.
        let later = now.plus(crate::TRY_AGAIN);
        let minute = Duration::from_secs(60);
        assert_eq!(calls(permit(&mut tx, later).await), 1);
        assert_eq!(permit(&mut tx, later).await, refused(later.minus(crate::TRY_AGAIN).plus(minute)));
        assert_eq!(calls(permit(&mut tx, later.plus(minute)).await), 1);
        // Midnight gives nothing back; what the service says does.
        let midnight = day_end(day_of(now));
        tx.accounts()
            .told_of_day(&key, (1_000, 0), 0, midnight.minus(Duration::from_secs(60)))
            .await
            .unwrap();
        assert!(matches!(permit(&mut tx, midnight).await, Permit::Refused { .. }));
        tx.accounts().told_of_day(&key, (1_000, 3), 0, midnight).await.unwrap();
        assert_eq!(calls(permit(&mut tx, midnight).await), 3);
        tx.commit().await.unwrap();
    }
}

async fn next_slot(tx: &mut Tx, account: &str) -> i64 {
    let sql = "SELECT next_slot FROM call_quota WHERE account = $1";
    tx.all(sql, crate::db::binds![account]).await.unwrap()[0].get("next_slot").unwrap()
}

#[tokio::test]
async fn callers_stand_in_one_line_and_a_refusal_stops_it() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (now, key) = (fixture.now(), key("a", 2, 2_000));
        let before = tx.database_ms().await.unwrap();
        for _ in 0..4 {
            let permit = tx.accounts().permit(&key, now).await.unwrap();
            assert!(matches!(permit, Permit::Granted { calls: 1, .. }), "{permit:?}");
        }
        // Four calls at two a second: the fifth is two seconds after the first, by the database's clock.
        let fifth = next_slot(&mut tx, "a").await;
        assert!(fifth >= before + 2_000, "{}", fifth - before);
        match tx.accounts().permit(&key, now).await.unwrap() {
            Permit::Granted { wait, .. } => assert!(wait <= Duration::from_millis(2_000), "{wait:?}"),
            refused => panic!("{refused:?}"),
        }
        // Another account has a line of its own.
        let other = QuotaKey { account: "b".into(), ..key.clone() };
        assert!(matches!(tx.accounts().permit(&other, now).await.unwrap(),
            Permit::Granted { wait, .. } if wait.is_zero()));
        // A refusal for calling too fast: slower, and a second's rest.
        tx.accounts().set_pace(&other, 20, false, now).await.unwrap();
        assert_eq!(calls(tx.accounts().permit(&other, now).await.unwrap()), 10);
        let before = tx.database_ms().await.unwrap();
        tx.accounts().set_pace(&other, 4, true, now).await.unwrap();
        assert!(next_slot(&mut tx, "b").await >= before + 1_000);
        assert_eq!(calls(tx.accounts().permit(&other, now).await.unwrap()), 2);
        // A refusal for the day.
        let until = now.plus(Duration::from_secs(3600));
        tx.accounts().block(&other, until, now).await.unwrap();
        let refused = tx.accounts().permit(&other, now).await.unwrap();
        assert_eq!(refused, Permit::Refused { until, why: QuotaRefusal::Blocked });
        assert_eq!(calls(tx.accounts().permit(&other, until).await.unwrap()), 2);
        assert_eq!(tx.accounts().quota(&other.connector, "b").await.unwrap()[0].blocked_until, Some(until));
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn two_nodes_never_get_more_than_there_is() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let (now, key) = (fixture.now(), key("a", 2_000, 1_500));
    let second = fixture.fresh.open(fixture.clock.clone()).await;
    let take = async |store: &Store| {
        let mut got = 0;
        loop {
            let mut tx = store.write().await.unwrap();
            let permit = tx.accounts().permit(&key, now).await.unwrap();
            tx.commit().await.unwrap();
            match permit {
                Permit::Granted { calls, .. } => got += calls,
                Permit::Refused { .. } => return got,
            }
        }
    };
    let (one, other) = tokio::join!(take(&fixture.store), take(&second));
    assert_eq!(one + other, 1_500);
}

#[tokio::test]
async fn how_far_a_log_was_asked() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let instance = fixture.instance(&mut tx, "east").await.id;
        assert_eq!(tx.accounts().poll(&instance).await.unwrap(), None);
        let absence =
            Absence { kind: AbsenceKind::ScopeMissing, message: "no".into(), right: Some("r".into()) };
        let t = Time::from_ms;
        for poll in [
            PollRow {
                read_until: t(1),
                polled_at: t(2),
                absence: Some(absence),
                next_at: Some(t(9)),
                slowed: Some("few are left".into()),
            },
            PollRow { read_until: t(3), polled_at: t(4), absence: None, next_at: None, slowed: None },
        ] {
            tx.accounts().set_poll(&instance, &poll).await.unwrap();
            assert_eq!(tx.accounts().poll(&instance).await.unwrap(), Some(poll));
        }
        tx.commit().await.unwrap();
    }
}

//! Limits of a service, shared by all nodes.

use crate::{house::*, service::*};
use connect::source::{Allowance, CallClass, ClassLimits, Window};
use engine::posture::QuotaView;
use store::testing::TestDb;

/// A service that allows few calls a day, for all that is known.
const FEW: &[ClassLimits] = &[ClassLimits {
    class: CallClass::Medium,
    per_second: &[2_000, 50],
    per_day: 20,
    window: Window::UtcDay,
}];

async fn quota(house: &House) -> QuotaView {
    house.node.engine.quota(&house.ada, &house.instance).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_limit_that_nobody_told_is_never_overrun_by_two_nodes() {
    let house = House::with(TestDb::Postgres, &[], Service::limited(FEW)).await;
    let mut second = house.another_node("second", house.node.clock_now()).await;
    second.work();
    // Activation took three. Both nodes look for work; whoever has a run counts its calls in the same row.
    let first = quota(&house).await;
    assert_eq!((first.used, first.limit, first.limit_is_told, first.remaining), (3, 20, false, 17));
    house.service.calls();
    let mut calls = 0;
    for nth in 0..8 {
        let node = if nth % 2 == 0 { &house.node } else { &second };
        node.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
        house.settled().await;
        calls += house.service.calls();
    }
    assert_eq!(calls, 17, "20 a day, of which three were made before");
    let used_up = quota(&house).await;
    assert_eq!((used_up.used, used_up.remaining), (20, 0));
    let midnight = "2026-11-22T00:00:00Z".parse().unwrap();
    assert_eq!(used_up.resets_at, Some(midnight));
    let run = &house.runs().await[0];
    let detail = run.sets[0].detail.as_ref().unwrap();
    assert!(detail.contains("No more medium calls") && detail.contains("smallest plan"), "{detail}");
    assert_eq!(house.figures().await.0, 3, "what was read stands");

    // The next day it is read without anybody asking.
    house.node.clock.set(midnight);
    second.clock.set(midnight);
    house.settled().await;
    eventually("a run of the next day", async || house.runs().await[0].state == "complete").await;
    second.rest().await;
}

#[tokio::test]
async fn a_limit_that_was_told_wins() {
    for db in TestDb::ALL {
        let house = House::with(db, &[], Service::limited(FEW)).await;
        let told = Allowance { class: None, limit: 30_000, remaining: 29_000, daily: true };
        *house.service.told.lock().unwrap() = Some(told);
        for _ in 0..8 {
            assert_eq!(house.refresh().await.state, "complete");
        }
        let now = quota(&house).await;
        assert_eq!((now.used, now.limit, now.limit_is_told), (27, 30_000, true));
        assert_eq!(now.remaining, 29_000);
        // And it wins the other way.
        *house.service.told.lock().unwrap() = Some(Allowance { remaining: 0, ..told });
        house.refresh().await;
        let run = house.refresh().await;
        assert_eq!(run.state, "failed");
        assert!(run.sets[0].detail.as_ref().unwrap().contains("30000 a day"), "{run:?}");
        assert_eq!(quota(&house).await.remaining, 0);
    }
}

#[tokio::test]
async fn a_refusal_for_the_day_stops_all_nodes_until_then() {
    let house = House::with(TestDb::Postgres, &[], Service::limited(FEW)).await;
    let mut second = house.another_node("second", house.node.clock_now()).await;
    let until = house.node.clock_now().plus(2 * HOUR);
    house.service.will("a", Answer::Throttles { daily: true, until: Some(until) });
    let run = house.refresh().await;
    assert_eq!(run.state, "failed");
    assert_eq!(quota(&house).await.blocked_until, Some(until));
    assert_eq!(house.service.calls(), 1, "nothing more was asked");
    // The other node does not try either.
    house.service.turn("a", true);
    let used = quota(&house).await.used;
    second.work();
    house.refresh().await;
    assert_eq!((house.service.calls(), quota(&house).await.used), (0, used));
    house.advance(2 * HOUR);
    second.clock.advance(2 * HOUR);
    eventually("it is read when it may be", async || house.runs().await[0].state == "complete").await;
    assert_eq!(quota(&house).await.blocked_until, None);
    second.rest().await;
}

#[tokio::test]
async fn a_refusal_for_the_second_slows_down() {
    let house = House::with(TestDb::Sqlite, &[], Service::limited(FEW)).await;
    assert_eq!(quota(&house).await.per_second, 2_000);
    house.service.will("b", Answer::Throttles { daily: false, until: None });
    assert_eq!(house.refresh().await.state, "partial");
    assert_eq!(quota(&house).await.per_second, 50);
}

//! Clocks that are set back, that differ from node to node, that were far ahead: what is known is shown, and
//! what was read at a time that has not come proves nothing.

use crate::house::*;
use model::{Clock, Verdict};
use store::testing::TestDb;

const ALL_ON: (u32, u32, u32, Option<u32>) = (3, 0, 0, Some(1000));
const ONE_OFF: (u32, u32, u32, Option<u32>) = (2, 1, 0, Some(666));

#[tokio::test]
async fn a_change_is_judged_though_the_clock_was_set_back() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.advance(MINUTE * 10);
        house.refresh().await;
        assert_eq!(house.figures().await, ALL_ON);

        house.node.clock.set(house.node.clock.now().minus(SECOND * 10));
        house.service.turn("a", false);
        assert_eq!(house.refresh().await.state, "complete");
        assert_eq!(house.figures().await, ONE_OFF);
        let history = house.history("a-on").await;
        let verdicts: Vec<_> = history.iter().map(|interval| interval.verdict).collect();
        assert_eq!(verdicts, [Verdict::Failed, Verdict::Passed]);
        assert_eq!(history[1].closed_at, Some(history[0].recorded_at), "intervals without a gap");

        // And back, before the clock has come to where it was.
        house.advance(SECOND * 5);
        house.service.turn("a", true);
        house.refresh().await;
        assert_eq!(house.figures().await, ALL_ON);
    }
}

/// PostgreSQL only: a database in a file has one node.
#[tokio::test]
async fn a_node_judges_what_one_with_a_clock_ahead_has_read() {
    let mut house = House::on(TestDb::Postgres).await;
    let mut ahead = house.another_node("second", house.node.clock.now().plus(SECOND * 2)).await;
    house.node.rest().await;

    // The one whose clock is ahead reads first …
    ahead.work();
    house.service.turn("b", false);
    ahead.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
    house.settled_by(&ahead).await;
    assert_eq!(house.figures_by(&ahead).await, ONE_OFF);
    assert_eq!(house.figures().await, ONE_OFF, "the other node knows what is recorded");
    ahead.rest().await;

    // … and the other after it, at an earlier time.
    house.node.work();
    house.service.turn("a", false);
    house.refresh().await;
    for node in [&house.node, &ahead] {
        assert_eq!(house.figures_by(node).await, (1, 2, 0, Some(333)));
    }

    // Both at once, whichever has the work.
    ahead.work();
    for (turn, on) in [("a", true), ("b", true), ("c", false), ("c", true)] {
        house.service.turn(turn, on);
        ahead.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
        house.settled_by(&ahead).await;
        assert_eq!(house.figures().await, house.figures_by(&ahead).await, "after {turn} was turned");
    }
    assert_eq!(house.figures().await, ALL_ON);
    ahead.rest().await;
}

#[tokio::test]
async fn readings_of_a_time_that_has_not_come_do_not_pass() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let right = house.node.clock.now();
        house.node.clock.set(right.plus(DAY * 30));
        house.refresh().await;
        assert_eq!(house.figures().await, ALL_ON);

        house.node.clock.set(right.plus(MINUTE));
        house.settled().await;
        assert_eq!(house.figures().await, (0, 0, 3, Some(0)), "nobody knows when they were read");
        house.refresh().await;
        assert_eq!(house.figures().await, ALL_ON);
        house.service.turn("a", false);
        house.refresh().await;
        assert_eq!(house.figures().await, ONE_OFF);
    }
}

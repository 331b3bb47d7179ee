//! A check that reads the time and does not say when its verdict turns.

use crate::{
    catalog::check,
    house::*,
    service::{Answer, Service},
};
use model::{Time, Verdict};
use serde_json::json;
use store::testing::TestDb;

const RECENT: &str = r#"reads:
  last: { at: "c#/last", type: time }
pass: as_of - last < 90d
examples:
  pass: [{ last: "2026-11-20T08:00:00Z", as_of: "2026-11-21T08:00:00Z" }]
  fail: [{ last: "2026-01-20T08:00:00Z", as_of: "2026-11-21T08:00:00Z" }]"#;

#[tokio::test]
async fn a_verdict_that_time_turns_turns_within_an_hour_by_itself() {
    for db in TestDb::ALL {
        let service = Service::new();
        let start: Time = "2026-11-21T08:00:00Z".parse().unwrap();
        // It has been 90 days at half past eight.
        let last = start.minus(DAY * 90).plus(MINUTE * 30);
        service.will("c", Answer::Gives(json!({ "on": true, "last": last })));
        let house = House::with(db, &[check("recent", "c", RECENT)], service).await;
        assert_eq!(house.figures().await, (4, 0, 0, Some(1000)));

        house.node.clock.set(start.plus(HOUR));
        house.settled().await;
        let history = house.history("recent").await;
        assert_eq!((history.len(), history[0].verdict), (2, Verdict::Failed));
        assert_eq!(history[0].recorded_at, start.plus(HOUR));
        assert_eq!(house.figures().await, (3, 1, 0, Some(666)));
        assert!(house.service.asked().is_empty(), "nobody read anything for it");

        // It stays so, hour for hour, and one look waits at a time.
        for _ in 0..3 {
            house.advance(HOUR);
            house.settled().await;
            assert_eq!(house.history("recent").await.len(), 2);
            assert!(house.jobs().await.waiting <= 2, "the next look, and the daily refresh");
        }
    }
}

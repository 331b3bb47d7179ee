//! A reading that cannot be kept.

use crate::{house::*, service::Answer};
use serde_json::json;
use store::{CONTENT_BYTES_MAX, testing::TestDb};

#[tokio::test]
async fn a_set_that_is_too_large_fails_alone() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.turn("a", false);
        house.service.will("b", Answer::Gives(json!({ "on": false, "pad": "x".repeat(CONTENT_BYTES_MAX) })));
        house.service.turn("c", false);
        let run = house.refresh().await;
        let states: Vec<_> = run.sets.iter().map(|set| set.state).collect();
        assert_eq!((run.state, states), ("partial", vec!["committed", "failed", "committed"]));
        let detail = run.sets[1].detail.as_ref().unwrap();
        assert!(detail.contains("a signal's content") && detail.contains("bytes"), "{detail}");
        assert_eq!(house.figures().await, (1, 2, 0, Some(333)), "of `b` the last reading stands");
        assert!(house.view().await.health.message.contains("Could not be read: b."));

        // Nothing is tried again for it: the same would come of it.
        let jobs = house.jobs().await;
        assert_eq!((jobs.running, jobs.dead), (0, 0));
        house.service.asked();
        house.advance(HOUR);
        house.settled().await;
        assert!(house.service.asked().is_empty());
    }
}

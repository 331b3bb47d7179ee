//! Sets that change while they are read, and what is said of a reading.

use crate::{house::*, service::*};
use serde_json::json;
use store::testing::TestDb;

#[tokio::test]
async fn a_list_that_changes_is_read_anew_a_few_times_and_then_later() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("b", Answer::KeepsChanging(2));
        let run = house.refresh().await;
        assert_eq!((run.state, house.service.calls()), ("complete", 5), "twice anew");

        house.service.will("b", Answer::KeepsChanging(4));
        let run = house.refresh().await;
        assert_eq!((run.state, house.service.calls()), ("partial", 5));
        let detail = run.sets[1].detail.as_ref().unwrap();
        assert!(detail.contains("the list changed"), "{detail}");
        // In passing: another run is due, and by then the list is quiet.
        house.advance(HOUR);
        house.settled().await;
        assert_eq!(house.runs().await[0].state, "complete");
        assert_eq!(house.figures().await, (3, 0, 0, Some(1000)));
    }
}

#[tokio::test]
async fn what_a_connector_warns_of_stands_in_the_runs_line() {
    let house = House::on(TestDb::Sqlite).await;
    *house.service.warning.lock().unwrap() = Some("This machine's clock is 10 minutes behind.".into());
    house.service.will("b", Answer::Gives(json!({ "on": true })));
    let run = house.refresh().await;
    assert_eq!(run.state, "complete");
    for set in &run.sets {
        assert_eq!(set.detail.as_deref(), Some("This machine's clock is 10 minutes behind."));
        assert_eq!(set.state, "committed");
    }
}

#[tokio::test]
async fn two_refreshes_asked_for_at_once_are_one_after_the_other() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let mut second = house.another_node("second", house.node.clock_now()).await;
        second.work();
        let (one, other) = tokio::join!(
            house.node.engine.refresh_now(&house.ada, &house.instance),
            second.engine.refresh_now(&house.ada, &house.instance)
        );
        house.settled().await;
        for run in [one.unwrap(), other.unwrap()] {
            assert_eq!(house.run(&run).await.state, "complete");
        }
        // Each run read every set once, whole, and none between another's.
        let asked = house.service.asked();
        assert!(asked.chunks(3).all(|run| run == SETS), "{asked:?}");
        second.rest().await;
    }
}

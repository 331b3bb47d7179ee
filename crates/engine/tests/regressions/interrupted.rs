//! Work that was begun and not ended: a process that was killed, a run that was put back, a defect of ours.

use crate::{house::*, service::Answer};
use engine::{
    posture::{HealthState, RunView},
    workbench::ProblemKind,
};
use store::testing::TestDb;

/// The longest pause between two tries of a job.
const LONGEST_PAUSE: std::time::Duration = MINUTE.saturating_mul(10);
/// Tries after which work is given up.
const TRIES: u32 = 12;

fn states(run: &RunView) -> Vec<&'static str> {
    run.sets.iter().map(|set| set.state).collect()
}

#[tokio::test]
async fn a_killed_run_reads_again_what_it_could_not_read() {
    for db in TestDb::ALL {
        let mut house = House::on(db).await;
        house.service.will("a", Answer::FailsInPassing);
        house.service.turn("b", false);
        house.service.will("c", Answer::Silence);
        let id = house.node.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
        house.asked_for("c").await;
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)), "what was committed is judged");
        assert_eq!(house.service.asked(), ["a", "b", "c"]);

        // When the process starts again the service is well, and `a` was turned off meanwhile.
        house.service.turn("a", false);
        house.service.turn("c", true);
        house.kill_and_restart().await;
        house.settled().await;
        assert_eq!(house.service.asked(), ["a", "c"], "what was committed is not read again");
        let run = house.run(&id).await;
        assert_eq!((run.state, states(&run)), ("complete", vec!["committed"; 3]));
        assert_eq!(house.runs().await.len(), 2, "the activation's, and the one that was killed");
        assert_eq!(house.figures().await, (1, 2, 0, Some(333)));
    }
}

#[tokio::test]
async fn a_run_that_was_put_back_does_not_swallow_a_refresh() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("b", Answer::Panics);
        let first = house.refresh().await;
        assert_eq!(states(&first), ["committed", "waiting", "waiting"]);
        assert_eq!(house.service.asked(), ["a", "b"]);

        // `a` changes after it was read: only another run can see it.
        house.service.turn("a", false);
        house.service.turn("b", true);
        let second = house.refresh().await;
        assert_ne!(second.id, first.id);
        assert_eq!(house.service.asked(), ["a", "b", "c"]);
        assert_eq!(second.state, "complete");
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));

        // The first goes on where it was.
        house.advance(LONGEST_PAUSE);
        house.settled().await;
        assert_eq!(house.service.asked(), ["b", "c"]);
        assert_eq!(states(&house.run(&first.id).await), ["committed"; 3]);
        assert_eq!(house.run(&first.id).await.state, "complete");
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        assert_eq!(house.jobs().await.dead, 0);
    }
}

#[tokio::test]
async fn a_defect_in_a_connector_blocks_nothing_for_ever() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("a", Answer::Panics);
        let id = house.node.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
        for attempt in 1..=TRIES {
            house.settled().await;
            let jobs = house.jobs().await;
            assert_eq!((jobs.running, jobs.dead), (0, u64::from(attempt == TRIES)), "after try {attempt}");
            assert_eq!(house.service.asked(), ["a"], "in try {attempt}");
            let state = house.run(&id).await.state;
            assert_eq!(state, if attempt < TRIES { "running" } else { "failed" }, "after try {attempt}");
            house.advance(LONGEST_PAUSE);
        }
        let run = house.run(&id).await;
        assert!(run.ended_at.is_some());
        assert!(run.sets.iter().all(|set| set.state == "failed" && set.detail.is_some()), "{run:?}");
        assert_eq!(house.view().await.health.state, HealthState::Failing);
        let problems = house.node.engine.overview(&house.ada, None).await.unwrap().problems;
        assert!(problems.iter().any(|problem| problem.kind == ProblemKind::WorkGivenUp), "{problems:?}");

        house.service.turn("a", false);
        assert_eq!(house.refresh().await.state, "complete");
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        assert_eq!(house.view().await.health.state, HealthState::Healthy);
    }
}

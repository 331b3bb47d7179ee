//! The organisation at a glance and over time.

use crate::house::*;
use assure::score::Score;
use engine::{
    posture::HealthState,
    workbench::{Covers, NewAssessment, ProblemKind},
};
use model::*;
use serde_json::json;
use std::time::Duration;
use store::{NewJob, testing::TestDb};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn the_overview_says_what_the_score_leaves_out() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        house.read(&east, json!(false), json!(true)).await;
        let chosen =
            NewAssessment { covers: Covers::Chosen, instances: vec![east.clone()], ..example("East only") };
        house.engine.create_assessment(&house.ada, chosen).await.unwrap();
        let mut tx = house.store.write().await.unwrap();
        let job = NewJob {
            kind: "refresh",
            dedupe_key: "1".into(),
            lane: west.to_string(),
            payload: json!({}),
            due: house.clock.now(),
        };
        tx.jobs().enqueue(&job).await.unwrap();
        let claimed = tx.jobs().claim("test", &["refresh"], house.clock.now(), DAY).await.unwrap().unwrap();
        tx.jobs().bury(&claimed, "the service says no").await.unwrap();
        tx.commit().await.unwrap();

        let overview = house.engine.overview(&house.ada, None).await.unwrap();
        assert_eq!(overview.as_of, house.clock.now());
        assert_eq!(overview.score.percentage_tenths, Some(230));
        assert_eq!(overview.assessments.len(), 1);
        let statuses: Vec<_> = overview.actions_by_status.into_iter().collect();
        let expected = [(TestStatus::None, 1), (TestStatus::Passed, 1), (TestStatus::FailedHighRisk, 1)];
        assert_eq!(statuses, expected);
        let worst: Vec<_> = overview.worst_actions.iter().map(|row| row.summary.id.as_str()).collect();
        assert_eq!(worst, ["zoom.waiting-room"], "what passed, and what nobody tested, is not bad");
        let names: Vec<_> =
            overview.instances.iter().map(|one| (one.name.as_str(), one.checks.passed)).collect();
        assert_eq!(names, [("East", 1), ("West", 1)]);

        let said = |kind| {
            let found = overview.problems.iter().find(|problem| problem.kind == kind);
            found.unwrap_or_else(|| panic!("{kind:?} is missing: {:?}", overview.problems))
        };
        let uncovered = said(ProblemKind::InstanceUncovered);
        assert!(uncovered.message.contains("“West” is in no assessment"), "{}", uncovered.message);
        assert_eq!(uncovered.link, Some(format!("/instances/{west}")));
        let given_up = said(ProblemKind::WorkGivenUp);
        assert!(given_up.message.contains("of “West”") && given_up.message.contains("the service says no"));
        assert!(said(ProblemKind::FileRefused).message.contains("zoom/checks/bad.yaml:3"));

        // A week later the work is old news; once a later run was complete, at once.
        house.advance(1);
        house.read(&west, json!(true), json!(true)).await;
        let later = house.engine.overview(&house.ada, None).await.unwrap();
        assert!(later.problems.iter().all(|problem| problem.kind != ProblemKind::WorkGivenUp));
    }
}

#[tokio::test]
async fn the_past_is_what_was_known_then() {
    for db in TestDb::ALL {
        let (house, east, _) = House::with_east_and_west(db).await;
        house.clock.set(at("09:30"));
        house.assess_all("Baseline").await;
        house.clock.set(at("10:00"));
        house.read(&east, json!(false), json!(true)).await;
        let overview = async |as_of: &str| house.engine.overview(&house.ada, Some(at(as_of))).await;

        // Before the installation: nothing.
        let nothing = overview("07:00").await.unwrap();
        assert_eq!(nothing.score, Score::default());
        assert_eq!((nothing.assessments.len(), nothing.instances.len()), (0, 0));
        assert_eq!((nothing.problems, nothing.actions_by_status.len()), (Vec::new(), 0));
        // Connected, not read.
        let waiting = overview("08:30").await.unwrap();
        assert_eq!(waiting.instances[0].health.state, HealthState::Waiting);
        assert_eq!(waiting.instances[0].last_run, None);
        // Assessed: east passed, west could not be detected.
        let then = overview("09:45").await.unwrap();
        assert_eq!(then.score.percentage_tenths, Some(576));
        let health: Vec<_> = then.instances.iter().map(|one| one.health.state).collect();
        assert_eq!(health, [HealthState::Healthy, HealthState::Degraded]);
        assert_eq!(then.instances[0].last_run.as_ref().unwrap().started_at, at("09:00"));
        assert_eq!(overview("10:00").await.unwrap().score.percentage_tenths, Some(230));
        assert_eq!(fields(overview("10:01").await), ["as_of"]);
    }
}

#[tokio::test]
async fn the_score_has_a_point_for_each_day() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        let history = async |days| house.engine.score_history(&house.ada, days).await;
        // No assessment, no score.
        assert_eq!(history(None).await.unwrap(), []);
        house.assess_all("Baseline").await;
        let lines = async |days| -> Vec<(String, Option<u32>)> {
            let points = history(Some(days)).await.unwrap();
            points.iter().map(|point| (point.at.to_string(), point.score.percentage_tenths)).collect()
        };
        let now = |text: &str, tenths| (text.to_owned(), Some(tenths));
        assert_eq!(lines(30).await, [now("2026-11-21T09:00:00.000Z", 576)]);
        // The next day the west is mended; on the third all is stale.
        house.clock.set(at("09:00").plus(DAY));
        house.read(&west, json!(true), json!(true)).await;
        house.read(&east, json!(true), json!(true)).await;
        house.clock.set(at("12:00").plus(DAY * 4));
        let expected = [
            now("2026-11-21T23:59:59.999Z", 576),
            now("2026-11-22T23:59:59.999Z", 923),
            now("2026-11-23T23:59:59.999Z", 923),
            now("2026-11-24T23:59:59.999Z", 0),
            now("2026-11-25T12:00:00.000Z", 0),
        ];
        assert_eq!(lines(30).await, expected);
        assert_eq!(lines(1).await, expected[3..]);
        assert_eq!(lines(366).await, expected);
        for days in [0, 367] {
            assert_eq!(fields(history(Some(days)).await), ["days"]);
        }
    }
}

#[tokio::test]
async fn a_deleted_instance_leaves_the_score_and_the_past_keeps_it() {
    for db in TestDb::ALL {
        let (house, _, west) = House::with_east_and_west(db).await;
        let id = house.assess_all("Baseline").await.summary.id;
        let preview = house.engine.preview_deletion(&house.ada, &west).await.unwrap();
        let change = preview.assessments[0].change.clone();
        assert_eq!((change.before.percentage_tenths, change.after.percentage_tenths), (Some(576), Some(923)));
        house.clock.set(at("10:00"));
        house.engine.delete_instance(&house.ada, &west).await.unwrap();
        let now = house.engine.assessment(&house.ada, &id, None).await.unwrap();
        assert_eq!((now.summary.score, now.summary.instances), (change.after, 1));
        let overview = house.engine.overview(&house.ada, None).await.unwrap();
        assert_eq!(overview.score, preview.organisation.after);
        assert_eq!(overview.instances.len(), 1);
        let then = house.engine.assessment(&house.ada, &id, Some(at("09:59"))).await.unwrap();
        assert_eq!((then.summary.score, then.summary.instances), (change.before, 2));
        assert_eq!(then.instance_scores[1].instance.name, "West");
    }
}

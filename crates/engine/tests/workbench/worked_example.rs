//! The worked example of the docs page *How scores are made*, from readings to the score: T1 = 27 points
//! passed in the east and could not be read in the west, T2 = 9 passed on both, N1 = 3 passed by a person.

use crate::house::*;
use assure::score::{AssessmentStatus, ControlStatus, Coverage, Points, Score};
use engine::{
    Error,
    workbench::{ActionFilter, ActionQuestion, AssessmentEdit, AssessmentView, Covers, NewStatus},
};
use model::*;
use store::testing::TestDb;

fn score(achieved_thousandths: u64, achievable: u32, tenths: u32, decided: u32, all: u32) -> Score {
    Score {
        points: Points { achieved_thousandths, achievable },
        percentage_tenths: Some(tenths),
        coverage: Coverage::new(decided, all),
    }
}

async fn rules_are_written(house: &House, group: &GroupId) {
    let status = NewStatus {
        group: Some(group.clone()),
        implementation_status: ImplementationStatus::Implemented,
        implementation_date: None,
        test_status: Some(TestStatus::Passed),
        test_date: None,
        notes: None,
    };
    house.engine.set_status(&house.ada, &given("example.rules"), status).await.unwrap();
}

/// Test status and note of an action in an assessment.
fn stands<'a>(view: &'a AssessmentView, action: &str) -> (TestStatus, Option<&'a str>) {
    let row = view.actions.iter().find(|row| row.summary.id.as_str() == action).unwrap();
    (row.summary.test_status, row.summary.note.as_deref())
}

#[tokio::test]
async fn from_readings_to_the_score_and_back_in_time() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        house.clock.set(at("09:30"));
        let made = house.assess_all("Baseline").await;
        assert_eq!(made.summary.score, score(22_500, 39, 576, 3, 4), "before the rules are written");
        house.clock.set(at("09:40"));
        rules_are_written(&house, &made.summary.group.id).await;
        let id = made.summary.id;
        let show = async |as_of| house.engine.assessment(&house.ada, &id, as_of).await;
        let edit = async |instances: &[&InstanceId]| {
            let instances = Some(instances.iter().map(|id| (*id).clone()).collect());
            let edit = AssessmentEdit { name: None, covers: Some(Covers::Chosen), instances };
            house.engine.edit_assessment(&house.ada, &id, edit).await.unwrap()
        };

        // 13.5 + 9 + 3 = 25.5 of 39.
        let both = show(None).await.unwrap();
        let worked_example = score(25_500, 39, 653, 3, 4);
        assert_eq!(both.summary.score, worked_example);
        assert_eq!(both.summary.score.coverage.percentage_tenths, Some(750));
        assert_eq!(both.summary.status, AssessmentStatus::InProgress);
        assert_eq!((both.summary.instances, both.summary.failed_instances), (2, 0));
        let note = Some("1 of 2 instances could not be detected");
        assert_eq!(stands(&both, "zoom.waiting-room"), (TestStatus::PartiallyTested, note));
        assert_eq!(stands(&both, "zoom.chat"), (TestStatus::Passed, None));
        // The worst instance first, whatever the mean says.
        let order: Vec<_> = both.actions.iter().map(|row| row.summary.id.as_str()).collect();
        assert_eq!(order, ["zoom.waiting-room", "zoom.chat", "example.rules"]);
        let controls: Vec<_> = both.families[0].controls.iter().map(|c| (c.id.as_str(), c.status)).collect();
        let (passed, in_progress) = (ControlStatus::Passed, ControlStatus::InProgress);
        assert_eq!(controls, [("ex-1", in_progress), ("ex-2", passed), ("ex-3", in_progress)]);
        let instances: Vec<_> = both
            .instance_scores
            .iter()
            .map(|line| (line.instance.name.as_str(), line.score.percentage_tenths))
            .collect();
        assert_eq!(instances, [("East", Some(1000)), ("West", Some(250))]);
        assert_eq!(both.service_scores.len(), 1);
        assert_eq!(
            both.service_scores[0].score.points,
            Points { achieved_thousandths: 22_500, achievable: 36 }
        );

        // West is un-ticked.
        house.clock.set(at("10:00"));
        let east_alone = edit(&[&east]).await;
        assert_eq!(east_alone.summary.score, score(39_000, 39, 1000, 2, 2));
        assert_eq!(east_alone.summary.status, AssessmentStatus::Complete);
        assert_eq!(east_alone.covers, Covers::Chosen);

        // The last instance is un-ticked: what it proved is proven no more, and stays in the denominator.
        house.clock.set(at("11:00"));
        let none = edit(&[]).await;
        assert_eq!(none.summary.score, score(3_000, 39, 76, 0, 0));
        assert_eq!(none.summary.score.coverage.percentage_tenths, None);
        for action in ["zoom.waiting-room", "zoom.chat"] {
            assert_eq!(stands(&none, action), (TestStatus::ToBeDetected, Some("no instance in scope")));
        }

        // What was known then.
        assert_eq!(show(Some(at("09:50"))).await.unwrap().summary.score, worked_example);
        assert_eq!(show(Some(at("09:35"))).await.unwrap().summary.score, score(22_500, 39, 576, 3, 4));
        assert_eq!(show(Some(at("10:30"))).await.unwrap().summary.score.percentage_tenths, Some(1000));
        assert!(matches!(show(Some(at("09:20"))).await, Err(Error::NotFound { .. })));
        assert_eq!(fields(show(Some(at("11:01"))).await), ["as_of"]);

        // Both back: all instances, later ones included.
        house.clock.set(at("12:00"));
        let all = AssessmentEdit { covers: Some(Covers::All), ..Default::default() };
        let all = house.engine.edit_assessment(&house.ada, &id, all).await.unwrap();
        assert_eq!(all.summary.score, worked_example);

        // The organisation's score is over the same instances, and says the same.
        let overview = house.engine.overview(&house.ada, None).await.unwrap();
        assert_eq!(overview.score, worked_example);

        // West is mended, then fails: a verdict is what was read last.
        house.clock.set(at("13:00"));
        house.read(&west, serde_json::json!(true), serde_json::json!(true)).await;
        assert_eq!(show(None).await.unwrap().summary.score.percentage_tenths, Some(1000));
        house.clock.set(at("14:00"));
        house.read(&west, serde_json::json!(false), serde_json::json!(true)).await;
        let failed = show(None).await.unwrap();
        assert_eq!(failed.summary.score, score(25_500, 39, 653, 4, 4));
        assert_eq!(failed.summary.failed_instances, 1);
        let note = Some("1 of 2 instances failed");
        assert_eq!(stands(&failed, "zoom.waiting-room"), (TestStatus::PartiallyTested, note));
    }
}

/// 50 hours without a reading: nothing is proven any more, and an hour before it still was.
#[tokio::test]
async fn a_score_falls_when_its_readings_are_stale() {
    let (house, east, _) = House::with_east_and_west(TestDb::Sqlite).await;
    let wanted = engine::workbench::NewAssessment {
        covers: Covers::Chosen,
        instances: vec![east],
        ..example("Baseline")
    };
    let id = house.engine.create_assessment(&house.ada, wanted).await.unwrap().summary.id;
    house.clock.set(at("09:01").plus(std::time::Duration::from_secs(50 * 60 * 60)));
    let now = house.engine.assessment(&house.ada, &id, None).await.unwrap();
    assert_eq!(now.summary.score, score(0, 39, 0, 0, 2));
    let asked = ActionQuestion { assessment: Some(id.clone()), ..Default::default() };
    let action = house.engine.action(&house.ada, &given("zoom.waiting-room"), &asked).await.unwrap();
    assert_eq!(action.summary.test_status, TestStatus::CouldNotBeDetected);
    let check = &action.results[0].checks[0];
    assert_eq!(check.verdict, Verdict::Undetected);
    assert_eq!(check.reason.as_ref().map(|reason| reason.code), Some(Undetected::Stale));
    assert_eq!(check.proven_until, Some(at("09:00").plus(std::time::Duration::from_secs(50 * 60 * 60))));

    let hour_ago = house.clock.now().minus(std::time::Duration::from_secs(60 * 60));
    let then = house.engine.assessment(&house.ada, &id, Some(hour_ago)).await.unwrap();
    assert_eq!(then.summary.score, score(36_000, 39, 923, 2, 2));

    let overview = house.engine.overview(&house.ada, None).await.unwrap();
    assert_eq!(overview.actions_by_status[&TestStatus::CouldNotBeDetected], 2);
    let filter = ActionFilter { status: Some("could_not_be_detected".into()), ..Default::default() };
    assert_eq!(house.engine.actions(&house.ada, &filter).await.unwrap().len(), 2);
}

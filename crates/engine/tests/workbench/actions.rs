//! Improvement actions: lists, and one action down to what its checks read.

use crate::house::*;
use engine::{
    Error,
    workbench::{ActionFilter, ActionQuestion, ActionRow, Covers, NewAssessment},
};
use model::*;
use serde_json::json;
use store::testing::TestDb;

fn ids(rows: &[ActionRow]) -> Vec<&str> {
    rows.iter().map(|row| row.summary.id.as_str()).collect()
}

#[tokio::test]
async fn lists_filter_by_the_worst_instance() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        house.read(&east, json!(true), json!(false)).await;
        house.read(&west, json!(false), json!(false)).await;
        let both = house.assess_all("Both").await.summary;
        let east_only =
            NewAssessment { covers: Covers::Chosen, instances: vec![east], ..example("East only") };
        let east_only = house.engine.create_assessment(&house.ada, east_only).await.unwrap().summary;
        let list = async |filter: ActionFilter| house.engine.actions(&house.ada, &filter).await;
        let by_status = async |status: &str| {
            list(ActionFilter { status: Some(status.into()), ..Default::default() }).await.unwrap()
        };

        let all = list(ActionFilter::default()).await.unwrap();
        // The technical ones once; the rules once per group. High risk before medium.
        assert_eq!(ids(&all), ["zoom.waiting-room", "zoom.chat", "example.rules", "example.rules"]);
        assert_eq!(all.iter().map(|row| row.assessments).collect::<Vec<_>>(), [2, 2, 1, 1]);
        assert_eq!(all[0].summary.group, None);
        assert_eq!(all[2].summary.group.as_ref().unwrap().name, "Group of Both");
        assert_eq!(all[0].summary.regulations, [given("example")]);
        assert_eq!((all[0].summary.instances.total, all[0].summary.instances.failed), (2, 1));

        // Partially tested, and yet it failed on one: `failed` finds it.
        assert_eq!(all[0].summary.test_status, TestStatus::PartiallyTested);
        assert_eq!(ids(&by_status("failed").await), ["zoom.waiting-room", "zoom.chat"]);
        assert_eq!(ids(&by_status("partially_tested").await), ["zoom.waiting-room"]);
        assert_eq!(ids(&by_status("failed_medium_risk").await), ["zoom.chat"]);
        assert_eq!(by_status("passed").await.len(), 0);

        // In the east alone the waiting room passed.
        let of = |assessment: &AssessmentId, status: &str| ActionFilter {
            assessment: Some(assessment.clone()),
            status: Some(status.into()),
            ..Default::default()
        };
        assert_eq!(ids(&list(of(&east_only.id, "failed")).await.unwrap()), ["zoom.chat"]);
        assert_eq!(list(of(&both.id, "failed")).await.unwrap().len(), 2);

        let search = async |text: &str| {
            list(ActionFilter { search: Some(text.into()), ..Default::default() })
                .await
                .map(|rows| rows.len())
        };
        assert_eq!(search("WAITING room").await.unwrap(), 1);
        assert_eq!(search("example regulation").await.unwrap(), 4);
        assert_eq!(search("group of both").await.unwrap(), 1);
        assert_eq!(search("nothing like it").await.unwrap(), 0);
        assert_eq!(fields(search(&"x".repeat(201)).await), ["search"]);

        let status = list(ActionFilter { status: Some("failing".into()), ..Default::default() }).await;
        assert_eq!(fields(status), ["status"]);
        let ahead = Some(house.clock.now().plus(std::time::Duration::from_millis(1)));
        assert_eq!(fields(list(ActionFilter { as_of: ahead, ..Default::default() }).await), ["as_of"]);
        let unknown = list(ActionFilter { assessment: Some(nobody()), ..Default::default() }).await;
        assert!(matches!(unknown, Err(Error::NotFound { .. })));
        let before = ActionFilter { as_of: Some(at("07:00")), ..Default::default() };
        assert_eq!(list(before).await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn an_action_opens_down_to_its_readings() {
    for db in TestDb::ALL {
        let (house, east, _) = House::with_east_and_west(db).await;
        let both = house.assess_all("Both").await.summary;
        let east_only =
            NewAssessment { covers: Covers::Chosen, instances: vec![east.clone()], ..example("East only") };
        let east_only = house.engine.create_assessment(&house.ada, east_only).await.unwrap().summary;
        let action: ActionId = given("zoom.waiting-room");
        // Read again, unchanged: the outcome stays, its proof is younger.
        house.clock.set(at("10:00"));
        house.read(&east, json!(true), json!(true)).await;
        let show = async |asked: ActionQuestion| house.engine.action(&house.ada, &action, &asked).await;

        let whole = show(ActionQuestion::default()).await.unwrap();
        assert_eq!(whole.summary.test_status, TestStatus::PartiallyTested);
        assert_eq!(whole.summary.worst, Some(Verdict::Undetected));
        let results: Vec<_> = whole
            .results
            .iter()
            .map(|result| (result.instance.name.as_str(), result.verdict, result.points.achieved_thousandths))
            .collect();
        assert_eq!(results, [("West", Verdict::Undetected, 0), ("East", Verdict::Passed, 27_000)]);

        let west = &whole.results[0].checks[0];
        let reason = west.reason.as_ref().unwrap();
        assert_eq!(reason.code, Undetected::PathMissing);
        assert!(reason.text.contains("/meeting_security/waiting_room"), "{}", reason.text);
        let check = &whole.results[1].checks[0];
        assert_eq!((check.check.id.as_str(), check.check.version), ("zoom.waiting-room-on", 3));
        assert_eq!((check.check.severity, check.check.maps.len()), (Severity::High, 1));
        assert_eq!(check.expected, "The waiting room is on.");
        let fact = &check.facts[0];
        assert_eq!(
            (fact.signal.as_str(), fact.pointer.as_str()),
            ("account.settings.meeting_security", "/meeting_security/waiting_room")
        );
        assert_eq!((&fact.actual, fact.read_at), (&json!(true), Some(at("10:00"))));
        assert_eq!((check.observed_at, check.recorded_at), (Some(at("09:00")), Some(at("09:00"))));
        assert_eq!(check.read_at, Some(at("10:00")));
        assert_eq!(check.proven_until, Some(at("10:00").plus(std::time::Duration::from_secs(50 * 60 * 60))));

        // Every scope is shown, labelled.
        let scopes: Vec<_> = whole.scopes.iter().map(|one| (one.label.as_str(), one.test_status)).collect();
        let (partially, passed) = (TestStatus::PartiallyTested, TestStatus::Passed);
        let expected = [
            ("Whole organisation", partially),
            ("Assessment “Both”", partially),
            ("Assessment “East only”", passed),
        ];
        assert_eq!(scopes, expected);
        let within = ActionQuestion { assessment: Some(east_only.id), ..Default::default() };
        let within = show(within).await.unwrap();
        assert_eq!((within.summary.test_status, within.results.len()), (passed, 1));
        // Passed while nobody says that it is implemented: counts, and wants a look.
        assert!(within.summary.flagged);

        let controls: Vec<_> =
            whole.controls.iter().map(|c| (c.control.as_str(), c.regulation_title.as_str())).collect();
        assert_eq!(controls, [("ex-1", "Example regulation"), ("ex-3", "Example regulation")]);
        assert_eq!(
            whole.assessments.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["Both", "East only"]
        );

        // As of before the second reading, the proof is older; before the first, nothing was known.
        let then = show(ActionQuestion { as_of: Some(at("09:30")), ..Default::default() }).await.unwrap();
        assert_eq!(then.results[1].checks[0].read_at, Some(at("09:00")));
        let then = show(ActionQuestion { as_of: Some(at("08:30")), ..Default::default() }).await.unwrap();
        assert_eq!((then.results.len(), then.summary.test_status), (0, TestStatus::ToBeDetected));

        // A group does not go with a technical action.
        let grouped = ActionQuestion { group: Some(both.group.id), ..Default::default() };
        assert_eq!(fields(show(grouped).await), ["group"]);
        let unknown = house.engine.action(&house.ada, &given("no.such"), &ActionQuestion::default()).await;
        assert!(matches!(unknown, Err(Error::NotFound { .. })));
    }
}

#[tokio::test]
async fn an_action_that_people_test_is_looked_at_in_its_group() {
    let (house, ..) = House::with_east_and_west(TestDb::Sqlite).await;
    let first = house.assess_all("First").await.summary;
    let action: ActionId = given("example.rules");
    let show = async |asked: ActionQuestion| house.engine.action(&house.ada, &action, &asked).await;
    // One group has it: that is the one.
    let only = show(ActionQuestion::default()).await.unwrap();
    assert_eq!(only.summary.group.as_ref(), Some(&first.group));
    let second = house.assess_all("Second").await.summary;
    let problems = wrong(show(ActionQuestion::default()).await);
    assert!(problems[0].0 == "group" && problems[0].1.contains("“Group of Second”"), "{problems:?}");
    let asked = ActionQuestion { group: Some(second.group.id.clone()), ..Default::default() };
    let shown = show(asked).await.unwrap();
    assert_eq!(shown.assessments.iter().map(|one| &one.id).collect::<Vec<_>>(), [&second.id]);
    let labels: Vec<_> = shown.scopes.iter().map(|one| one.label.as_str()).collect();
    assert_eq!(labels, ["Group “Group of First”", "Group “Group of Second”"]);
    let mixed = ActionQuestion {
        group: Some(first.group.id),
        assessment: Some(second.id.clone()),
        ..Default::default()
    };
    assert_eq!(fields(show(mixed).await), ["group"]);
    assert_eq!(fields(show(ActionQuestion { group: Some(nobody()), ..Default::default() }).await), ["group"]);
    // An action that this assessment does not have; one that no assessment has.
    let asked = ActionQuestion { assessment: Some(second.id), ..Default::default() };
    let elsewhere = house.engine.action(&house.ada, &given("by-hand.schedule"), &asked).await;
    assert!(matches!(elsewhere, Err(Error::NotFound { .. })));
    let action = given("by-hand.schedule");
    let nowhere = house.engine.action(&house.ada, &action, &ActionQuestion::default()).await.unwrap();
    assert_eq!((nowhere.summary.group, nowhere.summary.test_status), (None, TestStatus::None));
}

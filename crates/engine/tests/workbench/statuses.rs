//! What people say of actions: the rules for both kinds, and the history of it.

use crate::house::*;
use engine::{
    Error,
    workbench::{ActionQuestion, NewStatus, NewTest},
};
use model::*;
use serde_json::{Value, json};
use std::time::Duration;
use store::testing::TestDb;

fn status(implementation_status: ImplementationStatus) -> NewStatus {
    NewStatus {
        group: None,
        implementation_status,
        implementation_date: None,
        test_status: None,
        test_date: None,
        notes: None,
    }
}

#[tokio::test]
async fn a_technical_action_can_be_set_out_of_scope_and_back() {
    for db in TestDb::ALL {
        let (house, ..) = House::with_east_and_west(db).await;
        let assessment = house.assess_all("Baseline").await.summary;
        let action: ActionId = given("zoom.waiting-room");
        let set = async |new| house.engine.set_status(&house.ada, &action, new).await;
        let percentage =
            async || house.engine.assessment(&house.ada, &assessment.id, None).await.unwrap().summary.score;
        // Its checks alone set its test status; it has no group.
        let tested = NewStatus {
            test_status: Some(TestStatus::Passed),
            test_date: Some(at("08:00")),
            ..status(ImplementationStatus::Implemented)
        };
        assert_eq!(fields(set(tested).await), ["test_status", "test_date"]);
        let grouped = NewStatus {
            group: Some(assessment.group.id.clone()),
            ..status(ImplementationStatus::Implemented)
        };
        assert_eq!(fields(set(grouped).await), ["group"]);

        house.advance(1);
        let out = set(status(ImplementationStatus::OutOfScope)).await.unwrap();
        assert_eq!(out.summary.test_status, TestStatus::OutOfScope);
        assert_eq!(out.summary.points.achievable, 0);
        // 9 of 12, and two checks less in the coverage.
        let score = percentage().await;
        assert_eq!((score.percentage_tenths, score.coverage.all), (Some(750), 2));
        house.advance(1);
        let back = set(status(ImplementationStatus::Implemented)).await.unwrap();
        assert_eq!(back.summary.test_status, TestStatus::PartiallyTested);
        assert_eq!(percentage().await.coverage.all, 4);
        let past = ActionQuestion { as_of: Some(at("09:01")), ..Default::default() };
        let past = house.engine.action(&house.ada, &action, &past).await.unwrap();
        assert_eq!(past.summary.implementation_status, ImplementationStatus::OutOfScope);
    }
}

#[tokio::test]
async fn a_manual_status_follows_the_rules_and_keeps_its_history() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let group = house.assess_all("Baseline").await.summary.group.id;
        let other = house.assess_all("Other").await.summary.group.id;
        let action: ActionId = given("example.rules");
        let set = async |new| house.engine.set_status(&house.ada, &action, new).await;
        let in_group = |implementation| NewStatus { group: Some(group.clone()), ..status(implementation) };
        use ImplementationStatus::{Implemented, NotImplemented, Planned};

        assert_eq!(fields(set(status(Planned)).await), ["group"]);
        assert_eq!(fields(set(NewStatus { group: Some(nobody()), ..status(Planned) }).await), ["group"]);
        let passed = Some(TestStatus::Passed);
        let untested = NewStatus { test_status: passed, ..in_group(Planned) };
        assert_eq!(fields(set(untested).await), ["test_status"]);
        let dated = NewStatus { implementation_date: Some(at("07:00")), ..in_group(NotImplemented) };
        assert_eq!(fields(set(dated).await), ["implementation_date"]);
        let automatic = NewStatus { test_status: Some(TestStatus::ToBeDetected), ..in_group(Implemented) };
        assert_eq!(fields(set(automatic).await), ["test_status"]);
        let tomorrow = Some(house.clock.now().plus(Duration::from_secs(24 * 60 * 60)));
        let ahead = NewStatus {
            implementation_date: tomorrow,
            test_status: passed,
            test_date: tomorrow,
            ..in_group(Implemented)
        };
        assert_eq!(fields(set(ahead).await), ["implementation_date", "test_date"]);
        for notes in ["x".repeat(10_001), "a\u{0}b".into(), "\u{1b}[1m".into()] {
            let noted = NewStatus { notes: Some(notes), ..in_group(Implemented) };
            assert_eq!(fields(set(noted).await), ["notes"]);
        }
        // An action that the group's assessments do not have.
        let elsewhere =
            house.engine.set_status(&house.ada, &given("by-hand.schedule"), in_group(Planned)).await;
        assert_eq!(fields(elsewhere), ["group"]);
        let reader = house.reader().await;
        let refused = house.engine.set_status(&reader, &action, in_group(Planned)).await;
        assert!(matches!(refused, Err(Error::Forbidden { .. })));
        assert_eq!(house.engine.status_history(&house.ada, &action, Some(&group)).await.unwrap(), []);

        house.advance(1);
        let notes = format!("Zoë’s page\n{}", "é".repeat(9_000));
        set(NewStatus { notes: Some(notes.clone()), ..in_group(Planned) }).await.unwrap();
        house.advance(1);
        let done = NewStatus {
            implementation_date: Some(at("07:00")),
            test_status: passed,
            test_date: Some(at("08:00")),
            ..in_group(Implemented)
        };
        let shown = set(done.clone()).await.unwrap();
        assert_eq!(
            (shown.summary.test_status, shown.summary.points.achieved_thousandths),
            (TestStatus::Passed, 3_000)
        );
        assert_eq!(
            (shown.notes.as_str(), shown.test_date),
            (notes.as_str(), Some(at("08:00"))),
            "notes stay"
        );
        // The same again is no change.
        house.advance(1);
        set(done).await.unwrap();
        // The other group has a status of its own.
        let asked = ActionQuestion { group: Some(other), ..Default::default() };
        let other = house.engine.action(&house.ada, &action, &asked).await.unwrap();
        assert_eq!(other.summary.test_status, TestStatus::None);

        let history = house.engine.status_history(&reader, &action, Some(&group)).await.unwrap();
        let lines: Vec<_> = history
            .iter()
            .map(|entry| (entry.by.as_str(), entry.implementation_status, entry.test_status, entry.closed_at))
            .collect();
        let expected = [
            ("Ada", Implemented, TestStatus::Passed, None),
            ("Ada", Planned, TestStatus::None, Some(at("08:02"))),
        ];
        assert_eq!(lines, expected);
        let leaves = house.leaves().await;
        assert_eq!(leaves.iter().filter(|(kind, _)| kind == "status.set").count(), 2);
        assert!(leaves.iter().all(|(_, body)| !body.contains("Zoë")));
        // Which group, when several have it, must be said.
        assert_eq!(fields(house.engine.status_history(&house.ada, &action, None).await), ["group"]);
    }
}

/// Who implements does not test, and who tests does not implement.
#[tokio::test]
async fn implementing_and_testing_take_different_roles() {
    for db in TestDb::ALL {
        let (house, ..) = House::with_east_and_west(db).await;
        let group = house.assess_all("Baseline").await.summary.group.id;
        let action: ActionId = given("example.rules");
        let cora = house.of_role("Cora", Role::ComplianceManagerContribution).await;
        let asta = house.of_role("Asta", Role::ComplianceManagerAssessor).await;
        let implemented =
            NewStatus { group: Some(group.clone()), ..status(ImplementationStatus::Implemented) };
        let passed = NewTest {
            group: Some(group.clone()),
            test_status: Some(TestStatus::Passed),
            test_date: None,
            notes: Some("Seen with my own eyes.".into()),
        };
        let refused = |result: Result<engine::workbench::ActionView, Error>| {
            assert!(matches!(result, Err(Error::Forbidden { .. })), "{db:?}");
        };
        refused(house.engine.set_status(&asta, &action, implemented.clone()).await);
        refused(house.engine.set_test(&cora, &action, passed.clone()).await);
        for tested in [
            NewStatus { test_status: Some(TestStatus::Passed), ..implemented.clone() },
            NewStatus { test_date: Some(at("08:00")), ..implemented.clone() },
            NewStatus { notes: Some("Passed, I say.".into()), ..implemented.clone() },
        ] {
            refused(house.engine.set_status(&cora, &action, tested).await);
        }
        // An action that is not in place has not passed.
        assert_eq!(fields(house.engine.set_test(&asta, &action, passed.clone()).await), ["test_status"]);
        house.engine.set_status(&cora, &action, implemented.clone()).await.unwrap();
        let tested = house.engine.set_test(&asta, &action, passed).await.unwrap();
        assert_eq!(tested.summary.implementation_status, ImplementationStatus::Implemented, "{db:?}");
        assert_eq!(tested.notes, "Seen with my own eyes.");
        // What stays is not said again: who implements may send it along.
        let along = NewStatus {
            implementation_date: Some(at("08:00")),
            test_status: Some(TestStatus::Passed),
            notes: Some(tested.notes.clone()),
            ..implemented
        };
        house.engine.set_status(&cora, &action, along).await.unwrap();
    }
}

#[tokio::test]
async fn what_was_tested_before_an_instance_was_connected_passes_nothing_there() {
    for db in TestDb::ALL {
        let (house, east, west) = House::with_east_and_west(db).await;
        house.assess_all("Baseline").await;
        let action: ActionId = given("zoom.chat");
        let asked = ActionQuestion::default();
        let credits = async || {
            let view = house.engine.action(&house.ada, &action, &asked).await.unwrap();
            let mut lines: Vec<_> =
                view.results.iter().map(|line| (line.instance.name.clone(), line.verdict)).collect();
            lines.sort_by(|a: &(String, Verdict), b| a.0.cmp(&b.0));
            (view.summary.test_status, lines)
        };
        let passed =
            || NewTest { group: None, test_status: Some(TestStatus::Passed), test_date: None, notes: None };
        use Verdict::{Passed, ToBeDetected};
        let east_and_west = |of_east, of_west| vec![("East".into(), of_east), ("West".into(), of_west)];

        // East does not show its chat any more: somebody looks.
        house.advance(1);
        house.read(&east, json!(true), Value::Null).await;
        house.advance(1);
        house
            .engine
            .set_status(&house.ada, &action, status(ImplementationStatus::Implemented))
            .await
            .unwrap();
        house.engine.set_test(&house.ada, &action, passed()).await.unwrap();
        assert_eq!(credits().await, (TestStatus::Passed, east_and_west(Passed, Passed)), "{db:?}");

        // West neither, since: nobody looked there.
        house.advance(1);
        house.read(&west, json!(true), Value::Null).await;
        assert_eq!(credits().await, (TestStatus::PartiallyTested, east_and_west(Passed, ToBeDetected)));
        // What else is said of the action is no test; to say the same of it again is one.
        house.advance(1);
        let dated =
            NewStatus { implementation_date: Some(at("08:00")), ..status(ImplementationStatus::Implemented) };
        house.engine.set_status(&house.ada, &action, dated).await.unwrap();
        assert_eq!(credits().await.1, east_and_west(Passed, ToBeDetected));
        house.engine.set_test(&house.ada, &action, passed()).await.unwrap();
        assert_eq!(credits().await, (TestStatus::Passed, east_and_west(Passed, Passed)));
        // Shown again and then not: what is true of it now nobody has seen.
        house.advance(1);
        house.read(&east, json!(true), json!(false)).await;
        house.advance(1);
        house.read(&east, json!(true), Value::Null).await;
        assert_eq!(credits().await.1, east_and_west(ToBeDetected, Passed));
    }
}

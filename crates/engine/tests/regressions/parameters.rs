//! What an instance sets in place of a default: judged by at once, no longer than it was meant to be, and the past
//! shows what was in force then.

use crate::{
    catalog::check,
    house::*,
    service::{Answer, Service},
};
use assure::SourceFile;
use engine::{
    Error,
    workbench::{ActionQuestion, CheckResultView, NewParameter, ParameterFilter, ParameterView},
};
use model::{Clock, Time, Verdict};
use serde_json::{Value, json};
use store::testing::TestDb;

fn kept_for() -> SourceFile {
    check(
        "kept-for",
        "b",
        "reads:\n  days: { at: \"b#/days\", type: int }\n\
         parameters:\n  longest: { type: int, default: 90, source: Our own }\n\
         pass: days <= longest\nexamples: { pass: [{ days: 90 }], fail: [{ days: 91 }] }",
    )
}

async fn house(db: TestDb) -> House {
    let service = Service::new();
    service.will("b", Answer::Gives(json!({ "on": true, "days": 120 })));
    House::with(db, &[kept_for()], service).await
}

fn value(value: Value, until: Option<Time>) -> NewParameter {
    NewParameter { value, why: " The records schedule says so. ".into(), until }
}

impl House {
    async fn set(&self, new: NewParameter) -> Result<ParameterView, Error> {
        let check = "kept-for".parse().unwrap();
        self.node.engine.set_parameter(&self.ada, &self.instance, &check, "longest", new).await
    }

    async fn longest(&self) -> ParameterView {
        let filter = ParameterFilter { check: Some("kept-for".parse().unwrap()), as_of: None };
        let mut all = self.node.engine.parameters(&self.ada, &self.instance, &filter).await.unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    /// The check as the action's page shows it.
    async fn result(&self, as_of: Option<Time>) -> CheckResultView {
        let asked = ActionQuestion { as_of, ..Default::default() };
        let action = self.node.engine.action(&self.ada, &"b".parse().unwrap(), &asked).await.unwrap();
        let mut checks = action.results[0].checks.clone();
        checks.retain(|result| result.check.id.as_str() == "kept-for");
        checks.remove(0)
    }

    async fn verdicts(&self) -> Vec<Verdict> {
        self.history("kept-for").await.into_iter().map(|interval| interval.verdict).collect()
    }
}

#[tokio::test]
async fn a_value_is_judged_by_at_once_and_the_past_keeps_its_own() {
    for db in TestDb::ALL {
        let mut house = house(db).await;
        assert_eq!(house.result(None).await.verdict, Verdict::Failed);
        // Nobody works: what is set is judged where it is set.
        house.node.rest().await;
        let before = house.node.clock.now();
        house.advance(MINUTE);
        let set = house.set(value(json!(365), None)).await.unwrap();
        assert_eq!((&set.value, &set.default, set.source.as_str()), (&json!(365), &json!(90), "Our own"));
        let said = set.set.expect("it is set");
        assert_eq!((said.by.as_str(), said.why.as_str()), ("Ada", "The records schedule says so."));
        assert!(said.in_force);
        let result = house.result(None).await;
        assert_eq!((result.verdict, &result.parameters[0].value), (Verdict::Passed, &json!(365)));
        assert_eq!(house.verdicts().await, [Verdict::Passed, Verdict::Failed]);
        // The same again is nothing new.
        house.set(value(json!(365), None)).await.unwrap();
        assert_eq!(house.verdicts().await.len(), 2);
        // Another value with the same verdict is another interval: it is another outcome.
        house.advance(MINUTE);
        house.set(value(json!(180), None)).await.unwrap();
        assert_eq!(house.verdicts().await, [Verdict::Passed, Verdict::Passed, Verdict::Failed]);

        let told = house.told_why("kept-for").await;
        let changed = "A parameter was changed: longest from";
        assert_eq!(
            told,
            [format!("{changed} 365 to 180 by Ada."), format!("{changed} 90 to 365 by Ada."), String::new()]
        );
        let judged_by: Vec<_> = house.history("kept-for").await;
        let judged_by: Vec<_> = judged_by.iter().map(|one| &one.parameters[0]).collect();
        let values: Vec<_> = judged_by.iter().map(|one| &one.value).collect();
        assert_eq!(values, [&json!(180), &json!(365), &json!(90)]);
        let set = judged_by[1].set.as_ref().expect("it was set");
        assert_eq!((set.by.as_str(), set.why.as_str()), ("Ada", "The records schedule says so."));
        assert_eq!(judged_by[2].set, None, "it was the default");

        let past = house.result(Some(before)).await;
        assert_eq!((past.verdict, &past.parameters[0].value), (Verdict::Failed, &json!(90)));
        assert_eq!(past.parameters[0].set, None);

        house.advance(MINUTE);
        let engine = &house.node.engine;
        let check = "kept-for".parse().unwrap();
        let reset = engine.reset_parameter(&house.ada, &house.instance, &check, "longest").await.unwrap();
        assert_eq!((reset.value, reset.set), (json!(90), None));
        assert_eq!(house.result(None).await.verdict, Verdict::Failed);
        let history = engine.parameter_history(&house.ada, &house.instance, &check, "longest").await.unwrap();
        let told: Vec<_> =
            history.iter().map(|one| (one.value.clone(), one.closed_by.clone(), one.in_force)).collect();
        let by_ada = |value: i64| (json!(value), Some("Ada".to_owned()), false);
        assert_eq!(told, [by_ada(180), by_ada(365)]);
        let why = house.told_why("kept-for").await.remove(0);
        assert_eq!(why, "A parameter was changed: longest from 180 to 90, its default, by Ada.");
    }
}

#[tokio::test]
async fn a_value_counts_no_longer_than_it_was_meant_to() {
    for db in TestDb::ALL {
        let mut house = house(db).await;
        let until = house.node.clock.now().plus(HOUR);
        house.set(value(json!(365), Some(until))).await.unwrap();
        house.settled().await;
        let result = house.result(None).await;
        assert_eq!(result.verdict, Verdict::Passed);
        assert!(result.proven_until.is_some_and(|proven| proven < until), "{:?}", result.proven_until);

        // Nobody works at that moment: the verdict does not outlive the value.
        house.node.rest().await;
        house.node.clock.set(until.minus(SECOND));
        assert_eq!(house.result(None).await.verdict, Verdict::Passed);
        house.node.clock.set(until);
        let late = house.result(None).await;
        assert_eq!(late.verdict, Verdict::Undetected);
        assert_eq!(late.parameters[0].value, json!(90), "the default counts again");
        let shown = house.longest().await;
        assert_eq!((shown.value, shown.set.map(|set| set.in_force)), (json!(90), Some(false)));

        // Somebody works again, and the default is judged by.
        house.node.work();
        house.settled().await;
        assert_eq!(house.result(None).await.verdict, Verdict::Failed);
        let why = house.told_why("kept-for").await.remove(0);
        assert_eq!(why, "What was set for longest expired: 365 became 90, its default.");
        let just_before = house.result(Some(until.minus(SECOND))).await;
        assert_eq!((just_before.verdict, &just_before.parameters[0].value), (Verdict::Passed, &json!(365)));
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_at_the_field() {
    let house = house(TestDb::Sqlite).await;
    let now = house.node.clock.now();
    let problems = async |new: NewParameter| match house.set(new).await {
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|problem| (problem.field, problem.message)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let all = NewParameter { value: json!("365"), why: "  ".into(), until: Some(now) };
    let fields: Vec<_> = problems(all).await.into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["value", "why", "until"]);
    let told = problems(value(json!("365"), None)).await;
    assert_eq!(told[0].1, "This is the text “365”; give a whole number, as in 90.");
    assert!(problems(value(json!(1.5), None)).await[0].1.contains("a whole number"));
    assert!(problems(value(json!(1_u64 << 60), None)).await[0].1.contains("9007199254740991"));

    let engine = &house.node.engine;
    for (check, name) in [("kept-for", "shortest"), ("a-on", "longest"), ("no-such", "longest")] {
        let check = check.parse().unwrap();
        let set =
            engine.set_parameter(&house.ada, &house.instance, &check, name, value(json!(1), None)).await;
        assert!(matches!(set, Err(Error::NotFound { .. })), "{check} {name}: {set:?}");
    }
    assert_eq!(house.longest().await.set, None, "nothing was set");
}

/// Whoever is first: in the end the verdict is that of the newest reading under the newest value.
#[tokio::test]
async fn a_reading_and_a_value_that_come_at_once_are_both_judged() {
    for db in TestDb::ALL {
        let house = house(db).await;
        for round in 0..6 {
            let (days, longest) = (100 + round * 50, 100 + (5 - round) * 50);
            house.service.will("b", Answer::Gives(json!({ "on": true, "days": days })));
            let refresh = house.node.engine.refresh_now(&house.ada, &house.instance);
            let (refreshed, set) = tokio::join!(refresh, house.set(value(json!(longest), None)));
            refreshed.unwrap();
            set.unwrap();
            house.settled().await;
            let expected = if days <= longest { Verdict::Passed } else { Verdict::Failed };
            assert_eq!(house.result(None).await.verdict, expected, "{days} days under {longest}");
            house.advance(MINUTE);
        }
    }
}

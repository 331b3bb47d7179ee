//! A check gets another id: its history, what instances set for it, and its alerts go on with it.

use crate::{
    catalog::check,
    house::*,
    service::{Answer, Service},
};
use assure::SourceFile;
use engine::workbench::{
    AcceptedUpdate, NewParameter, PackUpdateSummary, ParameterFilter, ParameterView, UpdateAcceptance,
};
use model::{AlertStatus, CheckId, Clock, Verdict};
use serde_json::json;
use store::testing::TestDb;

const BODY: &str = "reads:\n  days: { at: \"b#/days\", type: int }\n\
                    parameters:\n  longest: { type: int, default: 90, source: Our own }\n\
                    pass: days <= longest\nexamples: { pass: [{ days: 90 }], fail: [{ days: 91 }] }";

fn called(id: &str, before: &str) -> SourceFile {
    check(id, "b", &format!("aliases: [{before}]\n{BODY}"))
}

fn id(text: &str) -> CheckId {
    text.parse().unwrap()
}

impl House {
    async fn accept_all(&self) -> Vec<PackUpdateSummary> {
        let waiting = self.node.engine.pack_updates(&self.ada).await.unwrap();
        let update = |one: &PackUpdateSummary| AcceptedUpdate {
            check: one.check.clone(),
            hash: one.offered.as_ref().map(|file| file.hash.clone()),
        };
        let acceptance = UpdateAcceptance { updates: waiting.iter().map(update).collect() };
        self.node.engine.accept_pack_updates(&self.ada, &acceptance).await.unwrap();
        waiting
    }

    async fn set_longest(&self, check: &str, days: u32) {
        let new = NewParameter { value: json!(days), why: "The records schedule.".into(), until: None };
        let engine = &self.node.engine;
        engine.set_parameter(&self.ada, &self.instance, &id(check), "longest", new).await.unwrap();
    }

    async fn longest_of(&self, check: &str) -> ParameterView {
        let filter = ParameterFilter { check: Some(id(check)), as_of: None };
        self.node.engine.parameters(&self.ada, &self.instance, &filter).await.unwrap().remove(0)
    }

    async fn alerts(&self, status: AlertStatus) -> usize {
        self.node.engine.alerts(&self.ada, Some(status)).await.unwrap().len()
    }

    async fn kept(&self, days: u32) {
        self.service.will("b", Answer::Gives(json!({ "on": true, "days": days })));
        self.refresh().await;
        self.advance(HOUR * 2);
    }
}

#[tokio::test]
async fn what_was_set_under_the_id_before_counts_for_the_new_one() {
    for db in TestDb::ALL {
        let service = Service::new();
        service.will("b", Answer::Gives(json!({ "on": true, "days": 120 })));
        let mut house = House::with(db, &[check("old", "b", BODY)], service).await;
        house.set_longest("old", 365).await;
        let with_old = house.node.clock.now();
        house.advance(MINUTE);

        house.upgrade(&[called("new", "old")]).await;
        let view = house.node.engine.pack_update(&house.ada, &id("new")).await.unwrap();
        let after: Vec<_> = view.verdicts.iter().filter_map(|line| line.after.as_ref()).collect();
        assert_eq!(after.iter().map(|after| after.verdict).collect::<Vec<_>>(), [Verdict::Passed]);
        assert_eq!(house.accept_all().await.len(), 1);
        let passed = (Verdict::Passed, "new");
        let history = async || -> Vec<(Verdict, String)> {
            let all = house.history("new").await;
            all.into_iter().map(|one| (one.verdict, one.check.to_string())).collect()
        };
        let told = |lines: &[(Verdict, &str)]| -> Vec<(Verdict, String)> {
            lines.iter().map(|(verdict, check)| (*verdict, (*check).to_owned())).collect()
        };
        let before = [(Verdict::Passed, "old"), (Verdict::Failed, "old")];
        assert_eq!(history().await, told(&[passed, before[0], before[1]]));
        let open = house.history("old").await.iter().filter(|one| one.closed_at.is_none()).count();
        assert_eq!(open, 1, "what stood under the id before ended");
        assert!(house.told_why("new").await[0].contains("renamed from “old” to “new”"));
        assert_eq!(house.history("new").await[0].parameters[0].set.as_ref().unwrap().by, "Ada");
        for asked in ["new", "old"] {
            let shown = house.longest_of(asked).await;
            assert_eq!(
                (shown.check, shown.value, shown.set.map(|set| set.in_force)),
                (id("new"), json!(365), Some(true))
            );
        }

        // The same again is nothing new; another value takes its place, and the default that of both.
        house.set_longest("new", 365).await;
        house.advance(MINUTE);
        house.set_longest("new", 100).await;
        assert_eq!(history().await[0].0, Verdict::Failed);
        assert_eq!(house.longest_of("new").await.value, json!(100));
        let engine = &house.node.engine;
        let set = engine.parameter_history(&house.ada, &house.instance, &id("new"), "longest").await.unwrap();
        let told: Vec<_> = set.iter().map(|one| (one.value.clone(), one.closed_at.is_some())).collect();
        assert_eq!(told, [(json!(100), false), (json!(365), true)]);
        house.advance(MINUTE);
        engine.reset_parameter(&house.ada, &house.instance, &id("old"), "longest").await.unwrap();
        assert_eq!(house.longest_of("new").await.set, None);

        let filter = ParameterFilter { check: Some(id("old")), as_of: Some(with_old) };
        let then = engine.parameters(&house.ada, &house.instance, &filter).await.unwrap().remove(0);
        assert_eq!((then.check, then.value), (id("old"), json!(365)));
    }
}

#[tokio::test]
async fn a_value_is_set_back_under_the_new_id_and_the_id_may_return() {
    let service = Service::new();
    service.will("b", Answer::Gives(json!({ "on": true, "days": 120 })));
    let mut house = House::with(TestDb::Sqlite, &[check("old", "b", BODY)], service).await;
    house.set_longest("old", 365).await;
    house.advance(MINUTE);
    house.upgrade(&[called("new", "old")]).await;
    house.accept_all().await;
    house.advance(MINUTE);
    let engine = &house.node.engine;
    engine.reset_parameter(&house.ada, &house.instance, &id("new"), "longest").await.unwrap();
    assert_eq!(house.history("new").await[0].verdict, Verdict::Failed, "the value before shines not through");
    house.advance(MINUTE);
    house.upgrade(&[called("old", "new")]).await;
    house.accept_all().await;
    let ids: Vec<_> = house.history("old").await.into_iter().map(|one| one.check.to_string()).collect();
    assert_eq!(ids, ["old", "new", "new", "old", "old"]);
}

#[tokio::test]
async fn an_alert_that_was_raised_under_the_id_before_ends_when_the_check_passes() {
    let mut house = House::with(TestDb::Sqlite, &[check("old", "b", BODY)], Service::new()).await;
    house.kept(30).await;
    house.kept(120).await;
    assert_eq!(house.alerts(AlertStatus::Active).await, 1);
    house.upgrade(&[called("new", "old")]).await;
    house.accept_all().await;
    assert_eq!(house.alerts(AlertStatus::Active).await, 1);
    house.advance(HOUR * 2);
    house.kept(30).await;
    assert_eq!(house.history("new").await[0].verdict, Verdict::Passed);
    assert_eq!(house.alerts(AlertStatus::Active).await, 0);
    assert_eq!(house.alerts(AlertStatus::Resolved).await, 1);
    // And what fails again had passed before, whatever it was called.
    house.kept(120).await;
    assert_eq!(house.alerts(AlertStatus::Active).await, 1);
}

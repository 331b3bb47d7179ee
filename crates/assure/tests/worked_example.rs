//! The worked examples of the docs page *How scores are made*, computed exactly. The last of them, two
//! assessments in two groups, is in `score.rs`.

mod score_support;

use assure::{
    score::{AssessmentStatus, ControlStatus, Coverage, Points, assessment, organisation},
    status::{fold_action, fold_instance},
};
use model::{ActionKind, ImplementationStatus, Severity, TestStatus, Verdict};
use score_support::*;

const EAST: u32 = 1;
const WEST: u32 = 2;

/// T1 = 27 and T2 = 9, technical; N1 = 3, documentation and passed. T1 passed on east and could not be read
/// on west; T2 passed on both.
fn with<T>(then: impl FnOnce(&assure::score::Facts<'_>) -> T) -> T {
    let catalog = catalog(
        &[
            action("t1", ActionKind::Technical, 27),
            action("t2", ActionKind::Technical, 9),
            action("n1", ActionKind::Documentation, 3),
        ],
        &[regulation("example", &[&["t1", "t2"], &["n1"], &["t1"]])],
    );
    let mut facts = facts(
        &catalog,
        &[
            ("t1", EAST, Verdict::Passed),
            ("t1", WEST, Verdict::Undetected),
            ("t2", EAST, Verdict::Passed),
            ("t2", WEST, Verdict::Passed),
        ],
    );
    set(&mut facts, Some(group(1)), "n1", ImplementationStatus::Implemented, TestStatus::Passed);
    then(&facts)
}

#[test]
fn with_east_and_west_it_is_25_5_of_39() {
    with(|facts| {
        let result = assessment(facts, &scope(1, 1, "example", &[EAST, WEST]));
        assert_eq!(result.score.points, Points { achieved_thousandths: 25_500, achievable: 39 });
        assert_eq!(result.score.percentage_tenths, Some(653));
        assert_eq!(result.score.coverage, Coverage { decided: 3, all: 4, percentage_tenths: Some(750) });
        let t1 = &result.actions[&id("t1")];
        assert_eq!(t1.status, TestStatus::PartiallyTested);
        assert_eq!(t1.points, Points { achieved_thousandths: 13_500, achievable: 27 });
        assert_eq!(t1.note.as_deref(), Some("1 of 2 instances could not be detected"));
        assert_eq!(t1.worst, Some(Verdict::Undetected));
        let t2 = &result.actions[&id("t2")];
        assert_eq!((t2.status, t2.points), (TestStatus::Passed, Points::whole(9)));
        assert_eq!(result.actions[&id("n1")].points, Points::whole(3));
        // t1 counts once although two controls refer to it; each control shows it.
        let controls: Vec<_> = result.families[0].controls.iter().map(|c| (c.status, c.points)).collect();
        let half = Points { achieved_thousandths: 13_500, achievable: 27 };
        assert_eq!(
            controls,
            [
                (ControlStatus::InProgress, half + Points::whole(9)),
                (ControlStatus::Passed, Points::whole(3)),
                (ControlStatus::InProgress, half),
            ]
        );
        assert_eq!(result.status, AssessmentStatus::InProgress);
        assert_eq!(result.failed_instances, 0);
    });
}

#[test]
fn per_instance_and_per_service_only_technical_points_count() {
    with(|facts| {
        let result = assessment(facts, &scope(1, 1, "example", &[EAST, WEST]));
        let of = |n: usize| (result.instances[n].score.points, result.instances[n].score.percentage_tenths);
        assert_eq!(of(0), (Points::whole(36), Some(1000)));
        assert_eq!(of(1), (Points { achieved_thousandths: 9_000, achievable: 36 }, Some(250)));
        assert_eq!(result.instances[1].score.coverage, Coverage::new(1, 2));
        assert_eq!(result.services.len(), 1);
        let service = &result.services[0].score;
        assert_eq!(service.points, Points { achieved_thousandths: 22_500, achievable: 36 });
        assert_eq!((service.percentage_tenths, service.coverage), (Some(625), Coverage::new(3, 4)));
    });
}

#[test]
fn without_west_it_is_39_of_39() {
    with(|facts| {
        let result = assessment(facts, &scope(1, 1, "example", &[EAST]));
        assert_eq!(result.score.points, Points::whole(39));
        assert_eq!(result.score.percentage_tenths, Some(1000));
        assert_eq!(result.score.coverage, Coverage { decided: 2, all: 2, percentage_tenths: Some(1000) });
        assert_eq!(result.status, AssessmentStatus::Complete);
    });
}

#[test]
fn an_assessment_that_is_the_only_one_is_the_organisation() {
    with(|facts| {
        let scopes = [scope(1, 1, "example", &[EAST, WEST])];
        let whole = organisation(facts, &scopes);
        assert_eq!(whole.score, assessment(facts, &scopes[0]).score);
    });
}

#[test]
fn thirds() {
    let catalog = catalog(&[action("a", ActionKind::Technical, 1)], &[regulation("r", &[&["a"]])]);
    let all = [1, 2, 3];
    for (passed, achieved_thousandths, tenths) in [(1, 333, 333), (2, 666, 666), (3, 1_000, 1_000)] {
        let on = |n: u32| if n <= passed { Verdict::Passed } else { Verdict::Failed };
        let facts = facts(&catalog, &all.map(|n| ("a", n, on(n))));
        let score = assessment(&facts, &scope(1, 1, "r", &all)).score;
        assert_eq!(score.points, Points { achieved_thousandths, achievable: 1 });
        assert_eq!(score.percentage_tenths, Some(tenths));
    }
    let partly = fold_instance(&[standing_of(Verdict::PartiallyPassed, credit(1, 3))]);
    let result = fold_action(27, ImplementationStatus::Implemented, vec![(instance(1), partly)]);
    assert_eq!(result.points, Points { achieved_thousandths: 9_000, achievable: 27 });
}

#[test]
fn worst_first() {
    let mut catalog = catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"]])]);
    let mut second = simple_check("a-too");
    second.action = id("a");
    catalog.checks.insert(second.id.clone(), second);
    let mut facts = facts(
        &catalog,
        &[("a", 1, Verdict::Passed), ("a", 2, Verdict::Passed), ("a-too", 2, Verdict::Passed)],
    );
    facts.standings.to_mut().entry(instance(1)).or_default().insert(id("a-too"), failed(Severity::Medium));

    let alone = assessment(&facts, &scope(1, 1, "r", &[1]));
    let a = &alone.actions[&id("a")];
    assert_eq!((a.status, a.points.achieved_thousandths), (TestStatus::FailedMediumRisk, 0));
    assert_eq!(alone.families[0].controls[0].status, ControlStatus::Failed);
    assert_eq!(alone.status, AssessmentStatus::Incomplete);

    let both = assessment(&facts, &scope(1, 1, "r", &[1, 2]));
    let a = &both.actions[&id("a")];
    assert_eq!((a.status, a.points.achieved_thousandths), (TestStatus::PartiallyTested, 4_500));
    assert_eq!(a.note.as_deref(), Some("1 of 2 instances failed"));
    let control = &both.families[0].controls[0];
    assert_eq!((control.status, control.failed_instances), (ControlStatus::InProgress, 1));
    assert_eq!(both.score.coverage, Coverage::new(4, 4));
}

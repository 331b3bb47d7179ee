//! The worked example of the docs page *How scores are made*, computed exactly.

mod score_support;

use assure::score::{AssessmentStatus, ControlStatus, Coverage, Points, assessment, organisation};
use model::{ActionKind, ImplementationStatus, TestStatus, Verdict};
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

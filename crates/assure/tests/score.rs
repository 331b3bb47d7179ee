//! Points, controls, assessments and the organisation, by hand.

mod score_support;

use assure::score::{
    AssessmentStatus, ControlStatus, Coverage, Points, assessment, assessment_status, control_status,
    organisation, points_achieved,
};
use model::{ActionKind, Credit, ImplementationStatus as Implementation, Severity, TestStatus, Verdict};
use score_support::*;

use Verdict::{Failed as F, NotApplicable as N, Passed as P, ToBeDetected as T, Undetected as U};

#[test]
fn points_are_rounded_down_once_at_the_end() {
    let check = |points: u32, credits: &[(u16, u16)], expect: u64| {
        let credits = credits.iter().map(|c| credit(c.0, c.1));
        assert_eq!(points_achieved(points, credits), expect);
    };
    check(27, &[], 0);
    check(27, &[(1, 1)], 27_000);
    check(27, &[(1, 2)], 13_500);
    check(27, &[(1, 3)], 9_000);
    check(1, &[(1, 3)], 333);
    check(1, &[(1, 1), (0, 1), (0, 1)], 333);
    check(1, &[(1, 1), (1, 1), (0, 1)], 666);
    // A third thrice is one: nothing is lost on the way.
    check(1, &[(1, 3), (1, 3), (1, 3)], 333);
    check(3, &[(1, 3), (1, 3), (1, 3)], 1_000);
    check(1, &[(1, 2), (1, 3), (1, 6)], 333);
    check(99, &[(999, 1000), (998, 999)], 98_900);
    check(7, &[(1, 7), (1, 11), (1, 13)], 724);
}

#[test]
fn percentages_are_rounded_down_and_100_only_when_exact() {
    let check = |achieved_thousandths: u64, achievable: u32, expect: Option<u32>| {
        assert_eq!(Points { achieved_thousandths, achievable }.percentage_tenths(), expect);
    };
    check(25_500, 39, Some(653));
    check(39_000, 39, Some(1000));
    check(38_999, 39, Some(999));
    check(9_999_999, 10_000, Some(999));
    check(0, 39, Some(0));
    check(1, 39, Some(0));
    check(0, 0, None);
    check(2_000, 3, Some(666));
}

#[test]
fn coverage_leaves_not_applicable_out_of_both() {
    let all: Coverage = Verdict::ALL.into_iter().map(Coverage::of).sum();
    assert_eq!(all, Coverage { decided: 3, all: 5, percentage_tenths: Some(600) });
    assert_eq!(Coverage::new(2, 3).percentage_tenths, Some(666));
    assert_eq!(Coverage::new(999_999, 1_000_000).percentage_tenths, Some(999));
    assert_eq!(Coverage::of(N), Coverage::NONE);
}

#[test]
fn a_controls_status() {
    use TestStatus as S;
    let check = |actions: &[S], expect: ControlStatus| {
        assert_eq!(control_status(actions), expect, "{actions:?}");
    };
    check(&[S::Passed], ControlStatus::Passed);
    check(&[S::Passed, S::Passed], ControlStatus::Passed);
    check(&[S::Passed, S::OutOfScope], ControlStatus::Passed);
    check(&[S::OutOfScope, S::OutOfScope], ControlStatus::OutOfScope);
    for failed in [S::FailedLowRisk, S::FailedMediumRisk, S::FailedHighRisk] {
        check(&[failed], ControlStatus::Failed);
        check(&[S::Passed, failed, S::None, S::OutOfScope], ControlStatus::Failed);
    }
    for untested in [S::None, S::NotAssessed, S::ToBeDetected] {
        check(&[untested], ControlStatus::None);
        check(&[untested, S::None, S::OutOfScope], ControlStatus::None);
        check(&[untested, S::Passed], ControlStatus::InProgress);
    }
    for anything_else in [S::InProgress, S::PartiallyTested, S::CouldNotBeDetected] {
        check(&[anything_else], ControlStatus::InProgress);
        check(&[anything_else, S::Passed], ControlStatus::InProgress);
        check(&[anything_else, S::None], ControlStatus::InProgress);
    }
}

#[test]
fn an_assessments_status() {
    use ControlStatus as C;
    let check = |controls: &[C], expect: AssessmentStatus| {
        assert_eq!(assessment_status(controls), expect, "{controls:?}");
    };
    check(&[C::Passed, C::Passed], AssessmentStatus::Complete);
    check(&[C::Passed, C::OutOfScope], AssessmentStatus::Complete);
    check(&[C::Passed, C::Failed, C::None], AssessmentStatus::Incomplete);
    check(&[C::Failed, C::OutOfScope], AssessmentStatus::Incomplete);
    check(&[C::None, C::None], AssessmentStatus::None);
    check(&[C::None, C::OutOfScope], AssessmentStatus::None);
    check(&[C::OutOfScope], AssessmentStatus::None);
    check(&[], AssessmentStatus::None);
    check(&[C::Passed, C::None], AssessmentStatus::InProgress);
    check(&[C::Passed, C::InProgress], AssessmentStatus::InProgress);
    check(&[C::InProgress, C::None], AssessmentStatus::InProgress);
}

#[test]
fn failed_instances_stand_beside_a_status_that_hides_them() {
    let catalog = catalog(
        &[action("a", ActionKind::Technical, 9), action("b", ActionKind::Technical, 9)],
        &[regulation("r", &[&["a", "b"], &["b"]])],
    );
    let facts =
        facts(&catalog, &[("a", 1, F), ("a", 2, P), ("a", 3, P), ("b", 1, F), ("b", 2, F), ("b", 3, P)]);
    let result = assessment(&facts, &scope(1, 1, "r", &[1, 2, 3]));
    assert_eq!(result.status, AssessmentStatus::InProgress);
    assert_eq!(result.failed_instances, 2);
    assert_eq!(result.families[0].failed_instances, 2);
    let controls: Vec<_> =
        result.families[0].controls.iter().map(|c| (c.status, c.failed_instances)).collect();
    assert_eq!(controls, [(ControlStatus::InProgress, 2), (ControlStatus::InProgress, 2)]);
    let failed: Vec<u32> = result.instances.iter().map(|line| line.failed).collect();
    assert_eq!(failed, [2, 1, 0]);
    // 9 × 2/3 + 9 × 1/3 = 6 + 3 of 18.
    assert_eq!(result.score.points, Points { achieved_thousandths: 9_000, achievable: 18 });
}

#[test]
fn an_instance_is_in_scope_where_its_service_has_a_check() {
    let mut catalog = catalog(
        &[action("both", ActionKind::Technical, 9), action("zoom-only", ActionKind::Technical, 3)],
        &[regulation("r", &[&["both", "zoom-only"]])],
    );
    let mut for_salesforce = simple_check("both-salesforce");
    for_salesforce.service = id("salesforce");
    for_salesforce.action = id("both");
    for_salesforce.severity = Severity::Low;
    catalog.checks.insert(for_salesforce.id.clone(), for_salesforce);
    let facts = facts(&catalog, &[("both", 1, P), ("zoom-only", 1, P), ("both-salesforce", 2, F)]);
    let mut scope = scope(1, 1, "r", &[1]);
    scope.instances.push((instance(2), id("salesforce")));
    let result = assessment(&facts, &scope);
    assert_eq!(result.actions[&id("both")].counts.total, 2);
    assert_eq!(result.actions[&id("zoom-only")].counts.total, 1);
    assert_eq!(result.score.points, Points { achieved_thousandths: 7_500, achievable: 12 });
    assert_eq!(result.score.coverage, Coverage::new(3, 3));
    let services: Vec<_> = result.services.iter().map(|s| (s.service.as_str(), s.score.points)).collect();
    assert_eq!(
        services,
        [("salesforce", Points { achieved_thousandths: 0, achievable: 9 }), ("zoom", Points::whole(12))]
    );
}

#[test]
fn without_instances_technical_actions_wait_in_the_denominator() {
    let catalog = catalog(
        &[action("a", ActionKind::Technical, 9), action("m", ActionKind::Operational, 3)],
        &[regulation("r", &[&["a"], &["m"]])],
    );
    let mut facts = facts(&catalog, &[("a", 1, P)]);
    set(&mut facts, Some(group(1)), "m", Implementation::Implemented, TestStatus::Passed);
    let result = assessment(&facts, &scope(1, 1, "r", &[]));
    assert_eq!(result.actions[&id("a")].status, TestStatus::ToBeDetected);
    assert_eq!(result.score.points, Points { achieved_thousandths: 3_000, achievable: 12 });
    assert_eq!(result.score.percentage_tenths, Some(250));
    assert_eq!(result.score.coverage, Coverage::NONE);
    assert!(result.services.is_empty() && result.instances.is_empty());
}

#[test]
fn no_achievable_points_is_no_percentage() {
    let catalog = catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"]])]);
    let mut facts = facts(&catalog, &[("a", 1, N)]);
    let scope = scope(1, 1, "r", &[1]);
    let by_proof = assessment(&facts, &scope);
    assert_eq!((by_proof.score.points, by_proof.score.percentage_tenths), (Points::NONE, None));
    assert_eq!(by_proof.families[0].controls[0].status, ControlStatus::OutOfScope);
    assert_eq!(by_proof.status, AssessmentStatus::None);
    facts.standings.to_mut().entry(instance(1)).or_default().insert(id("a"), standing(F));
    set(&mut facts, None, "a", Implementation::OutOfScope, TestStatus::None);
    let by_person = assessment(&facts, &scope);
    assert_eq!(by_person.score, by_proof.score);
    assert_eq!(by_person.failed_instances, 0);
    assert_eq!((by_person.instances[0].failed, by_person.instances[0].score), (0, by_person.score));
    assert_eq!(organisation(&facts, &[]).score.percentage_tenths, None);
}

#[test]
fn a_check_without_a_standing_is_to_be_detected() {
    let catalog = catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"]])]);
    let facts = facts(&catalog, &[("a", 1, P)]);
    let result = assessment(&facts, &scope(1, 1, "r", &[1, 2]));
    let a = &result.actions[&id("a")];
    assert_eq!((a.status, a.worst), (TestStatus::PartiallyTested, Some(T)));
    assert_eq!(result.score.coverage, Coverage::new(1, 2));
}

#[test]
fn an_instance_that_is_given_twice_counts_once() {
    let catalog = catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"]])]);
    let facts = facts(&catalog, &[("a", 1, P), ("a", 2, F)]);
    let result = assessment(&facts, &scope(1, 1, "r", &[1, 2, 1, 1]));
    assert_eq!(result.score.points, Points { achieved_thousandths: 4_500, achievable: 9 });
}

#[test]
fn for_the_organisation_a_technical_action_counts_once_over_the_union() {
    let catalog = catalog(
        &[
            action("a", ActionKind::Technical, 27),
            action("b", ActionKind::Technical, 9),
            action("m", ActionKind::Documentation, 3),
        ],
        &[regulation("r", &[&["a", "m"]]), regulation("s", &[&["a", "b", "m"]])],
    );
    let mut facts =
        facts(&catalog, &[("a", 1, P), ("a", 2, U), ("a", 3, F), ("b", 1, P), ("b", 2, P), ("b", 3, F)]);
    set(&mut facts, Some(group(1)), "m", Implementation::Implemented, TestStatus::Passed);
    let scopes = [scope(1, 1, "r", &[1, 2]), scope(2, 2, "s", &[2, 3])];
    let whole = organisation(&facts, &scopes);
    // a over 1, 2, 3: a third of 27; b over 2 and 3 only, since r does not have it: half of 9; m passed in
    // one group of two: 3 of 6.
    assert_eq!(whole.score.points, Points { achieved_thousandths: 9_000 + 4_500 + 3_000, achievable: 42 });
    assert_eq!(whole.score.percentage_tenths, Some(392));
    // a: passed and failed are decided of three; b: both of two.
    assert_eq!(whole.score.coverage, Coverage::new(4, 5));
    let lines: Vec<_> = whole
        .actions
        .iter()
        .map(|line| (line.group.clone(), line.action.as_str(), line.result.status))
        .collect();
    assert_eq!(
        lines,
        [
            (None, "a", TestStatus::PartiallyTested),
            (None, "b", TestStatus::PartiallyTested),
            (Some(group(1)), "m", TestStatus::Passed),
            (Some(group(2)), "m", TestStatus::None),
        ]
    );
    assert_eq!(whole.failed_instances, 1);
    // In each assessment the same action stands over that assessment's instances alone.
    assert_eq!(
        assessment(&facts, &scopes[0]).actions[&id("a")].note.as_deref(),
        Some("1 of 2 instances could not be detected")
    );
    let in_r = assessment(&facts, &scopes[0]).actions[&id("a")].status;
    let in_s = assessment(&facts, &scopes[1]).actions[&id("a")].status;
    assert_eq!((in_r, in_s), (TestStatus::PartiallyTested, TestStatus::FailedHighRisk));
}

#[test]
fn two_assessments_of_one_group_share_its_manual_actions() {
    let catalog = catalog(
        &[action("m", ActionKind::Documentation, 3)],
        &[regulation("r", &[&["m"]]), regulation("s", &[&["m"]])],
    );
    let mut facts = facts(&catalog, &[]);
    set(&mut facts, Some(group(1)), "m", Implementation::Implemented, TestStatus::Passed);
    let scopes = [scope(1, 1, "r", &[]), scope(2, 1, "s", &[])];
    assert_eq!(organisation(&facts, &scopes).score.points, Points::whole(3));
    // Purview's own example: worth 3, five groups, 15 points.
    let five: Vec<_> = (1..=5).map(|n| scope(n, n, "r", &[])).collect();
    for n in 1..=5 {
        set(&mut facts, Some(group(n)), "m", Implementation::Implemented, TestStatus::Passed);
    }
    assert_eq!(organisation(&facts, &five).score.points, Points::whole(15));
}

#[test]
fn out_of_scope_is_the_whole_organisations_or_a_groups() {
    let catalog = catalog(
        &[action("a", ActionKind::Technical, 9), action("m", ActionKind::Operational, 3)],
        &[regulation("r", &[&["a", "m"]])],
    );
    let mut facts = facts(&catalog, &[("a", 1, F)]);
    set(&mut facts, None, "a", Implementation::OutOfScope, TestStatus::None);
    set(&mut facts, Some(group(1)), "m", Implementation::OutOfScope, TestStatus::None);
    let scopes = [scope(1, 1, "r", &[1]), scope(2, 2, "r", &[1])];
    assert_eq!(assessment(&facts, &scopes[0]).score.points.achievable, 0);
    assert_eq!(assessment(&facts, &scopes[1]).score.points.achievable, 3);
    assert_eq!(organisation(&facts, &scopes).score.points.achievable, 3);
    // Said of a technical action in one group only, it is not said.
    facts.manual.clear();
    set(&mut facts, Some(group(1)), "a", Implementation::OutOfScope, TestStatus::OutOfScope);
    assert_eq!(assessment(&facts, &scopes[0]).score.points.achievable, 12);
    // And a test status that a person may not set on it does not count either.
    set(&mut facts, None, "a", Implementation::Implemented, TestStatus::OutOfScope);
    assert_eq!(assessment(&facts, &scopes[0]).actions[&id("a")].status, TestStatus::FailedHighRisk);
}

#[test]
fn the_breakdown_sums_to_the_whole() {
    let mut actions = vec![
        action("a", ActionKind::Technical, 27),
        action("b", ActionKind::Technical, 9),
        action("m", ActionKind::Operational, 3),
    ];
    actions[1].category = "Manage devices".to_owned();
    let catalog = catalog(&actions, &[regulation("r", &[&["a", "b", "m"]])]);
    let facts = facts(&catalog, &[("a", 1, P), ("b", 1, F)]);
    let result = assessment(&facts, &scope(1, 1, "r", &[1]));
    let lines: Vec<_> =
        result.categories.iter().map(|c| (c.category.as_str(), c.score.points, c.actions)).collect();
    let of = |achieved_thousandths, achievable| Points { achieved_thousandths, achievable };
    assert_eq!(lines, [("Manage devices", of(0, 9), 1), ("Protect information", of(27_000, 30), 2)]);
    assert_eq!(result.categories.iter().map(|c| c.score.points).sum::<Points>(), result.score.points);
    assert_eq!(organisation(&facts, &[scope(1, 1, "r", &[1])]).categories, result.categories);
}

#[test]
fn what_is_not_loaded_is_said() {
    let mut catalog =
        catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"], &["b"]])]);
    let empty = scope(2, 1, "gone", &[1]);
    let facts_now = facts(&catalog, &[("a", 1, P)]);
    let result = assessment(&facts_now, &scope(1, 1, "r", &[1]));
    assert_eq!(result.problems, ["the action b is not loaded: it is not scored"]);
    let gone = assessment(&facts_now, &empty);
    assert_eq!(gone.problems, ["the regulation gone is not loaded: nothing of it is scored"]);
    assert_eq!((gone.score.percentage_tenths, gone.status), (None, AssessmentStatus::None));
    let whole = organisation(&facts_now, &[scope(1, 1, "r", &[1]), empty.clone(), empty]);
    assert_eq!(whole.problems, [result.problems.as_slice(), &gone.problems].concat());
    catalog.regulations.clear();
    assert_eq!(organisation(&facts(&catalog, &[]), &[]).problems, [""; 0]);
}

#[test]
fn results_serialise_as_the_api_spells_them() {
    let catalog = catalog(&[action("a", ActionKind::Technical, 9)], &[regulation("r", &[&["a"]])]);
    let result = assessment(&facts(&catalog, &[("a", 1, P)]), &scope(1, 1, "r", &[1]));
    let json = serde_json::to_value(&result).unwrap();
    assert_eq!(json["status"], "complete");
    assert_eq!(
        json["score"],
        serde_json::json!({
            "points": {"achieved_thousandths": 9000, "achievable": 9},
            "percentage_tenths": 1000,
            "coverage": {"decided": 1, "all": 1, "percentage_tenths": 1000},
        })
    );
    assert_eq!(json["families"][0]["controls"][0]["status"], ControlStatus::Passed.as_str());
    assert_eq!(json["status"], AssessmentStatus::Complete.as_str());
    assert_eq!(serde_json::to_value(Credit::HALF).unwrap()["denominator"], 2);
}

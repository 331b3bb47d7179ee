//! What holds of every score, whatever goes in.

mod score_support;

use assure::{
    check::Duration,
    score::{AssessmentScope, Facts, Points, assessment, organisation, points_achieved},
    status::{Standing, fold_action, fold_instance, stand},
};
use model::{
    ActionKind, Credit, ImplementationStatus as Implementation, InstanceId, Severity, TestStatus, Time,
    Verdict,
};
use proptest::{collection::vec, prelude::*, sample::select};
use score_support::*;

const ACTIONS: [(&str, ActionKind, u32); 4] = [
    ("t1", ActionKind::Technical, 27),
    ("t2", ActionKind::Technical, 1),
    ("t3", ActionKind::Technical, 97),
    ("m", ActionKind::Operational, 3),
];
const TECHNICAL: usize = 3;
const INSTANCES: usize = 4;

fn a_credit() -> impl Strategy<Value = Credit> {
    (1u16..=1000).prop_flat_map(|denominator| {
        (0..=denominator).prop_map(move |numerator| credit(numerator, denominator))
    })
}

fn a_standing() -> impl Strategy<Value = Standing> {
    (select(Verdict::ALL.to_vec()), a_credit(), select(Severity::ALL.to_vec())).prop_map(
        |(verdict, granted, severity)| {
            let granted = if verdict == Verdict::PartiallyPassed { granted } else { Credit::NONE };
            Standing { severity, ..standing_of(verdict, granted) }
        },
    )
}

fn an_implementation() -> impl Strategy<Value = Implementation> {
    select(Implementation::ALL.to_vec())
}

/// A standing per technical action and instance, which instances are covered, and what people set.
#[derive(Debug, Clone)]
struct World {
    standings: Vec<Vec<Standing>>,
    covered: Vec<u32>,
    technical: Vec<Implementation>,
    manual: (Implementation, TestStatus),
}

fn a_world() -> impl Strategy<Value = World> {
    (
        vec(vec(a_standing(), INSTANCES), TECHNICAL),
        vec(1..=u32::try_from(INSTANCES).expect("few"), 0..6),
        vec(an_implementation(), TECHNICAL),
        (an_implementation(), select(TestStatus::ALL.to_vec())),
    )
        .prop_map(|(standings, covered, technical, manual)| World {
            standings,
            covered,
            technical,
            manual,
        })
}

fn a_catalog() -> assure::Catalog {
    let actions: Vec<_> = ACTIONS.iter().map(|(name, kind, points)| action(name, *kind, *points)).collect();
    catalog(&actions, &[regulation("r", &[&["t1", "t2"], &["t3", "m"], &["t1"]])])
}

impl World {
    fn facts<'a>(&self, catalog: &'a assure::Catalog) -> Facts<'a> {
        let mut all = facts(catalog, &[]);
        for ((name, ..), standings) in ACTIONS.iter().zip(&self.standings) {
            for (n, standing) in (1..).zip(standings) {
                all.standings.to_mut().entry(instance(n)).or_default().insert(id(name), standing.clone());
            }
        }
        for ((name, ..), implementation) in ACTIONS.iter().zip(&self.technical) {
            set(&mut all, None, name, *implementation, TestStatus::None);
        }
        set(&mut all, Some(group(1)), "m", self.manual.0, self.manual.1);
        all
    }
    fn scope(&self) -> AssessmentScope {
        scope(1, 1, "r", &self.covered)
    }
}

proptest! {
    #[test]
    fn a_score_lies_between_0_and_1_and_is_100_only_when_exact(world in a_world()) {
        let catalog = a_catalog();
        let score = assessment(&world.facts(&catalog), &world.scope()).score;
        let whole = u64::from(score.points.achievable) * 1000;
        prop_assert!(score.points.achieved_thousandths <= whole);
        prop_assert_eq!(score.percentage_tenths.is_none(), whole == 0);
        if let Some(tenths) = score.percentage_tenths {
            prop_assert!(tenths <= 1000);
            prop_assert_eq!(tenths == 1000, score.points.achieved_thousandths == whole);
        }
        prop_assert!(score.coverage.decided <= score.coverage.all);
        prop_assert!(score.coverage.percentage_tenths.unwrap_or(0) <= 1000);
    }

    /// Seen from the other side: all the points come only where every standing in scope passed.
    #[test]
    fn all_points_are_earned_only_by_proof(results in vec(vec(a_standing(), 1..4), 1..6)) {
        let lines: Vec<_> = (1..).map(instance).zip(results.iter().map(fold_instance)).collect();
        let result = fold_action(27, Implementation::Implemented, lines);
        let unproven = |standing: &Standing| {
            let partial = standing.verdict == Verdict::PartiallyPassed && standing.credit == Credit::FULL;
            !partial && !matches!(standing.verdict, Verdict::Passed | Verdict::NotApplicable)
        };
        if result.points == Points::whole(27) {
            prop_assert!(!results.iter().flatten().any(unproven));
        }
        if result.status == TestStatus::Passed {
            let fine = |s: &Standing| matches!(s.verdict, Verdict::Passed | Verdict::NotApplicable);
            prop_assert!(results.iter().flatten().all(fine));
        }
    }

    #[test]
    fn what_no_longer_passes_never_raises_the_score(
        world in a_world(), action in 0..TECHNICAL, on in 0..INSTANCES, other in a_standing()
    ) {
        let applies = other.verdict != Verdict::NotApplicable;
        let catalog = a_catalog();
        let mut before = world.clone();
        before.standings[action][on] = standing(Verdict::Passed);
        let mut after = world;
        after.standings[action][on] = other;
        let score = |world: &World| assessment(&world.facts(&catalog), &world.scope()).score;
        let (before, after) = (score(&before), score(&after));
        prop_assert!(after.points.achieved_thousandths <= before.points.achieved_thousandths);
        // Not applicable may take an action out of the denominator, which it filled: that is no rise either.
        prop_assert!(!applies || after.points.achievable == before.points.achievable);
        prop_assert!(after.percentage_tenths <= before.percentage_tenths);
    }

    #[test]
    fn a_not_applicable_instance_changes_nothing(
        results in vec(a_standing(), 0..6).prop_filter(
            "one that is alone decides", |r| r.iter().any(|s| s.verdict != Verdict::NotApplicable)),
        implementation in an_implementation(),
    ) {
        let mut lines: Vec<_> =
            (1..).map(instance).zip(results.iter().map(|s| fold_instance([s]))).collect();
        let before = fold_action(9, implementation, lines.clone());
        lines.push((instance(99), result(Verdict::NotApplicable)));
        let after = fold_action(9, implementation, lines);
        prop_assert_eq!(
            (after.status, after.points, after.worst, after.severity, after.coverage, after.flagged),
            (before.status, before.points, before.worst, before.severity, before.coverage, before.flagged)
        );
        prop_assert_eq!(&after.instances[..before.instances.len()], before.instances.as_slice());
    }

    #[test]
    fn the_order_of_instances_does_not_matter(
        results in vec(a_standing(), 0..6), implementation in an_implementation(), turn in 0usize..6
    ) {
        let lines: Vec<(InstanceId, _)> =
            (1..).map(instance).zip(results.iter().map(|s| fold_instance([s]))).collect();
        let mut turned = lines.clone();
        turned.rotate_left(turn % lines.len().max(1));
        turned.reverse();
        prop_assert_eq!(fold_action(27, implementation, turned), fold_action(27, implementation, lines));
    }

    #[test]
    fn the_order_of_checks_does_not_matter(results in vec(a_standing(), 0..6), turn in 0usize..6) {
        let mut turned = results.clone();
        turned.rotate_left(turn % results.len().max(1));
        prop_assert_eq!(fold_instance(&turned), fold_instance(&results));
    }

    #[test]
    fn the_only_assessment_is_the_organisation(world in a_world()) {
        let catalog = a_catalog();
        let facts = world.facts(&catalog);
        let one = assessment(&facts, &world.scope());
        let whole = organisation(&facts, &[world.scope()]);
        prop_assert_eq!(whole.score, one.score);
        prop_assert_eq!(whole.failed_instances, one.failed_instances);
        prop_assert_eq!(&whole.categories, &one.categories);
        // The same assessment once more adds nothing.
        prop_assert_eq!(organisation(&facts, &[world.scope(), world.scope()]), whole);
    }

    #[test]
    fn parts_sum_to_the_whole(world in a_world()) {
        let catalog = a_catalog();
        let result = assessment(&world.facts(&catalog), &world.scope());
        prop_assert_eq!(result.categories.iter().map(|c| c.score.points).sum::<Points>(), result.score.points);
        let failed = result.instances.iter().filter(|line| line.failed > 0).count();
        prop_assert_eq!(u32::try_from(failed).unwrap(), result.failed_instances);
        // All is Zoom's here: its coverage is that of its instances together, and the assessment's.
        let of_instances = result.instances.iter().map(|line| line.score.coverage).sum();
        prop_assert_eq!(result.score.coverage, of_instances);
        for service in &result.services {
            prop_assert_eq!(service.score.coverage, result.score.coverage);
        }
    }

    /// With few denominators the exact sum fits a machine word: 1000 × points × Σ ÷ n over their product.
    #[test]
    fn points_are_what_a_wide_fraction_says(
        points in 1u32..=99, denominators in vec(1u16..=1000, 1..6), seed in vec(0u16..=1000, 6)
    ) {
        let credits: Vec<Credit> =
            denominators.iter().zip(&seed).map(|(d, s)| credit(s % (d + 1), *d)).collect();
        let common: u128 = credits.iter().map(|c| u128::from(c.denominator())).product();
        let sum: u128 = credits
            .iter()
            .map(|c| u128::from(c.numerator()) * common / u128::from(c.denominator()))
            .sum();
        let expect = 1000 * u128::from(points) * sum / (common * u128::try_from(credits.len()).unwrap());
        prop_assert_eq!(u128::from(points_achieved(points, credits)), expect);
    }

    #[test]
    fn nothing_passes_beyond_what_it_is_proven_until(
        verdict in select(Verdict::ALL.to_vec()),
        ages_h in vec((1u64..100, 0u64..200), 1..4),
        looks_h in vec(0u64..400, 1..8),
    ) {
        let start = time("2026-11-01T00:00:00Z");
        let names = ["a", "b", "c"];
        let paths: Vec<String> = names.iter().map(|name| format!("{name}#/on")).collect();
        let reads: Vec<_> = names.iter().zip(&paths).zip(&ages_h)
            .map(|((name, path), (max_age, _))| {
                (*name, read(&[path.as_str()], HOUR * u32::try_from(*max_age).unwrap()))
            })
            .collect();
        let check = check("c", &reads);
        let facts: Vec<_> = reads.iter().map(|(name, _)| fact(name, name)).collect();
        let times: Vec<(&str, Time)> = names.iter().zip(&ages_h)
            .map(|(name, (_, read_h))| (*name, start.plus(Duration::from_secs(read_h * 3600))))
            .collect();
        let outcome = outcome(verdict, &facts);
        let mut looks = looks_h;
        looks.sort_unstable();
        let mut was_stale = false;
        for look in looks {
            // Not before the last reading: what lies ahead is another rule.
            let as_of = start.plus(Duration::from_secs((200 + look) * 3600));
            let standing = stand(&check, Some(&outcome), &latest(&times), as_of);
            let until = standing.proven_until.expect("everything was read");
            prop_assert_eq!(standing.is_stale(), as_of > until);
            if as_of > until {
                prop_assert_eq!((standing.verdict, standing.credit), (Verdict::Undetected, Credit::NONE));
            } else {
                prop_assert_eq!(standing.verdict, verdict);
            }
            // Once stale it stays so, while nothing is read again.
            prop_assert!(!was_stale || standing.is_stale());
            was_stale = standing.is_stale();
        }
    }

    #[test]
    fn a_newer_reading_never_makes_it_stale_sooner(read_h in 0u64..200, later_h in 0u64..200, look_h in 0u64..400) {
        let start = time("2026-11-01T00:00:00Z");
        let at = |hours: u64| start.plus(Duration::from_secs(hours * 3600));
        let outcome = outcome(Verdict::Passed, &[fact("on", "settings")]);
        let stale = |read_at| {
            stand(&simple_check("c"), Some(&outcome), &latest(&[("settings", read_at)]), at(read_h + later_h + look_h)).is_stale()
        };
        prop_assert!(stale(at(read_h)) || !stale(at(read_h + later_h)));
    }
}

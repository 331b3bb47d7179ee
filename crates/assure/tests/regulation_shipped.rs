//! The regulations that we ship, and the way from two recorded accounts to a score.

mod score_support;

use assure::{
    Catalog, Judge, SourceFile,
    check::{Duration, recorded},
    score::{AssessmentScope, AssessmentStatus, Coverage, Facts, Points, assessment, organisation},
    status::stand,
};
use model::{ActionKind, ImplementationStatus, TestStatus, Time};
use score_support::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

const BASELINE: &str = "data-protection-baseline-first-ten";
const RECORDS: &str = "records-handling";
const TIDY: u32 = 1;
const CARELESS: u32 = 2;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn files(folder: &Path, prefix: &str) -> Vec<SourceFile> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        match path.is_dir() {
            true => found.extend(files(&path, &format!("{name}/"))),
            false => found.push(SourceFile::new(name, std::fs::read_to_string(&path).expect("text"))),
        }
    }
    found
}

fn shipped() -> Catalog {
    let loaded = assure::load(&files(&folder("packs"), ""), &files(&folder("regulations"), ""));
    assert_eq!(loaded.problems, [], "{:#?}", loaded.problems);
    loaded.catalog
}

/// Both recorded accounts, read and judged at the same moment, as they stand so much later; the policy passed.
fn facts_after(catalog: &Catalog, age: Duration) -> Facts<'_> {
    let judge = Judge::new(catalog);
    let mut all = facts(catalog, &[]);
    for (n, name) in [(TIDY, "tidy"), (CARELESS, "careless")] {
        let path = folder("packs/zoom/recorded").join(format!("{name}.json"));
        let text = std::fs::read_to_string(path).expect("a recorded account");
        let recorded = recorded::parse(&text, Time::default()).expect("a recorded account");
        let latest = recorded.readings.iter().map(|(name, r)| (name.clone(), r.read_at)).collect();
        for check in catalog.checks.values() {
            let judged = judge.evaluate(check, &recorded.readings, &BTreeMap::new(), recorded.read_at);
            let standing = stand(check, Some(&judged), &latest, recorded.read_at.plus(age));
            all.standings.to_mut().entry(instance(n)).or_default().insert(check.id.clone(), standing);
        }
    }
    let done = (ImplementationStatus::Implemented, TestStatus::Passed);
    set(&mut all, Some(group(1)), "baseline.meeting-policy", done.0, done.1);
    all
}

fn both() -> AssessmentScope {
    scope(1, 1, BASELINE, &[TIDY, CARELESS])
}

#[test]
fn the_baseline_has_ten_automatic_actions_and_one_manual() {
    let catalog = shipped();
    let baseline = &catalog.regulations[&id(BASELINE)];
    assert_eq!(baseline.services, BTreeSet::from([zoom()]));
    let kinds: Vec<ActionKind> = baseline.action_ids().iter().map(|id| catalog.actions[*id].kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == ActionKind::Technical).count(), 10);
    assert_eq!(kinds.len(), 11);
    for action in baseline.action_ids() {
        let tested = !catalog.services_of_action(action).is_empty();
        assert_eq!(tested, catalog.actions[action].kind == ActionKind::Technical, "{action}");
    }
}

#[test]
fn records_handling_is_manual_and_for_no_service() {
    let catalog = shipped();
    let records = &catalog.regulations[&id(RECORDS)];
    assert!(records.services.is_empty() && !records.supports(&zoom()));
    assert!(catalog.regulations[&id(BASELINE)].supports(&zoom()));
    assert!(records.action_ids().iter().all(|id| catalog.actions[*id].kind != ActionKind::Technical));
    let result = assessment(&facts(&catalog, &[]), &scope(1, 1, RECORDS, &[]));
    assert_eq!(result.score.points, Points { achieved_thousandths: 0, achievable: 27 + 9 + 9 + 3 + 12 });
    assert_eq!((result.status, result.score.coverage), (AssessmentStatus::None, Coverage::NONE));
}

#[test]
fn the_recorded_accounts_earn_what_they_should() {
    let catalog = shipped();
    let facts = facts_after(&catalog, Duration::ZERO);
    let result = assessment(&facts, &both());
    let verdicts = |n: usize| {
        let of = |(id, action): (&model::ActionId, &assure::status::ActionResult)| {
            Some((id.as_str().to_owned(), action.instances.get(n)?.result.verdict.as_str()))
        };
        result.actions.iter().filter_map(of).collect::<BTreeMap<_, _>>()
    };
    assert!(verdicts(0).values().all(|verdict| *verdict == "passed"), "{:?}", verdicts(0));
    let careless = [
        ("zoom.account.app-user-active", "failed"),
        ("zoom.account.single-sign-on", "undetected"),
        ("zoom.account.two-factor", "failed"),
        ("zoom.meeting.data-centre-regions", "failed"),
        ("zoom.meeting.entry-chime", "failed"),
        ("zoom.meeting.passcode-length", "failed"),
        ("zoom.meeting.screen-sharing", "failed"),
        ("zoom.meeting.waiting-room", "failed"),
        ("zoom.meeting.waiting-room-locked", "undetected"),
        ("zoom.recording.auto-delete", "not_applicable"),
    ];
    assert_eq!(verdicts(1), careless.map(|(id, verdict)| (id.to_owned(), verdict)).into());
    // Six of 27 at 1/2. Then 9 and 3 and 1 at 1/2, 3 whole, and the policy's 9.
    // 81 + 4.5 + 1.5 + 0.5 + 3 + 9 = 99.5 of 187.
    assert_eq!(result.score.points, Points { achieved_thousandths: 99_500, achievable: 187 });
    assert_eq!(result.score.percentage_tenths, Some(532));
    assert_eq!(result.score.coverage, Coverage { decided: 17, all: 19, percentage_tenths: Some(894) });
    assert_eq!((result.status, result.failed_instances), (AssessmentStatus::InProgress, 1));
    assert_eq!(result.instances[0].score.points, Points::whole(178));
    assert_eq!(
        result.instances[1].score.points,
        Points { achieved_thousandths: 0, achievable: 175 },
        "the recordings' 3 are not applicable"
    );
    assert_eq!(result.instances[1].score.percentage_tenths, Some(0));
    assert_eq!(organisation(&facts, &[both()]).score, result.score);

    let alone = |n| assessment(&facts, &scope(1, 1, BASELINE, &[n]));
    assert_eq!(
        (alone(TIDY).status, alone(TIDY).score.percentage_tenths),
        (AssessmentStatus::Complete, Some(1000))
    );
    assert_eq!(alone(CARELESS).status, AssessmentStatus::Incomplete);
}

#[test]
fn after_two_days_without_a_reading_only_the_policy_is_left() {
    let catalog = shipped();
    let on_the_dot = facts_after(&catalog, MAX_AGE);
    assert_eq!(assessment(&on_the_dot, &both()).score.points.achieved_thousandths, 99_500);
    let facts = facts_after(&catalog, MAX_AGE + Duration::from_millis(1));
    let result = assessment(&facts, &both());
    assert_eq!(result.score.points, Points { achieved_thousandths: 9_000, achievable: 187 });
    assert_eq!(result.score.percentage_tenths, Some(48));
    assert_eq!(result.score.coverage, Coverage::new(0, 20));
    assert_eq!(result.failed_instances, 0);
    let undetected = |status: &TestStatus| *status == TestStatus::CouldNotBeDetected;
    assert_eq!(result.actions.values().filter(|action| undetected(&action.status)).count(), 10);
}

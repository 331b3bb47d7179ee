//! Another binary brings other versions of checks: nothing turns before a person accepts them, and the past stays.

use crate::{catalog::check, house::*};
use assure::SourceFile;
use engine::{
    Error,
    workbench::{AcceptedUpdate, Deferral, LineChange, PackUpdateKind, PackUpdateSummary, UpdateAcceptance},
};
use model::{CheckId, Clock, ContentHash, Verdict};
use store::testing::TestDb;

const ALL_ON: (u32, u32, u32, Option<u32>) = (3, 0, 0, Some(1000));

/// The check of `a`, as another version that wants the opposite.
fn stricter() -> SourceFile {
    let body = "reads:\n  on: { at: \"a#/on\", type: bool }\npass: on == false\n\
                examples: { pass: [{ on: false }], fail: [{ on: true }] }";
    let file = check("a-on", "a", body);
    SourceFile { text: file.text.replace("version: 1", "version: 2"), ..file }
}

/// A check that was not there.
fn also_on() -> SourceFile {
    let body = "reads:\n  on: { at: \"b#/on\", type: bool }\npass: on == false\n\
                examples: { pass: [{ on: false }], fail: [{ on: true }] }";
    check("b-off", "b", body)
}

impl House {
    async fn updates(&self) -> Vec<PackUpdateSummary> {
        self.node.engine.pack_updates(&self.ada).await.unwrap()
    }

    async fn accept(&self, updates: &[PackUpdateSummary]) -> Result<Vec<PackUpdateSummary>, Error> {
        accept_by(&self.node, self, updates).await
    }
}

async fn accept_by(
    node: &Node,
    house: &House,
    updates: &[PackUpdateSummary],
) -> Result<Vec<PackUpdateSummary>, Error> {
    let update = |one: &PackUpdateSummary| AcceptedUpdate {
        check: one.check.clone(),
        hash: one.offered.as_ref().map(|file| file.hash.clone()),
    };
    let acceptance = UpdateAcceptance { updates: updates.iter().map(update).collect() };
    node.engine.accept_pack_updates(&house.ada, &acceptance).await
}

fn kinds(updates: &[PackUpdateSummary]) -> Vec<(&str, PackUpdateKind)> {
    updates.iter().map(|update| (update.check.as_str(), update.kind)).collect()
}

#[tokio::test]
async fn another_version_counts_when_it_is_accepted_and_not_before() {
    for db in TestDb::ALL {
        let mut house = House::on(db).await;
        assert!(house.updates().await.is_empty(), "at the first start everything is accepted");
        house.upgrade(&[stricter()]).await;
        // Not by the start, and not by what is read and judged since.
        house.service.turn("b", false);
        house.refresh().await;
        house.service.turn("b", true);
        house.refresh().await;
        assert_eq!(house.figures().await, ALL_ON);

        let waiting = house.updates().await;
        assert_eq!(kinds(&waiting), [("a-on", PackUpdateKind::Changed)]);
        let (accepted, offered) = (waiting[0].accepted.clone().unwrap(), waiting[0].offered.clone().unwrap());
        assert_eq!((accepted.version, offered.version), (Some(1), Some(2)));
        assert_eq!(accepted.accepted_at, None, "it came with the installation");
        let overview = house.node.engine.overview(&house.ada, None).await.unwrap();
        let told = overview.problems.iter().any(|problem| problem.message.starts_with("Another version"));
        assert!(told, "{:?}", overview.problems);

        let check: CheckId = "a-on".parse().unwrap();
        let view = house.node.engine.pack_update(&house.ada, &check).await.unwrap();
        let changed: Vec<_> = view
            .diff
            .iter()
            .filter(|line| line.change != LineChange::Same)
            .map(|line| (line.change, line.text.as_str()))
            .collect();
        assert!(changed.contains(&(LineChange::Removed, "pass: on")), "{changed:?}");
        assert!(changed.contains(&(LineChange::Added, "pass: on == false")), "{changed:?}");
        let verdicts: Vec<_> = view
            .verdicts
            .iter()
            .map(|line| (line.before.as_ref().unwrap().verdict, line.after.as_ref().unwrap().verdict))
            .collect();
        assert_eq!(verdicts, [(Verdict::Passed, Verdict::Failed)]);
        let scores = |change: &engine::posture::BeforeAndAfter| {
            (change.before.percentage_tenths, change.after.percentage_tenths)
        };
        assert_eq!(scores(&view.organisation), (Some(1000), Some(666)));
        assert_eq!(
            view.assessments.iter().map(|one| scores(&one.change)).collect::<Vec<_>>(),
            [(Some(1000), Some(666))]
        );
        assert_eq!(house.figures().await, ALL_ON, "looking changes nothing");

        // Only the version that was looked at is accepted.
        let hash = Some(ContentHash::of(b"another"));
        let acceptance = UpdateAcceptance { updates: vec![AcceptedUpdate { check: check.clone(), hash }] };
        let refused = house.node.engine.accept_pack_updates(&house.ada, &acceptance).await;
        assert!(matches!(&refused, Err(Error::Conflict { .. })), "{refused:?}");

        // Nobody works: the acceptance itself judges.
        house.node.rest().await;
        let before = house.node.clock.now();
        house.advance(MINUTE);
        assert!(house.accept(&waiting).await.unwrap().is_empty());
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        let history = house.history("a-on").await;
        let told: Vec<_> = history.iter().map(|one| (one.check_version, one.verdict)).collect();
        assert_eq!(told, [(2, Verdict::Failed), (1, Verdict::Passed)]);
        let then = house.node.engine.overview(&house.ada, Some(before)).await.unwrap();
        assert_eq!(then.score.percentage_tenths, Some(1000));

        // And it counts for good.
        house.node.work();
        house.upgrade(&[stricter()]).await;
        assert!(house.updates().await.is_empty());
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        // The version before is an update like any other.
        house.upgrade(&[]).await;
        assert_eq!(kinds(&house.updates().await), [("a-on", PackUpdateKind::Changed)]);
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
    }
}

#[tokio::test]
async fn a_check_comes_and_goes_and_the_past_is_looked_at_with_what_was_tested_then() {
    for db in TestDb::ALL {
        let mut house = House::on(db).await;
        house.upgrade(&[also_on()]).await;
        let waiting = house.updates().await;
        assert_eq!(kinds(&waiting), [("b-off", PackUpdateKind::New)]);
        assert_eq!(house.figures().await, ALL_ON);
        let check: CheckId = "b-off".parse().unwrap();
        let view = house.node.engine.pack_update(&house.ada, &check).await.unwrap();
        assert_eq!(view.verdicts[0].before, None);
        assert_eq!(view.verdicts[0].after.as_ref().map(|after| after.verdict), Some(Verdict::Failed));

        let before = house.node.clock.now();
        house.advance(MINUTE);
        house.accept(&waiting).await.unwrap();
        assert_eq!(house.figures().await, (3, 1, 0, Some(666)));
        let with_it = house.node.clock.now();
        house.advance(MINUTE);

        // It is no longer brought: it goes on judging until somebody has it go.
        house.upgrade(&[]).await;
        house.refresh().await;
        assert_eq!(house.figures().await, (3, 1, 0, Some(666)));
        let waiting = house.updates().await;
        assert_eq!(kinds(&waiting), [("b-off", PackUpdateKind::Removed)]);
        assert_eq!(waiting[0].offered, None);
        let view = house.node.engine.pack_update(&house.ada, &check).await.unwrap();
        assert!(view.diff.iter().all(|line| line.change == LineChange::Removed));
        assert_eq!(view.verdicts[0].after, None);
        assert_eq!(view.organisation.after.percentage_tenths, Some(1000));
        house.accept(&waiting).await.unwrap();
        assert_eq!(house.figures().await, ALL_ON);

        for (at, expected) in [(before, 1000), (with_it, 666), (house.node.clock.now(), 1000)] {
            let then = house.node.engine.overview(&house.ada, Some(at)).await.unwrap();
            assert_eq!(then.score.percentage_tenths, Some(expected), "as of {at}");
        }
    }
}

#[tokio::test]
async fn an_update_is_put_off_with_a_reason_and_accepted_later() {
    let mut house = House::on(TestDb::Sqlite).await;
    house.upgrade(&[stricter(), also_on()]).await;
    let waiting = house.updates().await;
    assert_eq!(waiting.len(), 2);
    let (check, hash) = (waiting[0].check.clone(), waiting[0].offered.clone().map(|file| file.hash));
    let defer = async |why: &str| {
        let deferral = Deferral { hash: hash.clone(), why: why.into() };
        house.node.engine.defer_pack_update(&house.ada, &check, deferral).await
    };
    let refused = defer(" ").await;
    assert!(matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field == "why"), "{refused:?}");
    let deferred = defer("After the audit.").await.unwrap().deferred.expect("it is put off");
    assert_eq!((deferred.by.as_str(), deferred.why.as_str()), ("Ada", "After the audit."));
    let waiting = house.updates().await;
    assert_eq!(waiting.iter().filter(|one| one.deferred.is_some()).count(), 1);
    let overview = house.node.engine.overview(&house.ada, None).await.unwrap();
    let told = overview.problems.iter().filter(|problem| problem.message.starts_with("Another version"));
    assert_eq!(told.count(), 1, "what was put off is not told again");

    // Both at once.
    assert!(house.accept(&waiting).await.unwrap().is_empty());
    assert_eq!(house.figures().await, (2, 2, 0, Some(333)));
    assert!(matches!(house.accept(&waiting).await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn a_file_that_is_refused_has_not_gone() {
    let mut house = House::on(TestDb::Sqlite).await;
    let broken = SourceFile { text: "id: a-on\n".into(), ..stricter() };
    let files = crate::catalog::files(&[broken]);
    house.node.rest().await;
    house.upgrade_to(files).await;
    assert_eq!(house.figures().await, ALL_ON);
    assert!(house.updates().await.is_empty());
}

/// PostgreSQL only: a database in a file has one node.
#[tokio::test]
async fn a_node_with_the_binary_before_judges_by_what_another_node_accepted() {
    let mut house = House::on(TestDb::Postgres).await;
    let mut newer = house.upgraded_node("second", &[stricter()]).await;
    assert_eq!(house.figures_by(&newer).await, ALL_ON);
    let waiting = newer.engine.pack_updates(&house.ada).await.unwrap();
    assert_eq!(kinds(&waiting), [("a-on", PackUpdateKind::Changed)]);
    assert!(house.updates().await.is_empty(), "the node before brings what counts");
    accept_by(&newer, &house, &waiting).await.unwrap();
    for node in [&house.node, &newer] {
        assert_eq!(house.figures_by(node).await, (2, 1, 0, Some(666)));
    }
    // Whichever node reads and judges: the old binary has the accepted file from the database.
    house.service.turn("a", false);
    house.refresh().await;
    assert_eq!(house.figures().await, ALL_ON);
    house.node.rest().await;
    newer.work();
    house.service.turn("a", true);
    newer.engine.refresh_now(&house.ada, &house.instance).await.unwrap();
    house.settled_by(&newer).await;
    for node in [&house.node, &newer] {
        assert_eq!(house.figures_by(node).await, (2, 1, 0, Some(666)));
    }
    newer.rest().await;
}

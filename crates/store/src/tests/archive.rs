//! Archives: lines that freeze, computed by hand, and items that are left out no longer.

use super::*;
use crate::{
    ArchiveInstanceRow, Counts, DeliveryChange, DeliveryOutcome, NewDelivery, NewRevision, RevisionState,
    StagedRevision, Totals, utc_day,
};
use std::{collections::BTreeMap, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Fixture {
    async fn archive(&self, tx: &mut Tx) -> InstanceId {
        let admin = self.principal(tx, "admin of the archive", Role::GlobalAdministrator).await;
        let row = ArchiveInstanceRow {
            id: id(),
            connector: given("talk"),
            service: given("talk"),
            name: "Talk".to_owned(),
            account_id: "account".to_owned(),
            credentials: id(),
            method: None,
            certificate: None,
            settings: serde_json::json!({}),
            terms_version: "1".to_owned(),
            created_at: self.now(),
            created_by: admin.id,
            paused_at: None,
            deleted_at: None,
            asked_at: None,
            failing_since: None,
            failure: None,
            stalled_since: None,
            stalled: None,
        };
        tx.archive_instances().insert(&row).await.unwrap();
        row.id
    }

    fn revision(&self, item: &str) -> NewRevision {
        NewRevision {
            id: id(),
            item: item.to_owned(),
            kind: ItemKind::Post,
            event: ItemEvent::Created,
            number: 1,
            version: 1,
            deletions: 0,
            at: self.now(),
            captured_at: self.now(),
            item_created_at: self.now(),
            key: ContentHash::of(item.as_bytes()),
            content: ContentHash::of(item.as_bytes()),
            state: RevisionState::Captured,
            payload: b"{}".to_vec(),
        }
    }
}

fn to(revision: &RevisionId, user: &str) -> NewDelivery {
    let participant =
        Participant { user: user.to_owned(), roles: vec![ParticipantRole::Member], certain: true };
    NewDelivery { revision: revision.clone(), participant }
}

fn ended(revision: &RevisionId, user: &str, state: DeliveryOutcome, now: Time) -> DeliveryChange {
    let (revision, user) = (revision.clone(), user.to_owned());
    DeliveryChange { revision, user, state, code: None, reason: None, mailbox: None, next_at: now }
}

/// RULES §7, by hand. On the first day a post is available to three: one is imported, one quarantined, one never tried.
/// On the second the mapping is mended and both reach their mailboxes. The first line stays as the day ended.
#[tokio::test]
async fn a_line_stays_as_its_day_ended_and_totals_are_over_items() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let archive = fixture.archive(&mut tx).await;
        let post = fixture.revision("post");
        let first = fixture.now();
        tx.revisions().insert(&archive, std::slice::from_ref(&post)).await.unwrap();
        let people = ["ada", "ben", "cleo"].map(|user| to(&post.id, user));
        tx.deliveries().insert(&archive, &people, first).await.unwrap();
        let tried = [
            ended(&post.id, "ada", DeliveryOutcome::Imported, first),
            ended(&post.id, "ben", DeliveryOutcome::Quarantined, first),
        ];
        tx.deliveries().settle(&archive, &tried, first).await.unwrap();

        fixture.clock.advance(DAY);
        let second = fixture.now();
        assert_eq!(tx.deliveries().release(&archive, Some("ben"), second).await.unwrap(), 1);
        let tried = [
            ended(&post.id, "ben", DeliveryOutcome::Imported, second),
            ended(&post.id, "cleo", DeliveryOutcome::Imported, second),
        ];
        tx.deliveries().settle(&archive, &tried, second).await.unwrap();

        let lines = tx.archive_lines().deliveries(&scope(), &archive, utc_day(first)).await.unwrap();
        let on_first = Counts { imported: 1, quarantined: 1, waiting: 1, ..Counts::default() };
        let on_second = Counts { imported: 2, ..Counts::default() };
        assert_eq!(
            lines.into_iter().collect::<Vec<_>>(),
            [(utc_day(first), on_first), (utc_day(second), on_second)],
            "{db:?}"
        );
        let total = tx.archive_lines().total(&scope(), &archive).await.unwrap();
        assert_eq!(total.deliveries, Counts { imported: 3, ..Counts::default() }, "{db:?}");
    }
}

/// Somebody left an item out, and wants it after all: it counts as captured from then on.
#[tokio::test]
async fn an_item_that_is_left_out_no_longer_counts_as_captured() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let archive = fixture.archive(&mut tx).await;
        let (now, day) = (fixture.now(), utc_day(fixture.now()));
        let left = [("post".to_owned(), ItemKind::Post, now, "its group is left out".to_owned())];
        tx.revisions().leave_out(&archive, &left).await.unwrap();
        assert_eq!(tx.archive_gaps().known_of_day(&archive, ItemKind::Post, day).await.unwrap(), (0, 1));
        tx.revisions().insert(&archive, &[fixture.revision("post")]).await.unwrap();
        assert_eq!(tx.archive_gaps().known_of_day(&archive, ItemKind::Post, day).await.unwrap(), (1, 0));
    }
}

/// What is kept as changes is what counting every row gives, whatever was done in whatever order, over days.
#[tokio::test]
async fn counts_that_are_kept_are_those_of_the_rows() {
    for db in TestDb::ALL {
        for seed in 0..4 {
            let fixture = Fixture::on(db).await;
            let mut tx = fixture.store.write().await.unwrap();
            let archive = fixture.archive(&mut tx).await;
            let mut posts: Vec<RevisionId> = Vec::new();
            let mut dice = Dice(seed);
            for step in 0..120 {
                let now = fixture.now();
                match dice.roll(8) {
                    0 | 1 => {
                        let post = fixture.revision(&format!("post {step}"));
                        tx.revisions().insert(&archive, std::slice::from_ref(&post)).await.unwrap();
                        let people = ["ada", "ben", "cleo"].map(|user| to(&post.id, user));
                        tx.deliveries().insert(&archive, &people, now).await.unwrap();
                        stage(&mut tx, &archive, &post, dice.roll(9_000)).await;
                        tx.revisions().done(std::slice::from_ref(&post.id)).await.unwrap();
                        posts.push(post.id);
                    }
                    2..=4 => {
                        let mut tried = tx.deliveries().waiting_of(&posts).await.unwrap();
                        tried.retain(|_| dice.roll(3) > 0);
                        let states = DeliveryOutcome::ALL;
                        let changes: Vec<_> = tried
                            .iter()
                            .map(|one| ended(&one.revision, &one.user, states[dice.roll(6) as usize], now))
                            .collect();
                        tx.deliveries().settle(&archive, &changes, now).await.unwrap();
                    }
                    5 => {
                        let user = [None, Some("ben")][dice.roll(2) as usize];
                        tx.deliveries().release(&archive, user, now).await.unwrap();
                    }
                    6 => {
                        let day = utc_day(now) - dice.roll(3) as i64;
                        tx.deliveries().redo_day(&archive, day, now).await.unwrap();
                    }
                    _ if dice.roll(2) == 0 => tx.archive_lines().sum_up(&archive).await.unwrap(),
                    _ => fixture.clock.advance(DAY / 2),
                }
                let lines = tx.archive_lines().deliveries(&scope(), &archive, 0).await.unwrap();
                assert_eq!(lines, counted_lines(&mut tx).await, "{db:?}, seed {seed}, step {step}");
                let total = tx.archive_lines().total(&scope(), &archive).await.unwrap();
                assert_eq!(total, counted_total(&mut tx).await, "{db:?}, seed {seed}, step {step}");
                let captured = tx.archive_lines().captured(&scope(), &archive, 0).await.unwrap();
                let sum = captured.values().fold((0, 0), |sum, day| (sum.0 + day.0, sum.1 + day.1));
                assert_eq!(sum, (total.revisions, total.bytes), "{db:?}, seed {seed}, step {step}");
            }
            assert!(posts.len() > 10, "{db:?}, seed {seed}: too little happened");
        }
    }
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn stage(tx: &mut Tx, archive: &InstanceId, post: &NewRevision, size: u64) {
    let staged = StagedRevision { id: post.id.clone(), captured_at: post.captured_at, blob: id(), size };
    tx.revisions().staged(archive, &[staged], &id(), post.captured_at).await.unwrap();
}

async fn counted_lines(tx: &mut Tx) -> BTreeMap<i64, Counts> {
    let sql =
        "SELECT day, state FROM archive_delivery UNION ALL SELECT day, state FROM archive_delivery_past";
    let mut lines: BTreeMap<i64, Counts> = BTreeMap::new();
    for row in tx.all(sql, vec![]).await.unwrap() {
        *figure(lines.entry(row.get("day").unwrap()).or_default(), row.get("state").unwrap()) += 1;
    }
    lines
}

async fn counted_total(tx: &mut Tx) -> Totals {
    let mut totals = Totals::default();
    for row in tx.all("SELECT state FROM archive_delivery", vec![]).await.unwrap() {
        *figure(&mut totals.deliveries, row.get("state").unwrap()) += 1;
    }
    for row in tx.all("SELECT size FROM revision", vec![]).await.unwrap() {
        totals.revisions += 1;
        totals.bytes += row.get::<Option<u64>>("size").unwrap().unwrap_or(0);
    }
    totals
}

/// The figure that this state is counted by.
fn figure(counts: &mut Counts, state: String) -> &mut u64 {
    match DeliveryOutcome::parse(&state).unwrap() {
        DeliveryOutcome::Waiting => &mut counts.waiting,
        DeliveryOutcome::Imported => &mut counts.imported,
        DeliveryOutcome::Partial => &mut counts.partial,
        DeliveryOutcome::Skipped => &mut counts.skipped,
        DeliveryOutcome::Failed => &mut counts.failed,
        DeliveryOutcome::Quarantined => &mut counts.quarantined,
    }
}

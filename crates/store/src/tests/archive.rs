//! Archives: lines that freeze, computed by hand, and items that are left out no longer.

use super::*;
use crate::{
    ArchiveInstanceRow, Counts, DeliveryChange, DeliveryOutcome, NewDelivery, NewRevision, RevisionState,
    utc_day,
};
use std::time::Duration;

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
        tx.deliveries().settle(&tried, first).await.unwrap();

        fixture.clock.advance(DAY);
        let second = fixture.now();
        assert_eq!(tx.deliveries().release(&archive, Some("ben"), second).await.unwrap(), 1);
        let tried = [
            ended(&post.id, "ben", DeliveryOutcome::Imported, second),
            ended(&post.id, "cleo", DeliveryOutcome::Imported, second),
        ];
        tx.deliveries().settle(&tried, second).await.unwrap();

        let lines = tx.archive_lines().deliveries(&scope(), &archive, utc_day(first)).await.unwrap();
        let on_first = Counts { imported: 1, quarantined: 1, waiting: 1, ..Counts::default() };
        let on_second = Counts { imported: 2, ..Counts::default() };
        assert_eq!(
            lines.into_iter().collect::<Vec<_>>(),
            [(utc_day(first), on_first), (utc_day(second), on_second)],
            "{db:?}"
        );
        let total = tx.archive_lines().total(&scope(), &archive).await.unwrap();
        assert_eq!(total, Counts { imported: 3, ..Counts::default() }, "{db:?}");
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

//! Keeping a page: which revisions are new, whose they are, which files they need. All in the transaction that moves the
//! position.

use super::{settings::ArchiveSettings, whose::keep_participants};
use crate::{Engine, Error, Result};
use archive::{Known, content_hash, key, mapping, revise};
use connect::source::archive::{CapturePage, Deletion};
use model::{Attachment, ItemEvent, Observation, Person, PlaceKind, Revision, RevisionId, Time};
use std::collections::{BTreeMap, BTreeSet};
use store::{ArchiveInstanceRow, GroupRead, NewRevision, RevisionState, Tx};

/// What a page made necessary.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Kept {
    /// Files are to be fetched.
    pub fetching: bool,
    /// Revisions are to be staged.
    pub captured: bool,
    /// Deliveries are to be tried again.
    pub released: bool,
}

/// What is known of the page's items before it is kept, and what the page adds.
pub(super) struct Around {
    known: BTreeMap<String, Vec<Known>>,
    /// The latest revision of before the page: of its items, and of the posts that its comments are of.
    pub latest: BTreeMap<String, RevisionId>,
    pub groups: BTreeMap<String, GroupRead>,
}

impl Engine {
    /// Keeps what a page shows that is not known.
    pub(super) async fn keep_page(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        settings: &ArchiveSettings,
        page: CapturePage,
        now: Time,
    ) -> Result<Kept> {
        let mended = mended(tx, row, &page.people).await?;
        tx.archive_people().put(&row.id, &page.people, now).await?;
        let held: Vec<_> = page
            .people
            .iter()
            .filter_map(|person| Some((mapping::normalise(person.email.as_deref()?)?, person.id.clone())))
            .collect();
        tx.archive_people().hold_addresses(&row.id, &held, now).await?;
        let mut released = 0;
        for user in &mended {
            released += tx.deliveries().release(&row.id, Some(user), now).await?;
        }
        for group in &page.groups {
            tx.archive_people().put_group(&row.id, group).await?;
        }
        let mut left_out = Vec::new();
        let mut seen = Vec::new();
        for observation in page.observations {
            match settings.leaves_out(&observation.item) {
                Some(why) => {
                    let item = &observation.item;
                    left_out.push((item.id.clone(), item.kind, item.created_at, why));
                }
                None => seen.push(observation),
            }
        }
        tx.revisions().leave_out(&row.id, &left_out).await?;
        let mut around = self.around(tx, row, &seen, &page.deletions).await?;
        let mut new = New::default();
        for observation in &seen {
            let known = around.known.entry(observation.item.id.clone()).or_default();
            for revision in revise(known, observation, now) {
                known.push(known_of(&revision));
                new.revisions.push(revision);
            }
        }
        for deletion in &page.deletions {
            self.keep_deletion(tx, row, deletion, &mut around, &mut new).await?;
        }
        let kept = self.keep_revisions(tx, row, settings, around, new, now).await?;
        Ok(Kept { released: released > 0, ..kept })
    }

    /// What is known of these items, of the posts that comments are of, and of their groups.
    async fn around(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        seen: &[Observation],
        deletions: &[Deletion],
    ) -> Result<Around> {
        let items: BTreeSet<String> = seen
            .iter()
            .map(|observation| observation.item.id.clone())
            .chain(deletions.iter().map(|deletion| deletion.id.clone()))
            .collect();
        let items: Vec<_> = items.into_iter().collect();
        let mut known: BTreeMap<String, Vec<Known>> = BTreeMap::new();
        for row in tx.revisions().known(&row.id, &items).await? {
            known.entry(row.item).or_default().push(Known {
                event: row.event,
                number: row.number,
                version: row.version,
                deletions: row.deletions,
                content: row.content,
                at: row.at,
            });
        }
        // Of what is new nobody is known yet; asking for the others alone keeps a back-fill quick.
        let posts = seen.iter().filter_map(|seen| Some(seen.item.parent.as_ref()?.post.clone()));
        let asked: BTreeSet<String> = known.keys().cloned().chain(posts).collect();
        let asked: Vec<_> = asked.into_iter().collect();
        let latest = tx.revisions().latest(&row.id, &asked).await?.into_iter().collect();
        let groups: BTreeSet<String> = seen
            .iter()
            .filter(|seen| seen.item.place.kind == PlaceKind::Group)
            .map(|seen| seen.item.place.id.clone())
            .collect();
        let groups: Vec<_> = groups.into_iter().collect();
        let groups = tx.archive_people().groups(&row.id, &groups).await?;
        let groups = groups.into_iter().map(|group| (group.now.id.clone(), group)).collect();
        Ok(Around { known, latest, groups })
    }

    /// A deletion that the source's own list names, and that no stream showed: the last known content with it.
    async fn keep_deletion(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        deletion: &Deletion,
        around: &mut Around,
        new: &mut New,
    ) -> Result<()> {
        let known = around.known.entry(deletion.id.clone()).or_default();
        let Some(last) = known.iter().max_by_key(|known| (known.at, known.version, known.deletions)) else {
            let left_out = tx.revisions().left_out(&row.id, std::slice::from_ref(&deletion.id)).await?;
            if left_out.is_empty() {
                let detail = format!(
                    "The source names it as deleted at {}; it was made and deleted before it could be captured.",
                    deletion.at
                );
                new.gaps.push((deletion.id.clone(), "deleted_unseen", detail));
            }
            return Ok(());
        };
        let times = |event| known.iter().filter(|known| known.event == event).count();
        if last.event == ItemEvent::Deleted || times(ItemEvent::Deleted) > times(ItemEvent::Restored) {
            return Ok(());
        }
        let Some(before) = self.latest_revision(tx, row, &deletion.id).await? else { return Ok(()) };
        let revision = Revision {
            event: ItemEvent::Deleted,
            deletions: u32::try_from(times(ItemEvent::Deleted)).unwrap_or(u32::MAX),
            at: deletion.at,
            by: None,
            before: None,
            raw: serde_json::json!({ "getDeleted": { "id": deletion.id, "deletedDate": deletion.at } }),
            gaps: vec![
                "The source told of the deletion alone; the text is the last that was captured.".to_owned(),
            ],
            ..before
        };
        known.push(known_of(&revision));
        new.revisions.push(revision);
        Ok(())
    }

    /// Keeps new revisions, with whom they are for and which files they need.
    async fn keep_revisions(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        settings: &ArchiveSettings,
        around: Around,
        new: New,
        now: Time,
    ) -> Result<Kept> {
        let New { revisions, mut gaps } = new;
        let wanted = self.want_files(tx, row, settings, &revisions, now).await?;
        let mut rows = Vec::with_capacity(revisions.len());
        let mut files = Vec::new();
        for (place, revision) in revisions.iter().enumerate() {
            // In the order in which it happened, which is that of mailboxes and versions.
            let id = RevisionId::make_nth(self.clock.as_ref(), self.random.as_ref(), place);
            let attached: Vec<_> =
                revision.content.attachments.iter().map(|attachment| attachment.id.clone()).collect();
            let fetching = attached.iter().any(|file| wanted.contains(file));
            files.extend(attached.into_iter().map(|file| (id.clone(), file)));
            // Texts of gaps may hold names; what they say is in the record, sealed.
            gaps.extend(revision.gaps.iter().map(|_| {
                let detail = "Something of it could not be read at the source; the message says what.";
                (revision.item.id.clone(), "incomplete", detail.to_owned())
            }));
            rows.push(new_row(id, revision, fetching, now)?);
        }
        let kept = Kept {
            fetching: rows.iter().any(|row| row.state == RevisionState::Fetching),
            captured: rows.iter().any(|row| row.state == RevisionState::Captured),
            released: false,
        };
        tx.revisions().insert(&row.id, &rows).await?;
        tx.archive_files().belong(&row.id, &files).await?;
        let pairs: Vec<_> = revisions.iter().zip(&rows).collect();
        keep_participants(tx, row, settings, &around, &pairs, now).await?;
        tx.archive_gaps().name(&row.id, &gaps, now).await?;
        Ok(kept)
    }

    /// Has the files of revisions fetched that are not known; those that are wanted still.
    async fn want_files(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        settings: &ArchiveSettings,
        revisions: &[Revision],
        now: Time,
    ) -> Result<BTreeSet<String>> {
        let files: BTreeMap<&str, &Attachment> = revisions
            .iter()
            .flat_map(|revision| &revision.content.attachments)
            .map(|attachment| (attachment.id.as_str(), attachment))
            .collect();
        let not_chosen = (!settings.files).then(|| "Files are not archived: it was chosen so.".to_owned());
        let files: Vec<_> = files
            .into_values()
            .map(|file| Attachment { gap: file.gap.clone().or_else(|| not_chosen.clone()), ..file.clone() })
            .collect();
        Ok(tx.archive_files().want(&row.id, &files, now).await?.into_iter().collect())
    }
}

#[derive(Default)]
struct New {
    revisions: Vec<Revision>,
    gaps: Vec<(String, &'static str, String)>,
}

/// Whose messages wait in quarantine, of people whom the source shows for the first time or with another address: somebody
/// may write before the source is asked who they are.
async fn mended(tx: &mut Tx, row: &ArchiveInstanceRow, people: &[Person]) -> Result<Vec<String>> {
    let ids: Vec<_> = people.iter().map(|person| person.id.clone()).collect();
    let waiting = tx.deliveries().quarantined_of(&row.id, &ids).await?;
    let known = tx.archive_people().get(&row.id, &waiting).await?;
    let is_as_before = |person: &Person| {
        known.iter().any(|known| known.person.id == person.id && known.person.email == person.email)
    };
    let mended = people.iter().filter(|person| waiting.contains(&person.id) && !is_as_before(person));
    Ok(mended.map(|person| person.id.clone()).collect())
}

fn known_of(revision: &Revision) -> Known {
    Known {
        event: revision.event,
        number: revision.number,
        version: revision.version,
        deletions: revision.deletions,
        content: content_hash(&revision.content),
        at: revision.at,
    }
}

fn new_row(id: RevisionId, revision: &Revision, fetching: bool, now: Time) -> Result<NewRevision> {
    let payload = serde_json::to_vec(revision)
        .map_err(|error| Error::Internal(format!("a revision could not be written: {error}")))?;
    Ok(NewRevision {
        id,
        item: revision.item.id.clone(),
        kind: revision.item.kind,
        event: revision.event,
        number: revision.number,
        version: revision.version,
        deletions: revision.deletions,
        at: revision.at,
        captured_at: now,
        item_created_at: revision.item.created_at,
        key: key(revision),
        content: content_hash(&revision.content),
        state: if fetching { RevisionState::Fetching } else { RevisionState::Captured },
        payload,
    })
}

//! What an observation adds to what is known of an item.
//!
//! A source says what it sees, as often as it likes, in any order, and sometimes tells the history that led there.
//! [`revise`] makes of that the revisions that were not known: nothing twice, and nothing that is not certain.

use crate::content_hash;
use model::{Content, ContentHash, ItemEvent, Mention, Observation, PastEdit, Revision, SourceText, Time};

/// A revision that is known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub event: ItemEvent,
    pub number: i64,
    pub version: u32,
    pub deletions: u32,
    /// [`content_hash`] of its content.
    pub content: ContentHash,
    pub at: Time,
}

impl Known {
    /// How revisions of an item follow each other: by version, then by what was deleted and restored.
    fn order(&self) -> (u32, u32, bool) {
        (self.version, self.deletions, self.event == ItemEvent::Deleted)
    }
}

/// The revisions that `seen` adds to `known` (in any order), the oldest first. `now` is when it was seen.
pub fn revise(known: &[Known], seen: &Observation, now: Time) -> Vec<Revision> {
    let mut maker = Maker { seen, now, revisions: Vec::new(), deletions: count(known, ItemEvent::Deleted) };
    let restored = count(known, ItemEvent::Restored);
    let Some(latest) = known.iter().max_by_key(|one| one.order()) else {
        maker.first();
        return maker.revisions;
    };
    let lies_deleted = maker.deletions > restored;
    let turned = known
        .iter()
        .filter(|one| matches!(one.event, ItemEvent::Deleted | ItemEvent::Restored))
        .map(|one| one.at)
        .max();
    let later_than_turn = turned.is_none_or(|at| seen.modified_at > at);
    // Deleted before, live now, and not merely an old sight of it that came late.
    let restores = lies_deleted && !seen.deleted && later_than_turn;
    let newest = known.iter().map(|one| one.number).max().unwrap_or(latest.number);
    if restores {
        maker.restored(latest, newest);
    }
    maker.edits(known, latest, newest, restores);
    if seen.deleted && !lies_deleted && later_than_turn {
        maker.deleted(latest.version);
    }
    maker.revisions
}

fn count(known: &[Known], event: ItemEvent) -> u32 {
    u32::try_from(known.iter().filter(|one| one.event == event).count()).unwrap_or(u32::MAX)
}

struct Maker<'a> {
    seen: &'a Observation,
    now: Time,
    revisions: Vec<Revision>,
    deletions: u32,
}

impl Maker<'_> {
    /// An item that nothing was known of: all that its history tells.
    fn first(&mut self) {
        let told = self.seen.history.len();
        let number = self.seen.number.saturating_sub(signed(told));
        let mut created = self.revision(ItemEvent::Created, number, 1, self.text(0));
        created.at = self.seen.item.created_at;
        created.by = self.seen.item.inserted_by.clone().or_else(|| self.seen.item.author.clone());
        // Numbers begin at 0 or at 1, so that one edit less than the number is certain.
        let certain = self.seen.number.saturating_sub(1).max(i64::from(self.seen.edited_at.is_some()));
        let missing = certain.saturating_sub(signed(told));
        if missing > 0 {
            created.gaps.push(format!(
                "It had been edited before it was first seen, at least {missing} {} more than its history tells: \
                 what it said before that is not known.",
                if missing == 1 { "time" } else { "times" }
            ));
        }
        self.revisions.push(created);
        for index in 0..told {
            let number = number.saturating_add(signed(index + 1));
            let version = u32::try_from(index + 2).unwrap_or(u32::MAX);
            self.edited(index, number, version);
        }
        if self.seen.deleted {
            self.deleted(u32::try_from(told + 1).unwrap_or(u32::MAX));
        }
    }

    /// The edits since `latest`.
    fn edits(&mut self, known: &[Known], latest: &Known, newest: i64, restored: bool) {
        let version = known.iter().map(|one| one.version).max().unwrap_or(latest.version);
        if self.seen.number == newest {
            // A deletion and a restoration carry the content that was seen with them.
            if !self.seen.deleted && !restored {
                self.edited_under_the_same_number(known, latest, version);
            }
            return;
        }
        let Some(needed) = usize::try_from(self.seen.number.saturating_sub(newest)).ok().filter(|n| *n > 0)
        else {
            return; // an old sight that came late
        };
        let told = self.seen.history.len().min(needed);
        let next = |steps: usize| version.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        if told == 0 && restored {
            return; // the restoration carries what was seen
        }
        if told == 0 {
            let mut edited = self.revision(ItemEvent::Edited, self.seen.number, next(1), None);
            edited.at = self.seen.edited_at.unwrap_or(self.seen.modified_at);
            edited.by.clone_from(&self.seen.edited_by);
            self.note_missing(&mut edited, needed - 1);
            self.revisions.push(edited);
            return;
        }
        let begin = self.seen.history.len() - told;
        for step in 0..told {
            let number = self.seen.number.saturating_sub(signed(told - 1 - step));
            self.edited(begin + step, number, next(step + 1));
            if step == 0
                && let Some(mut first) = self.revisions.pop()
            {
                self.note_missing(&mut first, needed - told);
                self.revisions.push(first);
            }
        }
    }

    /// The source changed it and left the number as it was.
    fn edited_under_the_same_number(&mut self, known: &[Known], latest: &Known, version: u32) {
        let hash = content_hash(&self.seen.content);
        if hash == latest.content {
            return;
        }
        let seen_before = known.iter().any(|one| one.number == self.seen.number && one.content == hash);
        let stale =
            if seen_before { self.seen.modified_at <= latest.at } else { self.seen.modified_at < latest.at };
        let archived = known.iter().any(|one| {
            one.event == ItemEvent::Edited && one.number == self.seen.number && one.content == hash
        });
        if stale || archived {
            return;
        }
        let last = self.seen.history.last().filter(|edit| edit.at > latest.at);
        let mut edited = self.revision(ItemEvent::Edited, self.seen.number, version.saturating_add(1), None);
        edited.at = self.seen.edited_at.filter(|at| *at > latest.at).unwrap_or(self.seen.modified_at);
        edited.by = if self.seen.edited_at.is_some_and(|at| at > latest.at) {
            self.seen.edited_by.clone()
        } else {
            None
        };
        edited.before = last.map(|edit| edit.before.clone());
        self.revisions.push(edited);
    }

    /// The edit that `history[index]` tells of.
    fn edited(&mut self, index: usize, number: i64, version: u32) {
        let Some(PastEdit { at, by, before }) = self.seen.history.get(index) else { return };
        let mut edited = self.revision(ItemEvent::Edited, number, version, self.text(index + 1));
        edited.at = *at;
        edited.by.clone_from(by);
        edited.before = Some(before.clone());
        self.revisions.push(edited);
    }

    fn deleted(&mut self, version: u32) {
        let version = self.revisions.iter().map(|one| one.version).max().unwrap_or(version);
        let mut deleted = self.revision(ItemEvent::Deleted, self.seen.number, version, None);
        deleted.at = self.seen.modified_at;
        self.revisions.push(deleted);
        self.deletions = self.deletions.saturating_add(1);
    }

    /// It is there again, as it was before any edit that followed.
    fn restored(&mut self, latest: &Known, newest: i64) {
        let needed = usize::try_from(self.seen.number.saturating_sub(newest)).unwrap_or(0);
        let told = self.seen.history.len().min(needed);
        let edit = (told > 0).then(|| self.seen.history.len() - told);
        let number = match edit {
            Some(_) => self.seen.number.saturating_sub(signed(told)),
            None => self.seen.number.max(newest),
        };
        let text = edit.and_then(|index| self.text(index));
        let mut restored = self.revision(ItemEvent::Restored, number, latest.version, text);
        restored.at = match edit.and_then(|index| self.seen.history.get(index)) {
            Some(first) => first.at.min(self.seen.modified_at),
            None => self.seen.modified_at,
        };
        if edit.is_none() {
            self.note_missing(&mut restored, needed);
        }
        self.revisions.push(restored);
    }

    /// The text before the edit `index`; none where that is the text that was seen.
    fn text(&self, index: usize) -> Option<SourceText> {
        self.seen.history.get(index).map(|edit| edit.before.clone())
    }

    fn note_missing(&self, revision: &mut Revision, missing: usize) {
        if missing > 0 {
            revision.gaps.push(format!(
                "{missing} {} before this one could not be read: the source's history is shorter than its numbers.",
                if missing == 1 { "version" } else { "versions" }
            ));
        }
    }

    /// A revision with what was seen, and with another text where that is an earlier one.
    fn revision(&self, event: ItemEvent, number: i64, version: u32, earlier: Option<SourceText>) -> Revision {
        let seen = self.seen;
        // Whom an earlier text mentioned is not known: those of the last one are taken, and flagged.
        let mention = |mention: &Mention| Mention {
            certain: mention.certain && earlier.is_none(),
            user: mention.user.clone(),
        };
        Revision {
            item: seen.item.clone(),
            event,
            number,
            version,
            deletions: self.deletions,
            at: self.now,
            by: None,
            mentions: seen.mentions.iter().map(mention).collect(),
            content: match earlier {
                Some(text) => Content { body: Some(text), ..seen.content.clone() },
                None => seen.content.clone(),
            },
            before: None,
            people: seen.people.clone(),
            likes: seen.likes,
            raw: seen.raw.clone(),
            gaps: seen.gaps.clone(),
        }
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

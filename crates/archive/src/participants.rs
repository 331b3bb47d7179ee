//! Whose mailboxes a revision belongs to. RULES: where that cannot be known for certain, the person is included and
//! flagged.

use model::{GroupSnapshot, ItemEvent, ItemKind, Participant, ParticipantRole, PlaceKind, Revision, Time};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the people around a revision.
#[derive(Debug, Clone, Copy)]
pub struct ParticipantInput<'a> {
    pub revision: &'a Revision,
    /// Of a comment: the participants of its post, where that is known.
    pub post: Option<&'a [Participant]>,
    /// Of an edit, a deletion or a restoration: the participants of the revision before, where that is known.
    pub before: Option<&'a [Participant]>,
    /// Of what is in a group: who is in it.
    pub members: Option<Members<'a>>,
}

/// What is known of a group's members.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a> {
    /// The latest snapshot.
    pub now: &'a GroupSnapshot,
    /// The one before it: who has left since.
    pub earlier: Option<&'a GroupSnapshot>,
}

/// The participants, one entry each, ordered by user id.
pub fn participants(input: &ParticipantInput<'_>) -> Vec<Participant> {
    let revision = input.revision;
    let mut people = People::default();
    if let Some(author) = &revision.item.author {
        people.add(author, ParticipantRole::Author, true);
    }
    for mention in &revision.mentions {
        people.add(&mention.user, ParticipantRole::Mentioned, mention.certain);
    }
    if revision.event == ItemEvent::Created {
        people.around(input);
    } else {
        if let Some(by) = &revision.by {
            people.add(by, ParticipantRole::Author, true);
        }
        match input.before {
            Some(before) => people.carry(before),
            None => {
                let mut guessed = People::default();
                guessed.around(input);
                people.add_uncertain(guessed);
            }
        }
    }
    people.list()
}

#[derive(Default)]
struct People(BTreeMap<String, (BTreeSet<ParticipantRole>, bool)>);

impl People {
    fn add(&mut self, user: &str, role: ParticipantRole, certain: bool) {
        let entry = self.0.entry(user.to_owned()).or_default();
        entry.0.insert(role);
        entry.1 |= certain;
    }

    /// Those whom an item reaches by where it is, or by what it answers.
    fn around(&mut self, input: &ParticipantInput<'_>) {
        match (input.revision.item.kind, input.post) {
            (ItemKind::Comment, Some(post)) => self.carry(post),
            (ItemKind::Comment, None) => {
                let mut guessed = People::default();
                guessed.of_the_place(input);
                self.add_uncertain(guessed);
            }
            (ItemKind::Post | ItemKind::Message, _) => self.of_the_place(input),
        }
    }

    fn of_the_place(&mut self, input: &ParticipantInput<'_>) {
        let item = &input.revision.item;
        let listed = match item.place.kind {
            PlaceKind::Profile => {
                self.add(&item.place.id, ParticipantRole::Owner, true);
                None
            }
            PlaceKind::Group => {
                if let Some(members) = input.members {
                    self.members(members, item.created_at);
                }
                Some(ParticipantRole::Member)
            }
            PlaceKind::Record => Some(ParticipantRole::Follower),
            PlaceKind::Conversation => Some(ParticipantRole::Member),
        };
        for person in &input.revision.people {
            if let Some(role) = listed {
                self.add(person, role, true);
            }
        }
    }

    /// Who was a member when it was written. A membership begins when the source says; whoever is in no list any
    /// more may have left before or after, and of two things within one second nobody can tell which came first.
    fn members(&mut self, members: Members<'_>, at: Time) {
        for snapshot in [Some(members.now), members.earlier].into_iter().flatten() {
            let latest = std::ptr::eq(snapshot, members.now);
            for member in snapshot.members.iter().filter(|member| member.since <= at) {
                // A list that was read afterwards proves it. The latest one is taken for today's.
                let still = latest || snapshot.read_at >= at;
                self.add(&member.user, ParticipantRole::Member, still && member.since < at);
            }
        }
    }

    fn carry(&mut self, others: &[Participant]) {
        for other in others {
            self.add(&other.user, ParticipantRole::Carried, other.certain);
        }
    }

    fn add_uncertain(&mut self, others: People) {
        for (user, (roles, _)) in others.0 {
            for role in roles {
                self.add(&user, role, false);
            }
        }
    }

    fn list(self) -> Vec<Participant> {
        self.0
            .into_iter()
            .map(|(user, (roles, certain))| Participant { user, roles: roles.into_iter().collect(), certain })
            .collect()
    }
}

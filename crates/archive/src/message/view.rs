//! What a record says, as a message shows it: names for ids, one name for a place, files with the names they get.

use super::{Mailbox, Naming, file_name};
use crate::{FileHash, FileState, Record, text};
use model::{Attachment, AttachmentKind, Participant, ParticipantRole, PlaceKind, Time};
use std::collections::BTreeSet;

/// Longest display name in a header, in characters.
const NAME_CHARS_MAX: usize = 120;
/// Longest address that is put into a header; a longer one stands in the text only.
const ADDRESS_BYTES_MAX: usize = 254;
/// Participants that are named in the header. With more than these the place stands for all, and a list is attached:
/// mail programs and servers take a few hundred well, and 10,000 not at all.
const ADDRESSED_MAX: usize = 100;

/// A record and what its message calls things.
pub(crate) struct View<'a> {
    pub record: &'a Record,
    pub naming: Naming<'a>,
    pub files: Vec<File<'a>>,
}

/// A file of the item.
pub(crate) struct File<'a> {
    pub attachment: &'a Attachment,
    /// As it is called in the message.
    pub name: String,
    pub media_type: &'static str,
    pub stored: Result<(FileHash, u64), String>,
    /// Its Content-ID, where the text shows it.
    pub content_id: Option<String>,
}

impl<'a> View<'a> {
    pub fn of(record: &'a Record) -> Self {
        let naming = Naming::of(record);
        let mut seen = BTreeSet::new();
        let attachments: Vec<&Attachment> =
            record.revision.content.attachments.iter().filter(|one| seen.insert(one.id.as_str())).collect();
        let names = file_name::distinct(attachments.iter().map(|one| one.name.as_str()));
        let shown = |id: &str| {
            let mark = format!("cid:{id}\"");
            [&record.body_html, &record.before_html].into_iter().flatten().any(|html| html.contains(&mark))
        };
        let files = attachments
            .into_iter()
            .zip(names)
            .map(|(attachment, name)| {
                let mut media_type = file_name::media_type(&name);
                let stored = match record.files.get(&attachment.id) {
                    Some(FileState::Stored { sha256, size, image }) => {
                        if let Some(known) = image.as_deref().and_then(file_name::known_image) {
                            media_type = known;
                        }
                        Ok((*sha256, *size))
                    }
                    Some(FileState::Gap { reason }) => Err(text::line(reason)),
                    None => Err("It was not fetched.".to_owned()),
                };
                let content_id = Some(naming.content_id(&attachment.id))
                    .filter(|id| attachment.kind == AttachmentKind::Inline && stored.is_ok() && shown(id));
                File { attachment, name, media_type, stored, content_id }
            })
            .collect();
        Self { record, naming, files }
    }

    /// Somebody's name; the id where there is none.
    pub fn name(&self, user: &str) -> String {
        let name = self.record.people.get(user).map(|person| text::line(&person.name)).unwrap_or_default();
        if name.is_empty() { text::line(user) } else { name }
    }

    /// Somebody's name and address, as a text shows them.
    pub fn person(&self, user: &str) -> String {
        let email = self.record.people.get(user).and_then(|person| person.email.as_deref()).map(text::line);
        match email.filter(|email| !email.is_empty()) {
            Some(email) => format!("{} <{email}>", self.name(user)),
            None => format!("{} (no e-mail address)", self.name(user)),
        }
    }

    pub fn mailbox(&self, user: &str) -> Mailbox {
        let email = self.record.people.get(user).and_then(|person| person.email.as_deref()).map(str::trim);
        let address = match email.filter(|email| fits_header(email)) {
            Some(email) => email.to_owned(),
            None => self.naming.pseudo_address(user),
        };
        Mailbox::new(&text::beginning(&self.name(user), NAME_CHARS_MAX), address)
    }

    /// What the author is called where there is none: the service itself.
    pub fn title(&self) -> String {
        let title = text::line(&self.record.source.title);
        if title.is_empty() { text::line(&self.record.source.connector) } else { title }
    }

    pub fn from(&self) -> Mailbox {
        match &self.record.revision.item.author {
            Some(author) => self.mailbox(author),
            None => Mailbox::new(&self.title(), self.naming.pseudo_address("service")),
        }
    }

    /// The place's name; its id where there is none.
    pub fn place_name(&self) -> String {
        let place = &self.record.revision.item.place;
        if place.kind == PlaceKind::Profile {
            return self.name(&place.id);
        }
        let name = place.name.as_deref().map(text::line).unwrap_or_default();
        if name.is_empty() { text::line(&place.id) } else { name }
    }

    /// Whether there are too many participants to name them in the header.
    pub fn is_crowd(&self) -> bool {
        self.record.participants.len() > ADDRESSED_MAX
    }

    /// To and Cc: the place, every other participant but the author, and apart from these whoever is there only for
    /// being mentioned. The place alone where they are too many.
    pub fn recipients(&self) -> (Vec<Mailbox>, Vec<Mailbox>) {
        let item = &self.record.revision.item;
        let place = match item.place.kind {
            PlaceKind::Profile => Some(self.mailbox(&item.place.id)),
            PlaceKind::Group | PlaceKind::Record => Some(Mailbox::new(
                &text::beginning(&self.place_name(), NAME_CHARS_MAX),
                self.naming.pseudo_address(&item.place.id),
            )),
            PlaceKind::Conversation => None,
        };
        let (mut to, mut cc): (Vec<_>, Vec<_>) = (place.into_iter().collect(), Vec::new());
        if !self.is_crowd() {
            for participant in &self.record.participants {
                let user = participant.user.as_str();
                let is_place = item.place.kind == PlaceKind::Profile && user == item.place.id;
                if item.author.as_deref() == Some(user) || is_place {
                    continue;
                }
                let only_mentioned = participant.roles.as_slice() == [ParticipantRole::Mentioned];
                let list = if only_mentioned { &mut cc } else { &mut to };
                list.push(self.mailbox(user));
            }
        }
        if to.is_empty() {
            to.push(Mailbox::new("Private conversation", self.naming.pseudo_address(&item.place.id)));
        }
        (to, cc)
    }

    /// The list that is attached where the header does not name everybody.
    pub fn participants_file(&self) -> Option<String> {
        if !self.is_crowd() {
            return None;
        }
        let mut made = format!("{} participants\n\n", text::grouped(self.record.participants.len() as u64));
        for Participant { user, roles, certain } in &self.record.participants {
            let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            let doubt = if *certain { "" } else { "; not certain" };
            made.push_str(&format!(
                "{} [{}] {}{doubt}\n",
                self.person(user),
                text::line(user),
                roles.join(", ")
            ));
        }
        Some(made)
    }
}

/// Whether an address can stand in a header as it is: ASCII, and one that any mail program reads as itself.
fn fits_header(email: &str) -> bool {
    email.is_ascii() && email.len() <= ADDRESS_BYTES_MAX && crate::mapping::is_address(email)
}

/// A moment as people read it, in UTC.
pub(crate) fn moment(time: Time) -> String {
    let text = time.to_string();
    match text.split_once('T') {
        Some((day, rest)) => format!("{day} {} UTC", rest.split(['.', 'Z']).next().unwrap_or(rest)),
        None => text,
    }
}

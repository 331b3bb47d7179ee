//! What a message says, once: as blocks, which the plain text and the HTML both show.

use super::{
    item_class, rich,
    view::{View, moment},
};
use crate::{Record, text};
use model::{ItemEvent, ItemKind, PlaceKind, SourceText};

/// People who are named in a note before the rest are only counted.
const NAMED_MAX: usize = 20;

/// A part of what a message says.
pub(crate) enum Block {
    /// Who did what, where and when: one sentence.
    Lead(String),
    /// What nobody may overlook.
    Notice(String),
    /// Over what follows.
    Heading(String),
    /// The item's own title.
    Title(String),
    Text(Text),
    /// An address that the item carries, and what it calls it.
    Link {
        label: Option<String>,
        url: String,
    },
    List(Vec<String>),
    Table {
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Names and values, small, at the end.
    Facts(Vec<(&'static str, String)>),
}

/// A text of the source in both forms.
pub(crate) struct Text {
    pub plain: String,
    pub html: String,
}

impl Text {
    fn of(text: &SourceText, sanitised: Option<&String>) -> Self {
        match sanitised {
            Some(html) => Self { plain: rich::to_plain(html), html: html.clone() },
            None => Self { plain: text::lines(&text.text), html: text::plain_to_html(&text.text) },
        }
    }
}

/// All that a message says, in order.
pub(super) fn blocks(view: &View<'_>) -> Vec<Block> {
    let record = view.record;
    let revision = &record.revision;
    let mut blocks = vec![Block::Lead(lead(view))];
    blocks.extend(notice(view).map(Block::Notice));
    let edited = revision.event == ItemEvent::Edited;
    if edited {
        blocks.push(Block::Heading("After the edit".to_owned()));
    }
    content(view, &mut blocks);
    if edited {
        blocks.push(Block::Heading("Before the edit".to_owned()));
        blocks.push(match &revision.before {
            Some(before) => Block::Text(Text::of(before, record.before_html.as_ref())),
            None => Block::Notice("The text before this edit could not be read.".to_owned()),
        });
    }
    files(view, &mut blocks);
    blocks.push(Block::Heading("Details".to_owned()));
    blocks.push(Block::Facts(facts(view)));
    let notes = notes(view);
    if !notes.is_empty() {
        blocks.push(Block::Heading("Notes".to_owned()));
        blocks.push(Block::List(notes));
    }
    blocks
}

fn place(view: &View<'_>) -> String {
    let item = &view.record.revision.item;
    let name = view.place_name();
    match item.place.kind {
        PlaceKind::Profile if item.author.as_deref() == Some(&item.place.id) => {
            "on their own profile".to_owned()
        }
        PlaceKind::Profile => format!("on the profile of {name}"),
        PlaceKind::Group => format!("in the group {name}"),
        PlaceKind::Record => match item.place.record_type.as_deref().map(text::line) {
            Some(kind) if !kind.is_empty() => format!("on the record {name} ({kind})"),
            _ => format!("on the record {name}"),
        },
        PlaceKind::Conversation => "in a private conversation".to_owned(),
    }
}

fn lead(view: &View<'_>) -> String {
    let revision = &view.record.revision;
    let item = &revision.item;
    let author = item.author.as_deref().map_or_else(|| view.title(), |author| view.person(author));
    let place = place(view);
    let when = moment(revision.at);
    let what = match item.kind {
        ItemKind::Post => "post",
        ItemKind::Comment => "comment",
        ItemKind::Message => "private message",
    };
    let verb = match revision.event {
        ItemEvent::Created => {
            return match (item.kind, item.parent.as_ref().and_then(|parent| parent.comment.as_ref())) {
                (ItemKind::Post, _) => format!("{author} posted {place} on {when}."),
                (ItemKind::Comment, None) => format!("{author} commented on a post {place} on {when}."),
                (ItemKind::Comment, Some(_)) => format!("{author} answered a comment {place} on {when}."),
                (ItemKind::Message, _) => format!("{author} wrote {place} on {when}."),
            };
        }
        ItemEvent::Edited => "edited",
        ItemEvent::Deleted => "deleted",
        ItemEvent::Restored => "restored",
    };
    match &revision.by {
        Some(by) if item.author.as_ref() == Some(by) => {
            format!("{author} {verb} their own {what} {place} on {when}.")
        }
        Some(by) => format!("{} {verb} a {what} of {author} {place} on {when}.", view.person(by)),
        None => {
            format!("A {what} of {author} {place} was {verb} on {when}. The source does not say by whom.")
        }
    }
}

fn notice(view: &View<'_>) -> Option<String> {
    let revision = &view.record.revision;
    Some(match revision.event {
        ItemEvent::Created => return None,
        ItemEvent::Edited => format!("Edited: this is version {}.", revision.version),
        ItemEvent::Deleted => "Deleted at the source. This is the last that is known of it.".to_owned(),
        ItemEvent::Restored => "Restored: it had been deleted at the source, and is there again.".to_owned(),
    })
}

fn content(view: &View<'_>, blocks: &mut Vec<Block>) {
    let record = view.record;
    let content = &record.revision.content;
    let before = blocks.len();
    blocks
        .extend(content.title.as_deref().map(text::line).filter(|title| !title.is_empty()).map(Block::Title));
    if let Some(body) = content.body.as_ref().filter(|body| !body.text.is_empty()) {
        blocks.push(Block::Text(Text::of(body, record.body_html.as_ref())));
    }
    if let Some(link) = &content.link {
        let label = link.label.as_deref().map(text::line).filter(|label| !label.is_empty());
        blocks.push(Block::Link { label, url: text::line(&link.url) });
    }
    if !content.poll.is_empty() {
        blocks.push(Block::Heading("Poll".to_owned()));
        let choices = content.poll.iter().map(|choice| match choice.votes {
            None => text::line(&choice.label),
            Some(1) => format!("{} (1 vote)", text::line(&choice.label)),
            Some(votes) => format!("{} ({} votes)", text::line(&choice.label), text::grouped(votes)),
        });
        blocks.push(Block::List(choices.collect()));
    }
    if !content.changes.is_empty() {
        let value =
            |value: &Option<String>| value.as_deref().map(text::line).unwrap_or_else(|| "(empty)".to_owned());
        let rows = content.changes.iter();
        let rows = rows.map(|change| vec![text::line(&change.field), value(&change.old), value(&change.new)]);
        blocks.push(Block::Heading("Changed fields".to_owned()));
        let head = ["Field", "Before", "After"].map(str::to_owned).to_vec();
        blocks.push(Block::Table { head, rows: rows.collect() });
    }
    if blocks.len() == before && view.files.is_empty() {
        blocks.push(Block::Notice("It has no text.".to_owned()));
    }
}

fn files(view: &View<'_>, blocks: &mut Vec<Block>) {
    if view.files.is_empty() {
        return;
    }
    blocks.push(Block::Heading("Files".to_owned()));
    let list = view.files.iter().map(|file| {
        let original = text::line(&file.attachment.name);
        let called = match original.as_str() {
            "" => file.name.clone(),
            original if original == file.name => file.name.clone(),
            original => format!("{} (at the source: {original})", file.name),
        };
        match &file.stored {
            Ok((_, size)) => format!("{called}, {} bytes", text::grouped(*size)),
            Err(reason) => format!("{called}: not in this message. {reason}"),
        }
    });
    blocks.push(Block::List(list.collect()));
}

fn facts(view: &View<'_>) -> Vec<(&'static str, String)> {
    let record = view.record;
    let revision = &record.revision;
    let item = &revision.item;
    let line = |text: &Option<String>| text.as_deref().map(text::line).filter(|text| !text.is_empty());
    let person = |user: &String| format!("{}, user {}", view.person(user), text::line(user));
    let place_kind = match item.place.kind {
        PlaceKind::Profile => "Profile",
        PlaceKind::Group => "Group",
        PlaceKind::Record => "Record",
        PlaceKind::Conversation => "Conversation",
    };
    let parent = item.parent.as_ref();
    let mentions: Vec<String> = revision.mentions.iter().map(|mention| view.name(&mention.user)).collect();
    let participants: Vec<String> = record.participants.iter().map(|one| view.name(&one.user)).collect();
    let facts = [
        ("Author", Some(item.author.as_ref().map_or_else(|| view.title(), person))),
        ("Put there by", item.inserted_by.as_ref().filter(|by| item.author.as_ref() != Some(by)).map(person)),
        (place_kind, Some(format!("{}, {}", view.place_name(), text::line(&item.place.id)))),
        ("Written", Some(moment(item.created_at))),
        ("Item", Some(format!("{} {}", item.kind.as_str(), text::line(&item.id)))),
        ("Type", line(&Some(item.source_type.clone()))),
        ("Post", parent.map(|parent| text::line(&parent.post))),
        ("Answers comment", parent.and_then(|parent| line(&parent.comment))),
        ("Event", Some(format!("{}, {}", revision.event.as_str(), moment(revision.at)))),
        ("Version", Some(format!("{} (number {} at the source)", revision.version, revision.number))),
        ("Mentioned", Some(people(&mentions)).filter(|_| !mentions.is_empty())),
        ("Likes when it was captured", revision.likes.map(text::grouped)),
        ("Visible to", line(&item.visibility)),
        ("Network", line(&item.network)),
        (
            "Participants",
            Some(format!("{}: {}", text::grouped(participants.len() as u64), people(&participants))),
        ),
        ("Source", Some(format!("{}, account {}", view.title(), text::line(&record.account)))),
        ("Captured", Some(moment(record.captured_at))),
        ("Item class", Some(item_class(record))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// Names, as many as a reader takes in.
fn people(names: &[String]) -> String {
    let (named, rest) = names.split_at(names.len().min(NAMED_MAX));
    match rest.len() {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), text::grouped(more as u64)),
    }
}

fn notes(view: &View<'_>) -> Vec<String> {
    let record = view.record;
    let mut notes: Vec<String> =
        record.revision.gaps.iter().map(|gap| text::line(gap)).filter(|gap| !gap.is_empty()).collect();
    let uncertain: Vec<String> =
        record.participants.iter().filter(|one| !one.certain).map(|one| view.name(&one.user)).collect();
    if !uncertain.is_empty() {
        notes.push(format!(
            "It is not known for certain that this reached: {}. They are included to be safe.",
            people(&uncertain)
        ));
    }
    if view.is_crowd() {
        notes.push("The participants are too many for the header: participants.txt lists them.".to_owned());
    }
    notes
}

/// The texts of a record that a search reads: what the item says, before an edit too, and its files' names.
pub(crate) fn searched(record: &Record) -> (String, Vec<String>) {
    let view = View::of(record);
    let mut blocks = Vec::new();
    content(&view, &mut blocks);
    if let Some(before) = &record.revision.before {
        blocks.push(Block::Text(Text::of(before, record.before_html.as_ref())));
    }
    (super::plain::render(&blocks), view.files.into_iter().map(|file| file.name).collect())
}

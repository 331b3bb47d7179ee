//! The subject: what a list of mail shows. Where it is, and how it begins.

use super::{rich, view::View};
use crate::text;
use model::{ItemEvent, ItemKind, PlaceKind};

/// How much of the text a subject shows.
const WORDS_CHARS_MAX: usize = 80;
/// How much of a place's name it shows.
const PLACE_CHARS_MAX: usize = 40;
/// How much of a text is looked at for its first words, in bytes.
const LOOKED_AT_BYTES: usize = 4096;

pub(super) fn subject(view: &View<'_>) -> String {
    let revision = &view.record.revision;
    let item = &revision.item;
    let event = match revision.event {
        ItemEvent::Created => String::new(),
        ItemEvent::Edited => format!("Edited (version {}): ", revision.version),
        ItemEvent::Deleted => "Deleted: ".to_owned(),
        ItemEvent::Restored => "Restored: ".to_owned(),
    };
    let own_profile = item.place.kind == PlaceKind::Profile && item.author.as_deref() == Some(&item.place.id);
    let place = text::beginning(&view.place_name(), PLACE_CHARS_MAX);
    let place = if own_profile || item.place.kind == PlaceKind::Conversation { String::new() } else { place };
    let kind = match (item.kind, place.is_empty()) {
        (ItemKind::Post, true) => String::new(),
        (ItemKind::Post, false) => format!("{place}: "),
        (ItemKind::Comment, true) => "Comment: ".to_owned(),
        (ItemKind::Comment, false) => format!("{place}: Comment: "),
        (ItemKind::Message, _) => "Private message: ".to_owned(),
    };
    text::line(&format!("[{}] {event}{kind}{}", view.title(), words(view)))
}

/// The first words of whatever the item has.
fn words(view: &View<'_>) -> String {
    let record = view.record;
    let content = &record.revision.content;
    let body = match (&record.body_html, &content.body) {
        (Some(html), _) => rich::to_words(html),
        (None, Some(body)) => body.text.clone(),
        (None, None) => String::new(),
    };
    let cut = body.floor_char_boundary(LOOKED_AT_BYTES);
    let named = |word: &str, name: Option<String>| name.map(|name| format!("{word}: {name}"));
    [
        content.title.clone(),
        Some(body[..cut].to_owned()),
        content.link.as_ref().map(|link| link.label.clone().unwrap_or_else(|| link.url.clone())),
        named("Poll", content.poll.first().map(|choice| choice.label.clone())),
        named("Changed", content.changes.first().map(|change| change.field.clone())),
        view.files.first().map(|file| file.name.clone()),
        Some(record.revision.item.source_type.clone()),
    ]
    .into_iter()
    .flatten()
    .map(|words| text::beginning(&words, WORDS_CHARS_MAX))
    .find(|words| !words.is_empty())
    .unwrap_or_else(|| "(no text)".to_owned())
}

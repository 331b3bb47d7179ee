//! Whether a message is one that a query means.

use super::{Compare, Field, Kind, Phrase, Query, words::words};
use crate::{Mailbox, Record, message};
use jiff::{civil::Date, tz::TimeZone};
use model::{ItemKind, Time};

/// A message as a query looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searchable {
    from: Vec<Words>,
    to: Vec<Words>,
    cc: Vec<Words>,
    participants: Vec<Words>,
    subject: Vec<Words>,
    /// What of it is in no property: its text and its files' names.
    text: Vec<Words>,
    kind: ItemKind,
    item_class: String,
    sent: Time,
}

/// The words of one text, in order: a phrase never reaches from one text into another.
type Words = Vec<String>;

impl Searchable {
    /// What of a record is searched.
    pub fn of(record: &Record) -> Self {
        let message = crate::message(record);
        let (text, files) = message::searched(record);
        let mailboxes = |list: &[Mailbox]| list.iter().map(|one| words(&one.searched())).collect::<Vec<_>>();
        let (from, to, cc) = (mailboxes(&[message.from]), mailboxes(&message.to), mailboxes(&message.cc));
        let people = record.participants.iter().map(|participant| {
            let person = record.people.get(&participant.user);
            let part = |text: Option<&String>| text.map(String::as_str).unwrap_or("").to_owned();
            words(&format!(
                "{} {} {} {}",
                part(person.map(|person| &person.name)),
                part(person.and_then(|person| person.email.as_ref())),
                part(person.and_then(|person| person.username.as_ref())),
                participant.user,
            ))
        });
        let participants = from.iter().chain(&to).chain(&cc).cloned().chain(people).collect();
        Self {
            participants,
            from,
            to,
            cc,
            subject: vec![words(&message.subject)],
            text: std::iter::once(&text).chain(&files).map(|text| words(text)).collect(),
            kind: record.revision.item.kind,
            item_class: message.item_class.to_lowercase(),
            sent: message.date,
        }
    }

    fn field(&self, field: Field) -> &[Words] {
        match field {
            Field::From => &self.from,
            Field::To => &self.to,
            Field::Cc => &self.cc,
            Field::Participants => &self.participants,
            Field::Subject => &self.subject,
        }
    }

    fn day(&self) -> Date {
        let moment = jiff::Timestamp::from_millisecond(self.sent.ms()).unwrap_or_default();
        moment.to_zoned(TimeZone::UTC).date()
    }
}

/// Whether `message` is one that `query` means.
pub fn matches(query: &Query, message: &Searchable) -> bool {
    match query {
        Query::And(parts) => parts.iter().all(|part| matches(part, message)),
        Query::Or(parts) => parts.iter().any(|part| matches(part, message)),
        Query::Not(inner) => !matches(inner, message),
        Query::Text(phrase) => {
            let texts = [&message.text, &message.subject, &message.participants];
            texts.into_iter().flatten().any(|text| holds(text, phrase))
        }
        Query::Field(field, phrase) => message.field(*field).iter().any(|text| holds(text, phrase)),
        Query::Kind(Kind::External) => true,
        Query::Kind(Kind::Item(kind)) => message.kind == *kind,
        Query::ItemClass { text, prefix: true } => message.item_class.starts_with(text),
        Query::ItemClass { text, prefix: false } => message.item_class == *text,
        Query::Sent(compare, day) => {
            let sent = message.day();
            match compare {
                Compare::Before => sent < *day,
                Compare::UpTo => sent <= *day,
                Compare::On => sent == *day,
                Compare::From => sent >= *day,
                Compare::After => sent > *day,
            }
        }
    }
}

fn holds(text: &[String], phrase: &Phrase) -> bool {
    let Some((last, first)) = phrase.words.split_last() else { return false };
    text.windows(phrase.words.len()).any(|window| {
        let Some((end, begin)) = window.split_last() else { return false };
        begin == first && if phrase.prefix { end.starts_with(last.as_str()) } else { end == last }
    })
}

//! Header and parts of a message.

use super::{
    Mailbox, Message, body,
    header::{Headers, file_name_parameters},
    html, item_class,
    mime::{Body, Part},
    plain, subject,
    view::{File, View},
};
use crate::{Piece, Record, Skeleton, text};
use model::Time;

/// What a Date field can say and every mail program reads: 1900 to 9999, short of the last day's end.
const DATE_RANGE_MS: std::ops::RangeInclusive<i64> = -2_208_988_800_000..=253_402_207_200_000;
/// What the attached list of participants is called.
const PARTICIPANTS: &str = "participants.txt";

pub(super) fn compose(record: &Record) -> Message {
    let view = View::of(record);
    let revision = &record.revision;
    let subject = subject::subject(&view);
    let item_class = item_class(record);
    let id = view.naming.message_id(revision);
    let hash = record.sha256();
    let (from, (to, cc)) = (view.from(), view.recipients());

    let mut headers = Headers::default();
    headers.plain("Date", &date(revision.at));
    headers.addresses("From", std::slice::from_ref(&from));
    headers.addresses("To", &to);
    if !cc.is_empty() {
        headers.addresses("Cc", &cc);
    }
    headers.text("Subject", &subject);
    headers.ids("Message-ID", [id.as_str()]);
    let (answers, chain) = view.naming.thread(revision);
    if let Some(answers) = &answers {
        headers.ids("In-Reply-To", [answers.as_str()]);
    }
    if !chain.is_empty() {
        headers.ids("References", chain.iter().map(String::as_str));
    }
    headers.plain("Auto-Submitted", "auto-generated");
    archive_headers(&mut headers, record, &item_class, hash.as_str());
    headers.plain("MIME-Version", "1.0");

    let part = parts(&view, &subject, hash.as_str());
    let mut pieces = vec![Piece::Literal(headers.into_bytes())];
    part.write(&mut pieces);
    let skeleton = Skeleton::of(pieces);
    let date = revision.at;
    Message { id, subject, date, from, to, cc, item_class, size: skeleton.size(), skeleton }
}

fn archive_headers(headers: &mut Headers, record: &Record, item_class: &str, hash: &str) {
    let revision = &record.revision;
    let item = &revision.item;
    headers.plain("X-Archive-Format", &record.format.to_string());
    headers.text("X-Archive-Item-Class", item_class);
    let mut some = |name: &str, value: &str| {
        let value = text::beginning(value, 200);
        if !value.is_empty() {
            headers.text(name, &value);
        }
    };
    some("X-Archive-Item-Id", &item.id);
    some("X-Archive-Event", revision.event.as_str());
    some("X-Archive-Version", &revision.version.to_string());
    some("X-Archive-Number", &revision.number.to_string());
    some("X-Archive-Account", &record.account);
    some("X-Archive-Place", &format!("{} {}", item.place.kind.as_str(), item.place.id));
    if let Some(parent) = &item.parent {
        some("X-Archive-Parent", parent.comment.as_ref().unwrap_or(&parent.post));
    }
    some("X-Archive-Network", item.network.as_deref().unwrap_or(""));
    some("X-Archive-Visibility", item.visibility.as_deref().unwrap_or(""));
    some("X-Archive-Captured-At", &record.captured_at.to_string());
    headers.plain("X-Archive-Record-SHA256", hash);
}

fn parts(view: &View<'_>, subject: &str, hash: &str) -> Part {
    let blocks = body::blocks(view);
    let boundary = &hash[..hash.len().min(32)];
    let texts = vec![
        Part::text("plain", &plain::render(&blocks)),
        Part::text("html", &html::render(&blocks, subject)),
    ];
    let mut related = vec![Part::multi("alternative", boundary, texts)];
    related.extend(view.files.iter().filter(|file| file.content_id.is_some()).filter_map(file_part));
    let mut mixed = vec![Part::multi("related", boundary, related)];
    mixed.extend(view.files.iter().filter(|file| file.content_id.is_none()).filter_map(file_part));
    mixed.extend(view.participants_file().map(|list| {
        let mut part = Part::text("plain", &list);
        let name = format!("filename=\"{PARTICIPANTS}\"");
        part.headers.parameters("Content-Disposition", "attachment", &[name]);
        part
    }));
    Part::multi("mixed", boundary, mixed)
}

fn file_part(file: &File<'_>) -> Option<Part> {
    let (sha256, size) = *file.stored.as_ref().ok()?;
    let name = file_name_parameters(&file.name);
    let disposition = if file.content_id.is_some() { "inline" } else { "attachment" };
    let mut headers = Headers::default();
    headers.parameters("Content-Type", file.media_type, &name.fallback);
    headers.plain("Content-Transfer-Encoding", "base64");
    headers.parameters("Content-Disposition", disposition, &name.disposition);
    if let Some(id) = &file.content_id {
        headers.ids("Content-ID", [id.as_str()]);
    }
    Some(Part { headers, body: Body::File(Piece::File { sha256, size }) })
}

/// RFC 5322 §3.3, in UTC.
fn date(time: Time) -> String {
    let ms = time.ms().clamp(*DATE_RANGE_MS.start(), *DATE_RANGE_MS.end());
    let moment = jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    moment.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

impl Mailbox {
    /// Name and address, as a search reads them.
    pub(crate) fn searched(&self) -> String {
        format!("{} {}", self.name.as_deref().unwrap_or(""), self.address)
    }
}

//! From rows to an observation: what was seen of one post, comment or message.
//!
//! Pure, and the same every time: lists are in the order of Salesforce's ids, or of its own numbers.

use super::{
    beside::{Beside, DOCUMENT, VERSION},
    field::{Of, flag, id, text, time, whole},
    table::Row,
    tables::{COMMENTS, POSTS},
};
use crate::source::ConnectError;
use model::{
    Attachment, AttachmentKind, Content, FieldChange, Item, ItemKind, Link, Observation, ParentItem,
    PastEdit, Place, PlaceKind, PollChoice, SourceText, Time,
};
use serde_json::{Map, Value, json};

pub(super) fn is_group(id: &str) -> bool {
    id.starts_with("0F9")
}

pub(super) fn is_user(id: &str) -> bool {
    id.starts_with("005")
}

fn owned(row: &Row, column: &str) -> Option<String> {
    text(row, column).map(str::to_owned)
}

/// A post.
///
/// # Errors
/// A column without which it is none is missing.
pub(super) fn post(row: &Row, beside: &Beside) -> Result<Observation, ConnectError> {
    let of = Of { object: POSTS.object, row };
    let item_id = of.id("Id")?;
    let source_type = text(row, "Type").unwrap_or("Unknown").to_owned();
    let mut gaps = Vec::new();
    let label = text(row, "Title").filter(|_| source_type == "LinkPost");
    let link = text(row, "LinkUrl").map(|url| Link { url: url.to_owned(), label: label.map(str::to_owned) });
    let (attachments, attached_link) = attachments(row, &item_id, beside, &mut gaps);
    let content = Content {
        title: text(row, "Title").filter(|_| label.is_none() || link.is_none()).map(str::to_owned),
        body: body(row, "Body"),
        link: link.or(attached_link),
        poll: poll(&item_id, beside, &source_type, &mut gaps),
        changes: changes(&item_id, beside, &source_type, &mut gaps),
        attachments,
    };
    let place = place(of)?;
    let people = match place.kind {
        PlaceKind::Record => {
            if let Some(said) = beside.followers.absent() {
                gaps.push(format!("Who follows the record could not be read: Salesforce says “{said}”."));
            }
            gaps.extend(beside.owners.unknown(&place.id));
            let mut people: Vec<_> =
                beside.followers.to(&place.id).iter().filter_map(|row| id(row, "SubscriberId")).collect();
            people.extend(beside.owners.of(&place.id).cloned());
            people.sort();
            people.dedup();
            people
        }
        _ => Vec::new(),
    };
    let item = Item {
        kind: ItemKind::Post,
        source_type,
        created_at: of.time("CreatedDate")?,
        author: id(row, "CreatedById"),
        inserted_by: inserted_by(row),
        place,
        parent: None,
        visibility: owned(row, "Visibility"),
        network: owned(row, "NetworkScope"),
        id: item_id,
    };
    let likes = whole(row, "LikeCount").and_then(|count| u64::try_from(count).ok());
    observation(of, item, content, beside, people, likes, gaps)
}

/// A comment.
///
/// # Errors
/// As [`post`].
pub(super) fn comment(row: &Row, beside: &Beside) -> Result<Observation, ConnectError> {
    let of = Of { object: COMMENTS.object, row };
    let item_id = of.id("Id")?;
    let mut gaps = Vec::new();
    let (attachments, link) = attachments(row, &item_id, beside, &mut gaps);
    let content = Content { body: body(row, "CommentBody"), link, attachments, ..Content::default() };
    let post = of.id("FeedItemId")?;
    let answers = id(row, "ThreadParentId").filter(|answers| answers.starts_with("0D7"));
    let item = Item {
        kind: ItemKind::Comment,
        source_type: text(row, "CommentType").unwrap_or("Unknown").to_owned(),
        created_at: of.time("CreatedDate")?,
        author: id(row, "CreatedById"),
        inserted_by: inserted_by(row),
        place: place(of)?,
        parent: Some(ParentItem { post, comment: answers }),
        visibility: None,
        network: None,
        id: item_id,
    };
    observation(of, item, content, beside, Vec::new(), None, gaps)
}

fn observation(
    of: Of<'_>,
    item: Item,
    content: Content,
    beside: &Beside,
    people: Vec<String>,
    likes: Option<u64>,
    mut gaps: Vec<String>,
) -> Result<Observation, ConnectError> {
    let row = of.row;
    let edited_at = time(row, "LastEditDate");
    if edited_at.is_some()
        && let Some(said) = beside.revisions.absent()
    {
        gaps.push(format!("Its earlier texts could not be read: Salesforce says “{said}”."));
    }
    let (mentions, gap) = beside.mentions.of(&item.id);
    gaps.extend(gap);
    let number = of.number("Revision")?;
    let history = history(&item.id, beside, &Seen { number, edited_at, text: content.body.as_ref() });
    if history.iter().any(|edit| edit.before.text.contains('@')) {
        gaps.push("Whom its earlier texts mention is not told by Salesforce any more.".to_owned());
    }
    Ok(Observation {
        number,
        deleted: of.flag("IsDeleted")?,
        modified_at: of.time("SystemModstamp")?,
        edited_at,
        edited_by: id(row, "LastEditById"),
        history,
        mentions,
        raw: raw(of, &item, &content, beside),
        item,
        content,
        people,
        likes,
        gaps,
    })
}

/// Who put it there in the author's name.
fn inserted_by(row: &Row) -> Option<String> {
    id(row, "InsertedById").filter(|by| id(row, "CreatedById").as_ref() != Some(by))
}

fn body(row: &Row, column: &str) -> Option<SourceText> {
    let text = text(row, column)?.to_owned();
    Some(SourceText { text, rich: flag(row, "IsRichText") == Some(true) })
}

/// Where an item is, by the kind of its parent's id: 005 are users, 0F9 groups, all others records.
fn place(of: Of<'_>) -> Result<Place, ConnectError> {
    let parent = of.id("ParentId")?;
    let kind = match parent.as_str() {
        id if is_user(id) => PlaceKind::Profile,
        id if is_group(id) => PlaceKind::Group,
        _ => PlaceKind::Record,
    };
    Ok(Place {
        kind,
        name: owned(of.row, "Parent.Name"),
        record_type: owned(of.row, "Parent.Type").filter(|_| kind == PlaceKind::Record),
        id: parent,
    })
}

fn poll(item: &str, beside: &Beside, source_type: &str, gaps: &mut Vec<String>) -> Vec<PollChoice> {
    if source_type != "PollPost" {
        return Vec::new();
    }
    if let Some(said) = beside.polls.absent() {
        gaps.push(format!("The poll's answers could not be read: Salesforce says “{said}”."));
    }
    let mut rows: Vec<_> = beside.polls.to(item).iter().collect();
    rows.sort_by_key(|row| (whole(row, "Position"), id(row, "Id")));
    let label = |row: &&Row| text(row, "ChoiceBody").unwrap_or_default().to_owned();
    rows.iter().map(|row| PollChoice { label: label(row), votes: None }).collect()
}

fn changes(item: &str, beside: &Beside, source_type: &str, gaps: &mut Vec<String>) -> Vec<FieldChange> {
    if source_type != "TrackedChange" {
        return Vec::new();
    }
    if let Some(said) = beside.tracked.absent() {
        gaps.push(format!("The fields that were changed could not be read: Salesforce says “{said}”."));
    }
    let mut rows: Vec<_> = beside.tracked.to(item).iter().collect();
    rows.sort_by_key(|row| id(row, "Id"));
    let change = |row: &&Row| FieldChange {
        field: text(row, "FieldName").unwrap_or_default().to_owned(),
        old: owned(row, "OldValue"),
        new: owned(row, "NewValue"),
    };
    rows.iter().map(change).collect()
}

/// An item as its own row shows it, which was read before its history.
struct Seen<'a> {
    number: i64,
    edited_at: Option<Time>,
    text: Option<&'a SourceText>,
}

/// Edits of the text that led to what was seen, the oldest first. What says that it is of the title is not of the text;
/// what was edited between the two questions is told with the item's next sight.
fn history(item: &str, beside: &Beside, seen: &Seen<'_>) -> Vec<PastEdit> {
    let of_text = |row: &&Row| {
        let attribute = text(row, "EditedAttribute").unwrap_or_default().to_ascii_lowercase();
        !attribute.contains("title")
    };
    let led_here = |row: &&Row| {
        whole(row, "Revision").is_none_or(|number| number <= seen.number)
            && seen.edited_at.is_none_or(|edited| time(row, "CreatedDate") <= Some(edited))
    };
    let mut rows: Vec<_> = beside.revisions.to(item).iter().filter(of_text).filter(led_here).collect();
    rows.sort_by_key(|row| (whole(row, "Revision"), time(row, "CreatedDate"), id(row, "Id")));
    let edit = |row: &&Row| {
        Some(PastEdit {
            at: time(row, "CreatedDate")?,
            by: id(row, "CreatedById"),
            before: SourceText {
                text: text(row, "Value").unwrap_or_default().to_owned(),
                rich: flag(row, "IsValueRichText") == Some(true),
            },
        })
    };
    let mut edits: Vec<_> = rows.iter().filter_map(edit).collect();
    // Within one second the times do not tell; that an edit took away what was seen does.
    while let [.., before, last] = edits.as_slice()
        && before.at == last.at
        && Some(&last.before) == seen.text
    {
        edits.pop();
    }
    edits
}

/// The files of an item, and the link that is attached to it.
fn attachments(
    row: &Row,
    item: &str,
    beside: &Beside,
    gaps: &mut Vec<String>,
) -> (Vec<Attachment>, Option<Link>) {
    let mut files: Vec<Attachment> = Vec::new();
    let mut link = None;
    let mut add = |file: Attachment| {
        if !files.iter().any(|known| known.id == file.id) {
            files.push(file);
        }
    };
    if let Some(related) = id(row, "RelatedRecordId")
        && related.starts_with(VERSION)
    {
        add(file(&related, None, AttachmentKind::File, None, beside));
    }
    if let Some(said) = beside.attachments.absent() {
        gaps.push(format!("What is attached to it could not be read: Salesforce says “{said}”."));
    }
    let mut rows: Vec<_> = beside.attachments.to(item).iter().collect();
    rows.sort_by_key(|row| id(row, "Id"));
    let gone = flag(row, "IsDeleted") == Some(true);
    // What was taken off the item is no part of it; with the item all of it goes.
    for row in rows.into_iter().filter(|row| gone || flag(row, "IsDeleted") != Some(true)) {
        let kind = text(row, "Type").unwrap_or_default();
        match (kind, id(row, "RecordId")) {
            ("Content" | "InlineImage", Some(record)) => {
                let inline = kind == "InlineImage";
                let kind = if inline { AttachmentKind::Inline } else { AttachmentKind::File };
                let (version, document) = match record.starts_with(DOCUMENT) {
                    true => {
                        let latest = beside.documents.one(&record);
                        (latest.and_then(|row| id(row, "LatestPublishedVersionId")), Some(record.clone()))
                    }
                    false => (Some(record.clone()), None),
                };
                let title = text(row, "Title");
                add(match version {
                    Some(version) => file(&version, document, kind, title, beside),
                    None => unseen(&record, document, kind, title, beside.documents.absent(), beside),
                });
            }
            ("Link", _) if link.is_none() => {
                link = text(row, "Value").map(|url| Link { url: url.to_owned(), label: owned(row, "Title") });
            }
            ("FeedEntity", Some(shared)) => {
                gaps.push(format!("It shares another post ({shared}), which is archived on its own."));
            }
            (other, record) => {
                let other = crate::http::words(other, &[]).unwrap_or_else(|| "something unnamed".into());
                let which = record.map(|record| format!(" ({record})")).unwrap_or_default();
                gaps.push(format!("It carries a {other}{which}, which is not archived."));
            }
        }
    }
    (files, link)
}

/// One version of a file.
fn file(
    version: &str,
    document: Option<String>,
    kind: AttachmentKind,
    title: Option<&str>,
    beside: &Beside,
) -> Attachment {
    let Some(row) = beside.versions.one(version) else {
        return unseen(version, document, kind, title, beside.versions.absent(), beside);
    };
    let name = text(row, "PathOnClient").or_else(|| text(row, "Title")).or(title).unwrap_or(version);
    let elsewhere = text(row, "ContentLocation").filter(|place| *place != "S");
    let gap = match (flag(row, "IsDeleted"), elsewhere) {
        (Some(true), _) => Some("The file was deleted at Salesforce before it was fetched.".to_owned()),
        (_, Some(_)) => {
            Some("The file lies outside of Salesforce, which holds a reference to it only.".to_owned())
        }
        _ => None,
    };
    Attachment {
        id: version.to_owned(),
        document: document.or_else(|| id(row, "ContentDocumentId")),
        kind,
        name: name.to_owned(),
        size: whole(row, "ContentSize").and_then(|size| u64::try_from(size).ok()),
        md5: text(row, "Checksum").map(str::to_ascii_lowercase),
        gap,
    }
}

/// A file that Salesforce does not show.
fn unseen(
    file: &str,
    document: Option<String>,
    kind: AttachmentKind,
    title: Option<&str>,
    said: Option<&str>,
    beside: &Beside,
) -> Attachment {
    let gap = match said {
        Some(said) => format!("The file could not be read: Salesforce says “{said}”."),
        None if beside.sees_all_files => "Salesforce does not show the file: it was deleted.".to_owned(),
        None => {
            "Salesforce does not show the file: it was deleted, or the permission Query All Files is missing."
                .to_owned()
        }
    };
    Attachment {
        id: file.to_owned(),
        document,
        kind,
        name: title.unwrap_or(file).to_owned(),
        size: None,
        md5: None,
        gap: Some(gap),
    }
}

/// The rows that an item was made of, as they came.
fn raw(of: Of<'_>, item: &Item, content: &Content, beside: &Beside) -> Value {
    let mut all = Map::new();
    all.insert(of.object.to_owned(), Value::Object(of.row.clone()));
    let mut list = |name: &str, rows: &[Row]| {
        if !rows.is_empty() {
            all.insert(name.to_owned(), rows.iter().cloned().map(Value::Object).collect());
        }
    };
    list("FeedAttachment", beside.attachments.to(&item.id));
    list("FeedRevision", beside.revisions.to(&item.id));
    list("FeedPollChoice", beside.polls.to(&item.id));
    list("FeedTrackedChange", beside.tracked.to(&item.id));
    let files = content.attachments.iter();
    let versions: Vec<_> = files.filter_map(|file| beside.versions.one(&file.id)).cloned().collect();
    list("ContentVersion", &versions);
    Value::Object(all)
}

/// A private message, with the members of its conversation; none where they could not be read.
///
/// # Errors
/// As [`post`].
pub(super) fn message(
    row: &Row,
    members: Option<&[Row]>,
    said: Option<&str>,
) -> Result<Observation, ConnectError> {
    let of = Of { object: super::tables::MESSAGES.object, row };
    let sent = of.time("SentDate")?;
    let conversation = of.id("ConversationId")?;
    let mut people: Vec<_> = members.into_iter().flatten().filter_map(|row| id(row, "MemberId")).collect();
    people.sort();
    people.dedup();
    let gap = said
        .map(|said| format!("The members of the conversation could not be read: Salesforce says “{said}”."));
    let mut raw = json!({ of.object: row });
    if let Some(members) = members.filter(|members| !members.is_empty()) {
        raw["ChatterConversationMember"] = members.iter().cloned().map(Value::Object).collect();
    }
    Ok(Observation {
        item: Item {
            id: of.id("Id")?,
            kind: ItemKind::Message,
            source_type: of.object.to_owned(),
            created_at: sent,
            author: id(row, "SenderId"),
            inserted_by: None,
            place: Place { kind: PlaceKind::Conversation, id: conversation, name: None, record_type: None },
            parent: None,
            visibility: None,
            network: owned(row, "SenderNetworkId"),
        },
        // Salesforce numbers no changes of a message.
        number: 0,
        deleted: false,
        modified_at: sent,
        edited_at: None,
        edited_by: None,
        content: Content {
            body: text(row, "Body").map(|text| SourceText { text: text.to_owned(), rich: false }),
            ..Content::default()
        },
        history: Vec::new(),
        mentions: Vec::new(),
        people,
        likes: None,
        raw,
        gaps: gap.into_iter().collect(),
    })
}

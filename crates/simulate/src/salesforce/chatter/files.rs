//! Files: a document, its versions, and how they hang on items.

use super::{
    Refused, act,
    content::{self, Content},
    object, people,
};
use crate::salesforce::{org::Org, value::Value};
use model::Time;
use serde_json::{Value as Json, json};

/// A file that was kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub version: String,
    pub document: String,
    pub name: String,
    pub inline: bool,
}

/// What Salesforce calls the type of a file, by its extension.
fn file_type(extension: &str) -> &'static str {
    match extension {
        "txt" | "md" | "log" => "TEXT",
        "csv" => "CSV",
        "pdf" => "PDF",
        "png" => "PNG",
        "jpg" | "jpeg" => "JPG",
        "docx" => "WORD_X",
        "xlsx" => "EXCEL_X",
        "zip" => "ZIP",
        _ => "UNKNOWN",
    }
}

fn content_of(org: &Org, file: &act::File) -> Content {
    let seed = file.seed.unwrap_or_else(|| content::mix(org.chatter.contents.len() as u64 + 1));
    Content::of(file.sort, seed, file.size)
}

/// The fields that title, name and bytes decide.
fn described(org: &mut Org, file: &act::File) -> (Content, Vec<(&'static str, Value)>) {
    let held = content_of(org, file);
    let (title, extension) = match file.name.rsplit_once('.') {
        Some((title, extension)) if !title.is_empty() && !extension.contains('/') => (title, extension),
        _ => (file.name.as_str(), ""),
    };
    let checksum = file.checksum.clone().unwrap_or_else(|| held.md5());
    let size = i64::try_from(held.size()).unwrap_or(i64::MAX);
    let values = vec![
        ("Title", Value::text(title)),
        ("PathOnClient", Value::text(&file.name)),
        ("FileExtension", if extension.is_empty() { Value::Null } else { extension.into() }),
        ("FileType", file_type(&extension.to_ascii_lowercase()).into()),
        ("ContentSize", Value::Int(size)),
        ("Checksum", Value::text(checksum)),
    ];
    (held, values)
}

/// Keeps a file that somebody puts somewhere.
pub fn keep(org: &mut Org, file: &act::File, by: &str, place: &str, at: Time) -> Result<Kept, Refused> {
    let (held, described) = described(org, file);
    let common = [
        ("OwnerId", Value::text(by)),
        ("CreatedById", Value::text(by)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
        ("PublishStatus", "P".into()),
    ];
    let documents = object("ContentDocument")?;
    let values: Vec<_> = described.iter().chain(&common).cloned().collect();
    let document = org.add(documents, &values);
    let mut values = values;
    values.extend([
        ("ContentDocumentId", Value::text(&document)),
        ("IsLatest", Value::Bool(true)),
        ("VersionNumber", "1".into()),
        ("ContentModifiedDate", Value::Time(at)),
        ("ContentLocation", "S".into()),
        ("Origin", "H".into()),
        ("FirstPublishLocationId", Value::text(place)),
    ]);
    let version = org.add(object("ContentVersion")?, &values);
    org.change(documents, &document, &[("LatestPublishedVersionId", Value::text(&version))]);
    org.chatter.contents.insert(version.clone(), held);
    link(org, &document, by, "I", at)?;
    if place != by {
        link(org, &document, place, "V", at)?;
    }
    Ok(Kept { version, document, name: file.name.clone(), inline: file.inline })
}

fn link(org: &mut Org, document: &str, entity: &str, share: &str, at: Time) -> Result<(), Refused> {
    let values = [
        ("ContentDocumentId", Value::text(document)),
        ("LinkedEntityId", Value::text(entity)),
        ("ShareType", share.into()),
        ("Visibility", "AllUsers".into()),
        ("SystemModstamp", Value::Time(at)),
    ];
    org.add(object("ContentDocumentLink")?, &values);
    Ok(())
}

/// Hangs a kept file on an item.
pub fn attach(org: &mut Org, item: &str, kept: &Kept) -> Result<(), Refused> {
    let (kind, record) =
        if kept.inline { ("InlineImage", &kept.document) } else { ("Content", &kept.version) };
    let values = [
        ("FeedEntityId", Value::text(item)),
        ("Type", kind.into()),
        ("RecordId", Value::text(record)),
        ("Title", Value::text(&kept.name)),
    ];
    org.add(object("FeedAttachment")?, &values);
    Ok(())
}

/// Hangs a further file on an item that is there already.
pub fn attach_later(org: &mut Org, order: &act::Attach, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let item = people::called(org, &order.item, &["FeedItem", "FeedComment"])?;
    let of = if item.starts_with("0D5") { object("FeedItem")? } else { object("FeedComment")? };
    let place = org.value(&of.name, &item, "ParentId");
    let kept = keep(org, &order.file, &by, place.as_text().unwrap_or(&by), at)?;
    attach(org, &item, &kept)?;
    let mut values = vec![("SystemModstamp", Value::Time(at))];
    if of.name == "FeedItem" {
        values.push(("HasContent", Value::Bool(true)));
        values.push(("LastModifiedDate", Value::Time(at)));
        if org.value("FeedItem", &item, "Type").as_text() == Some("TextPost") && !kept.inline {
            values.push(("Type", "ContentPost".into()));
        }
    }
    if !kept.inline && org.value(&of.name, &item, "RelatedRecordId") == Value::Null {
        values.push(("RelatedRecordId", Value::text(&kept.version)));
    }
    org.change(of, &item, &values);
    if let Some(name) = &order.called {
        org.chatter.names.insert(name.clone(), kept.version.clone());
    }
    super::journal::attached(org, &item, &by, at);
    Ok(json!({ "id": item, "files": [shown(&kept)] }))
}

/// The latest version of what is named: a version, a document, or what an order called so.
fn version_of(org: &Org, named: &str) -> Result<(String, String), Refused> {
    let id = people::called(org, named, &["ContentVersion", "ContentDocument"])?;
    if id.starts_with("069") {
        let version = super::text(org, "ContentDocument", &id, "LatestPublishedVersionId");
        return Ok((version, id));
    }
    let document = super::text(org, "ContentVersion", &id, "ContentDocumentId");
    Ok((id, document))
}

/// Uploads a new version of a file; items that hang on the old one keep it.
pub fn replace(org: &mut Org, order: &act::Attach, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let (old, document) = version_of(org, &order.item)?;
    let versions = object("ContentVersion")?;
    let number: u32 = super::text(org, "ContentVersion", &old, "VersionNumber").parse().unwrap_or(1);
    let (held, mut values) = described(org, &order.file);
    values.extend([
        ("ContentDocumentId", Value::text(&document)),
        ("IsLatest", Value::Bool(true)),
        ("VersionNumber", Value::text((number + 1).to_string())),
        ("ContentModifiedDate", Value::Time(at)),
        ("ContentLocation", "S".into()),
        ("OwnerId", Value::text(&by)),
        ("FirstPublishLocationId", org.value("ContentVersion", &old, "FirstPublishLocationId")),
        ("CreatedById", Value::text(&by)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ]);
    let version = org.add(versions, &values);
    org.chatter.contents.insert(version.clone(), held);
    org.change(versions, &old, &[("IsLatest", Value::Bool(false)), ("SystemModstamp", Value::Time(at))]);
    let latest = [("LatestPublishedVersionId", Value::text(&version)), ("SystemModstamp", Value::Time(at))];
    org.change(object("ContentDocument")?, &document, &latest);
    Ok(json!({ "id": version, "document": document }))
}

/// Deletes a file with all its versions: what hangs on it points to nothing that can be fetched.
pub fn remove(org: &mut Org, named: &str, at: Time) -> Result<Json, Refused> {
    let (_, document) = version_of(org, named)?;
    let gone = [("IsDeleted", Value::Bool(true)), ("SystemModstamp", Value::Time(at))];
    let versions = object("ContentVersion")?;
    for row in org.referring(versions, "ContentDocumentId", &document) {
        if let Some(id) = row[0].as_text() {
            org.change(versions, id, &gone);
        }
    }
    org.change(object("ContentDocument")?, &document, &gone);
    let links = object("ContentDocumentLink")?;
    for row in org.referring(links, "ContentDocumentId", &document) {
        if let Some(id) = row[0].as_text() {
            org.change(links, id, &gone);
        }
    }
    Ok(json!({ "document": document }))
}

pub fn shown(kept: &Kept) -> Json {
    json!({ "version": kept.version, "document": kept.document, "name": kept.name, "inline": kept.inline })
}

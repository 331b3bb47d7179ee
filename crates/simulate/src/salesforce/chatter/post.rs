//! Posts and comments.

use super::{
    Mentioned, Refused, act, count,
    files::{self, Kept},
    object, people,
};
use crate::salesforce::{org::Org, value::Value};
use model::Time;
use serde_json::{Value as Json, json};

/// Longest text of a post or a comment.
const BODY_LETTERS_MAX: usize = 1_100_000;

/// A text whose `@{…}` are names and whose `{image:N}` are images, and whom it names.
pub fn written(
    org: &Org,
    body: &str,
    rich: bool,
    images: &[&Kept],
) -> Result<(String, Vec<Mentioned>), Refused> {
    if body.chars().count() > BODY_LETTERS_MAX {
        return Err(format!("a text has at most {BODY_LETTERS_MAX} characters"));
    }
    let (mut text, mut mentions) = (String::new(), Vec::new());
    let mut rest = body;
    while let Some(at) = rest.find("@{") {
        let (before, after) = rest.split_at(at);
        let Some(end) = after.find('}') else { break };
        let user = people::user_of(org, &after[2..end])?;
        let name = super::text(org, "User", &user, "Name");
        text.push_str(before);
        text.push('@');
        text.push_str(&if rich { escaped(&name) } else { name.clone() });
        mentions.push(Mentioned { user, name });
        rest = &after[end + 1..];
    }
    text.push_str(rest);
    for (number, image) in images.iter().enumerate() {
        let tag = format!("<img src=\"sfdc://{}\" alt=\"{}\"></img>", image.document, escaped(&image.name));
        text = text.replace(&format!("{{image:{number}}}"), &tag);
    }
    Ok((text, mentions))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Keeps the files of an order.
fn kept(org: &mut Org, all: &[act::File], by: &str, place: &str, at: Time) -> Result<Vec<Kept>, Refused> {
    all.iter().map(|file| files::keep(org, file, by, place, at)).collect()
}

fn kind_of(order: &act::Post, kept: &[Kept]) -> String {
    if let Some(kind) = &order.kind {
        return kind.clone();
    }
    let has_file = kept.iter().any(|file| !file.inline);
    match order {
        _ if !order.poll.is_empty() => "PollPost",
        _ if !order.changes.is_empty() => "TrackedChange",
        _ if order.link.is_some() => "LinkPost",
        _ if has_file => "ContentPost",
        _ => "TextPost",
    }
    .to_owned()
}

pub fn post(org: &mut Org, order: &act::Post, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let place = match &order.to {
        Some(to) => people::place_of(org, to)?,
        None => by.clone(),
    };
    let inserted = order.inserted_by.as_ref().map(|who| people::user_of(org, who)).transpose()?;
    let kept = kept(org, &order.files, &by, &place, at)?;
    let inline: Vec<&Kept> = kept.iter().filter(|file| file.inline).collect();
    let (body, mentions) = written(org, order.body.as_deref().unwrap_or_default(), order.rich, &inline)?;
    let file = kept.iter().find(|file| !file.inline);
    let or_null = |text: Option<&String>| text.map_or(Value::Null, Value::text);
    let values = [
        ("ParentId", Value::text(&place)),
        ("Type", Value::text(kind_of(order, &kept))),
        ("CreatedById", Value::text(&by)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
        ("Revision", Value::Int(1)),
        ("InsertedById", Value::text(inserted.as_ref().unwrap_or(&by))),
        ("Title", or_null(order.title.as_ref().or(order.link.as_ref().and_then(|link| link.label.as_ref())))),
        ("Body", or_null(order.body.as_ref().map(|_| &body))),
        ("LinkUrl", or_null(order.link.as_ref().map(|link| &link.url))),
        ("IsRichText", Value::Bool(order.rich)),
        ("RelatedRecordId", or_null(file.map(|file| &file.version))),
        ("Visibility", "AllUsers".into()),
        ("Status", "Published".into()),
        ("HasContent", Value::Bool(!kept.is_empty())),
        ("HasLink", Value::Bool(order.link.is_some())),
        ("CommentCount", Value::Int(0)),
        ("LikeCount", Value::Int(0)),
    ];
    let id = org.add(object("FeedItem")?, &values);
    for file in &kept {
        files::attach(org, &id, file)?;
    }
    parts(org, &id, order, &by, at)?;
    if place.starts_with("0F9") {
        org.change(object("CollaborationGroup")?, &place, &[("LastFeedModifiedDate", Value::Time(at))]);
    }
    named(org, order.called.as_ref(), &id);
    org.chatter.mentions.insert(id.clone(), mentions);
    super::journal::created_post(org, &id, at);
    let files: Vec<Json> = kept.iter().map(files::shown).collect();
    Ok(json!({ "id": id, "files": files }))
}

/// A link, the choices of a poll, the fields that changed.
fn parts(org: &mut Org, id: &str, order: &act::Post, by: &str, at: Time) -> Result<(), Refused> {
    let item = || Value::text(id);
    if let Some(link) = &order.link {
        let values = [
            ("FeedEntityId", item()),
            ("Type", "Link".into()),
            ("Title", link.label.as_ref().map_or(Value::Null, Value::text)),
            ("Value", Value::text(&link.url)),
        ];
        org.add(object("FeedAttachment")?, &values);
    }
    for (position, choice) in (0_i64..).zip(&order.poll) {
        let values = [
            ("FeedItemId", item()),
            ("ChoiceBody", Value::text(choice)),
            ("Position", Value::Int(position)),
            ("CreatedById", Value::text(by)),
            ("CreatedDate", Value::Time(at)),
        ];
        org.add(object("FeedPollChoice")?, &values);
    }
    for change in &order.changes {
        let or_null = |text: &Option<String>| text.as_ref().map_or(Value::Null, Value::text);
        let values = [
            ("FeedItemId", item()),
            ("FieldName", Value::text(&change.field)),
            ("OldValue", or_null(&change.old)),
            ("NewValue", or_null(&change.new)),
        ];
        org.add(object("FeedTrackedChange")?, &values);
    }
    Ok(())
}

fn named(org: &mut Org, name: Option<&String>, id: &str) {
    if let Some(name) = name {
        org.chatter.names.insert(name.clone(), id.to_owned());
    }
}

pub fn comment(org: &mut Org, order: &act::Comment, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let posts = object("FeedItem")?;
    let post = people::called(org, &order.on, &["FeedItem"])?;
    if org.value("FeedItem", &post, "IsDeleted").is_true() {
        return Err("the post is deleted".to_owned());
    }
    let above =
        order.reply_to.as_ref().map(|above| people::called(org, above, &["FeedComment"])).transpose()?;
    let place = super::text(org, "FeedItem", &post, "ParentId");
    let kept = kept(org, &order.files, &by, &place, at)?;
    let inline: Vec<&Kept> = kept.iter().filter(|file| file.inline).collect();
    let (body, mentions) = written(org, &order.body, order.rich, &inline)?;
    let file = kept.iter().find(|file| !file.inline);
    let comments = object("FeedComment")?;
    let level = above.as_ref().map(|above| match org.value("FeedComment", above, "ThreadLevel") {
        Value::Int(level) => level + 1,
        _ => 1,
    });
    let values = [
        ("FeedItemId", Value::text(&post)),
        ("ParentId", Value::text(&place)),
        ("CommentType", if file.is_some() { "ContentComment".into() } else { "TextComment".into() }),
        ("CommentBody", Value::text(&body)),
        ("CreatedById", Value::text(&by)),
        ("CreatedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
        ("Revision", Value::Int(1)),
        ("InsertedById", Value::text(&by)),
        ("IsRichText", Value::Bool(order.rich)),
        ("RelatedRecordId", file.map_or(Value::Null, |file| Value::text(&file.version))),
        ("Status", "Published".into()),
        ("ThreadParentId", above.as_ref().map_or(Value::Null, Value::text)),
        ("ThreadLevel", Value::Int(level.unwrap_or(0))),
        ("ThreadChildrenCount", Value::Int(0)),
    ];
    let id = org.add(comments, &values);
    for file in &kept {
        files::attach(org, &id, file)?;
    }
    count(org, posts, &post, "CommentCount", 1);
    // A comment moves the post's LastModifiedDate, not its SystemModstamp.
    org.change(posts, &post, &[("LastModifiedDate", Value::Time(at))]);
    if let Some(above) = &above {
        count(org, comments, above, "ThreadChildrenCount", 1);
        org.change(comments, above, &[("ThreadLastUpdatedDate", Value::Time(at))]);
    }
    named(org, order.called.as_ref(), &id);
    org.chatter.mentions.insert(id.clone(), mentions);
    super::journal::created_comment(org, &id, &post, at);
    let files: Vec<Json> = kept.iter().map(files::shown).collect();
    Ok(json!({ "id": id, "post": post, "files": files }))
}

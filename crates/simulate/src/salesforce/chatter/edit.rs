//! What happens to items that are there: edits, deletions, undeletions, purges, likes, votes.

use super::{Refused, act, count, journal, object, people, post};
use crate::salesforce::{org::Org, schema::Object, value::Value};
use model::Time;
use serde_json::{Value as Json, json};

const ITEMS: [&str; 2] = ["FeedItem", "FeedComment"];

/// The item that an order means, and its object.
fn item(org: &Org, named: &str) -> Result<(String, &'static Object), Refused> {
    let id = people::called(org, named, &ITEMS)?;
    let of = if id.starts_with("0D5") { object("FeedItem")? } else { object("FeedComment")? };
    Ok((id, of))
}

fn body_field(of: &Object) -> &'static str {
    if of.name == "FeedItem" { "Body" } else { "CommentBody" }
}

pub fn edit(org: &mut Org, order: &act::Edit, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let (id, of) = item(org, &order.item)?;
    if org.value(&of.name, &id, "IsDeleted").is_true() {
        return Err("it is deleted".to_owned());
    }
    let was_rich = org.value(&of.name, &id, "IsRichText").is_true();
    let rich = order.rich.unwrap_or(was_rich);
    let Value::Int(revision) = org.value(&of.name, &id, "Revision") else {
        return Err("it has no revision".to_owned());
    };
    let mut values = vec![
        ("Revision", Value::Int(revision + 1)),
        ("IsRichText", Value::Bool(rich)),
        ("LastEditById", Value::text(&by)),
        ("LastEditDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    if of.name == "FeedItem" {
        values.push(("LastModifiedDate", Value::Time(at)));
    }
    let mut newly = Vec::new();
    if let Some(body) = &order.body {
        let (text, mentions) = post::written(org, body, rich, &[])?;
        newly = mentions;
        before(org, &id, of, body_field(of), "Body", (&by, revision, was_rich), at)?;
        values.push((body_field(of), Value::text(&text)));
    }
    if let Some(title) = order.title.as_ref().filter(|_| of.name == "FeedItem") {
        before(org, &id, of, "Title", "Title", (&by, revision, false), at)?;
        values.push(("Title", Value::text(title)));
    }
    if values.len() < 6 {
        return Err("say what to change: body or title".to_owned());
    }
    org.change(of, &id, &values);
    if order.body.is_some() {
        org.chatter.mentions.insert(id.clone(), newly.clone());
    }
    let newly: Vec<String> = newly.into_iter().map(|one| one.user).collect();
    journal::edited(org, &id, &by, &newly, at);
    Ok(json!({ "id": id, "revision": revision + 1 }))
}

/// Keeps the value of a field as it is before an edit. `by` is who edits, the revision that it was of, whether it is
/// rich.
fn before(
    org: &mut Org,
    id: &str,
    of: &Object,
    field: &str,
    attribute: &str,
    (by, revision, rich): (&str, i64, bool),
    at: Time,
) -> Result<(), Refused> {
    let values = [
        ("FeedEntityId", Value::text(id)),
        ("Revision", Value::Int(revision)),
        ("Action", "Changed".into()),
        ("EditedAttribute", attribute.into()),
        ("Value", org.value(&of.name, id, field)),
        ("IsValueRichText", Value::Bool(rich)),
        ("CreatedById", Value::text(by)),
        ("CreatedDate", Value::Time(at)),
        ("SystemModstamp", Value::Time(at)),
    ];
    org.add(object("FeedRevision")?, &values);
    Ok(())
}

/// Marks an item, and what hangs on it, as deleted or not.
fn mark(org: &mut Org, id: &str, of: &'static Object, gone: bool, at: Time) -> Result<(), Refused> {
    let mut values = vec![("IsDeleted", Value::Bool(gone)), ("SystemModstamp", Value::Time(at))];
    if of.name == "FeedItem" {
        values.push(("LastModifiedDate", Value::Time(at)));
    }
    org.change(of, id, &values);
    let attachments = object("FeedAttachment")?;
    for row in org.referring(attachments, "FeedEntityId", id) {
        if let Some(own) = row[0].as_text() {
            org.change(attachments, own, &[("IsDeleted", Value::Bool(gone))]);
        }
    }
    if gone {
        org.chatter.remember_deleted(of.name.as_str(), id, at);
    } else {
        org.chatter.deleted.retain(|one| one.id != id);
    }
    Ok(())
}

/// The comments of a post that are there, the oldest first.
fn comments_of(org: &Org, post: &str) -> Result<Vec<String>, Refused> {
    let comments = object("FeedComment")?;
    let place = comments.place("IsDeleted").unwrap_or_default();
    let rows = org.referring(comments, "FeedItemId", post);
    let there = rows.iter().filter(|row| !row[place].is_true());
    Ok(there.filter_map(|row| row[0].as_text().map(str::to_owned)).collect())
}

pub fn delete(org: &mut Org, order: &act::OfItem, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let (id, of) = item(org, &order.item)?;
    if org.value(&of.name, &id, "IsDeleted").is_true() {
        return Err("it is deleted already".to_owned());
    }
    mark(org, &id, of, true, at)?;
    journal::deleted(org, &id, &by, at);
    let mut with = Vec::new();
    if of.name == "FeedItem" {
        with = comments_of(org, &id)?;
        for comment in &with {
            mark(org, comment, object("FeedComment")?, true, at)?;
            journal::deleted(org, comment, &by, at);
        }
        org.chatter.gone_with.insert(id.clone(), with.clone());
    } else {
        let post = super::text(org, "FeedComment", &id, "FeedItemId");
        count(org, object("FeedItem")?, &post, "CommentCount", -1);
    }
    Ok(json!({ "id": id, "comments": with }))
}

pub fn undelete(org: &mut Org, order: &act::OfItem, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let (id, of) = item(org, &order.item)?;
    if !org.value(&of.name, &id, "IsDeleted").is_true() {
        return Err("it is not deleted".to_owned());
    }
    mark(org, &id, of, false, at)?;
    journal::restored(org, &id, &by, at);
    let with = org.chatter.gone_with.remove(&id).unwrap_or_default();
    for comment in &with {
        mark(org, comment, object("FeedComment")?, false, at)?;
        journal::restored(org, comment, &by, at);
    }
    if of.name == "FeedComment" {
        let post = super::text(org, "FeedComment", &id, "FeedItemId");
        count(org, object("FeedItem")?, &post, "CommentCount", 1);
    }
    Ok(json!({ "id": id, "comments": with }))
}

/// Removes an item for good, with its comments: no query shows it any more; getDeleted still names it.
pub fn purge(org: &mut Org, order: &act::OfItem, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let (id, of) = item(org, &order.item)?;
    let mut all = Vec::new();
    if of.name == "FeedItem" {
        let comments = object("FeedComment")?;
        let rows = org.referring(comments, "FeedItemId", &id);
        all.extend(rows.iter().filter_map(|row| Some((row[0].as_text()?.to_owned(), comments))));
    }
    all.push((id.clone(), of));
    let parts = [
        ("FeedAttachment", "FeedEntityId"),
        ("FeedRevision", "FeedEntityId"),
        ("FeedTrackedChange", "FeedItemId"),
        ("FeedPollChoice", "FeedItemId"),
        ("FeedPollVote", "FeedItemId"),
        ("FeedLike", "FeedItemId"),
    ];
    for (id, of) in &all {
        let was_there = !org.value(&of.name, id, "IsDeleted").is_true();
        if was_there {
            org.chatter.remember_deleted(of.name.as_str(), id, at);
        }
        for (name, field) in parts {
            let part = object(name)?;
            for row in org.referring(part, field, id) {
                if let Some(own) = row[0].as_text() {
                    org.remove_one(part, own);
                }
            }
        }
        // Noted while the item still says whose it is.
        journal::purged(org, id, &by, was_there, at);
        org.remove_one(of, id);
    }
    Ok(json!({ "id": id, "purged": all.len() }))
}

pub fn like(org: &mut Org, order: &act::OfItem, likes: bool, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let id = people::called(org, &order.item, &["FeedItem"])?;
    let all = object("FeedLike")?;
    let place = all.place("CreatedById").unwrap_or_default();
    let rows = org.referring(all, "FeedItemId", &id);
    let own = rows.iter().find(|row| row[place].as_text() == Some(&by)).and_then(|row| row[0].as_text());
    match (own, likes) {
        (None, true) => {
            let values = [
                ("FeedItemId", Value::text(&id)),
                ("FeedEntityId", Value::text(&id)),
                ("CreatedById", Value::text(&by)),
                ("InsertedById", Value::text(&by)),
                ("CreatedDate", Value::Time(at)),
            ];
            org.add(all, &values);
            count(org, object("FeedItem")?, &id, "LikeCount", 1);
        }
        (Some(own), false) => {
            org.remove_one(all, own);
            count(org, object("FeedItem")?, &id, "LikeCount", -1);
        }
        _ => return Ok(json!({ "id": id })),
    }
    org.change(object("FeedItem")?, &id, &[("SystemModstamp", Value::Time(at))]);
    Ok(json!({ "id": id }))
}

pub fn vote(org: &mut Org, order: &act::Vote, at: Time) -> Result<Json, Refused> {
    let by = people::user_of(org, &order.by)?;
    let id = people::called(org, &order.item, &["FeedItem"])?;
    let choices = object("FeedPollChoice")?;
    let place = choices.place("Position").unwrap_or_default();
    let wanted = Value::Int(i64::try_from(order.choice).unwrap_or(i64::MAX));
    let rows = org.referring(choices, "FeedItemId", &id);
    let choice = rows.iter().find(|row| row[place] == wanted).map(|row| row[0].clone());
    let choice = choice.ok_or("there is no such choice")?;
    let votes = object("FeedPollVote")?;
    let voter = votes.place("CreatedById").unwrap_or_default();
    for row in org.referring(votes, "FeedItemId", &id) {
        if let Some(own) = row[0].as_text().filter(|_| row[voter].as_text() == Some(&by)) {
            org.remove_one(votes, own);
        }
    }
    let values = [
        ("FeedItemId", Value::text(&id)),
        ("ChoiceId", choice),
        ("CreatedById", Value::text(&by)),
        ("CreatedDate", Value::Time(at)),
        ("LastModifiedDate", Value::Time(at)),
    ];
    org.add(votes, &values);
    org.change(object("FeedItem")?, &id, &[("SystemModstamp", Value::Time(at))]);
    Ok(json!({ "id": id }))
}

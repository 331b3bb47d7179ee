//! Connect REST, as far as it tells who is mentioned: posts and comments in batches. It has a limit of its own for
//! each user and hour, and says 503 beyond it.

use super::{segments::segments, visibility as seen};
use crate::salesforce::{ids, org::Org, value::Value, value::rest_time, visibility::Viewer};
use model::Time;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Most ids of a batch.
const BATCH_MAX: usize = 500;
const HOUR: Duration = Duration::from_secs(3_600);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Posts,
    Comments,
}

impl Of {
    fn object(self) -> (&'static str, &'static str) {
        match self {
            Self::Posts => ("FeedItem", "Body"),
            Self::Comments => ("FeedComment", "CommentBody"),
        }
    }
}

/// Counts a call of a user; false: there were too many within the hour.
pub fn count(org: &mut Org, user: &str, now: Time) -> bool {
    let limit = org.chatter.connect_limit;
    let calls = org.chatter.calls.entry(user.to_owned()).or_default();
    while calls.front().is_some_and(|at| now.since(*at) >= HOUR) {
        calls.pop_front();
    }
    let may = calls.len() < limit;
    if may {
        calls.push_back(now);
    }
    may
}

/// A batch; None: too many ids.
pub fn batch(org: &Org, viewer: &Viewer, of: Of, ids: &str) -> Option<Json> {
    let ids: Vec<&str> = ids.split(',').filter(|id| !id.is_empty()).collect();
    if ids.len() > BATCH_MAX {
        return None;
    }
    let results: Vec<Json> = ids
        .iter()
        .map(|id| match one(org, viewer, of, id) {
            Some(element) => json!({ "statusCode": 200, "result": element }),
            None => {
                let words = "The requested resource does not exist";
                json!({ "statusCode": 404, "result": [{ "errorCode": "NOT_FOUND", "message": words }] })
            }
        })
        .collect();
    let has_errors = results.iter().any(|one| one["statusCode"] != 200);
    Some(json!({ "hasErrors": has_errors, "results": results }))
}

/// One post or comment, where it is there and seen.
pub fn one(org: &Org, viewer: &Viewer, of: Of, id: &str) -> Option<Json> {
    let (object, body) = of.object();
    let id = ids::long(id);
    let value = |field: &str| org.value(object, &id, field);
    let is_there = value("Id") != Value::Null && !value("IsDeleted").is_true();
    if !is_there || !seen::item(org, viewer, &id) {
        return None;
    }
    let mentions = org.chatter.mentions.get(&id).cloned().unwrap_or_default();
    let is_rich = value("IsRichText").is_true();
    let text = value(body);
    let (segments, text) = segments(text.as_text().unwrap_or_default(), is_rich, &mentions);
    let author = value("CreatedById");
    let name = |user: &Value| org.value("User", user.as_text().unwrap_or_default(), "Name").in_json();
    let body = json!({ "text": text, "isRichText": is_rich, "messageSegments": segments });
    let actor = json!({ "id": author.in_json(), "name": name(&author), "type": "User" });
    let made = match value("CreatedDate") {
        Value::Time(at) => json!(rest_time(at)),
        _ => Json::Null,
    };
    Some(match of {
        Of::Posts => json!({
            "id": id, "feedElementType": "FeedItem", "type": value("Type").in_json(), "body": body, "actor": actor,
            "createdDate": made, "parent": { "id": value("ParentId").in_json() },
        }),
        Of::Comments => json!({
            "id": id, "body": body, "user": actor, "createdDate": made,
            "feedElement": { "id": value("FeedItemId").in_json() },
        }),
    })
}

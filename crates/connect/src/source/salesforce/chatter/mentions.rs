//! Whom a text mentions. No object tells that; Connect REST does, which Salesforce limits by the hour and user.
//!
//! What Connect REST cannot or does not want to tell takes nothing away from an item, which then says so. After a refusal
//! for too many calls it is left alone for a while.

use super::super::{account::Making, id::eighteen, right};
use super::{
    account::Archive,
    observe::is_user,
    rest::{Refusal, fault_in},
};
use crate::http::{Answer, words};
use crate::source::{ConnectError, TransientCause};
use http::StatusCode;
use model::Mention;
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::PoisonError,
    time::Duration,
};

/// Items of one call: the most for comments, and a path of two thousand bytes.
const ITEMS_MAX: usize = 100;
/// How long Connect REST is left alone after it said that there were too many calls. Its limit is one of an hour.
const LEFT_ALONE: Duration = Duration::from_secs(10 * 60);

/// Mentions by item: the people, or why they could not be told.
#[derive(Debug, Default)]
pub(super) struct Mentions(BTreeMap<String, Result<BTreeSet<String>, String>>);

impl Mentions {
    /// Those of an item, and what to say where they could not be told.
    pub(super) fn of(&self, item: &str) -> (Vec<Mention>, Option<String>) {
        match self.0.get(item) {
            Some(Ok(users)) => {
                let certain = |user: &String| Mention { user: user.clone(), certain: true };
                (users.iter().map(certain).collect(), None)
            }
            Some(Err(why)) => (Vec::new(), Some(format!("Whom the text mentions could not be read: {why}."))),
            None => (Vec::new(), None),
        }
    }
}

/// *Batch Results* of the Connect REST API, as far as they are looked at.
#[derive(Deserialize)]
struct Results {
    results: Vec<One>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    status_code: u16,
    #[serde(default)]
    result: Value,
}

impl Archive {
    /// Whom these items mention.
    pub(super) async fn mentions(
        &self,
        making: &mut Making,
        posts: bool,
        ids: &[String],
    ) -> Result<Mentions, ConnectError> {
        let mut all = Mentions::default();
        let mut why = self.is_left_alone().then(too_many);
        for some in ids.chunks(ITEMS_MAX) {
            if why.is_none() {
                match self.told(making, posts, some).await? {
                    Ok(found) => all.0.extend(found),
                    Err(refused) => why = Some(refused),
                }
            }
            if let Some(why) = &why {
                all.0.extend(some.iter().map(|id| (id.clone(), Err(why.clone()))));
            }
        }
        Ok(all)
    }

    fn is_left_alone(&self) -> bool {
        let until = *self.mentions_again.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.org.clock.now();
        until.is_some_and(|until| now < until && until.since(now) <= LEFT_ALONE)
    }

    /// One call; or why there is nothing to be had for now.
    async fn told(
        &self,
        making: &mut Making,
        posts: bool,
        ids: &[String],
    ) -> Result<Result<BTreeMap<String, Result<BTreeSet<String>, String>>, String>, ConnectError> {
        let what = if posts { "feed-elements" } else { "comments" };
        let path = format!("/chatter/{what}/batch/{}", ids.join(","));
        let answer = self.asked(making, &path).await?;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            let until = self.org.clock.now().plus(LEFT_ALONE);
            *self.mentions_again.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
            return Ok(Err(too_many()));
        }
        if answer.status != StatusCode::OK {
            return match self.refusal(making, &answer, &right::API_ENABLED) {
                Refusal::Gone(absence) => Ok(Err(said(&absence.message))),
                Refusal::Error(ConnectError::Unexpected { words, .. }) => {
                    Ok(Err(said(&words.unwrap_or_default())))
                }
                Refusal::SignInAgain(error) | Refusal::Error(error) => Err(error),
            };
        }
        let results = read(&answer)?;
        // Whatever the order of the results, what is missing is missing.
        let missing = || Err("Salesforce left the item out".to_owned());
        let mut found: BTreeMap<_, _> = ids.iter().map(|id| (id.clone(), missing())).collect();
        for (at, one) in results.results.iter().enumerate() {
            let named = one.result.get("id").and_then(Value::as_str).and_then(eighteen);
            match (one.status_code, named) {
                (200, Some(id)) if found.contains_key(&id) => {
                    found.insert(id, Ok(mentioned(&one.result)));
                }
                (200, _) => {}
                // One that cannot be told has no id; results come in the order of the ids.
                (_, _) if results.results.len() == ids.len() => {
                    let words_of = fault_in(&one.result).map(|fault| fault.words).unwrap_or_default();
                    found.insert(ids[at].clone(), Err(said(&words_of)));
                }
                _ => {}
            }
        }
        Ok(Ok(found))
    }
}

fn read(answer: &Answer) -> Result<Results, ConnectError> {
    serde_json::from_slice(&answer.body).map_err(|_| ConnectError::Transient {
        cause: TransientCause::Unreadable,
        what: format!(
            "{} answered whom texts mention with something that is no list of results",
            answer.host
        ),
        status: Some(answer.status.as_u16()),
        until: None,
    })
}

/// The users in the segments of a text.
fn mentioned(item: &Value) -> BTreeSet<String> {
    let segments = item.pointer("/body/messageSegments").and_then(Value::as_array);
    let of = |segment: &Value| {
        let kind = segment.get("type").and_then(Value::as_str);
        let id = segment.pointer("/record/id").or_else(|| segment.pointer("/user/id"));
        let id = id.and_then(Value::as_str).and_then(eighteen);
        id.filter(|id| kind == Some("Mention") && is_user(id))
    };
    segments.into_iter().flatten().filter_map(of).collect()
}

fn too_many() -> String {
    "Salesforce's Connect REST API takes no more calls for now".to_owned()
}

fn said(text: &str) -> String {
    match words(text, &[]) {
        Some(words) => format!("Salesforce says “{words}”"),
        None => "Salesforce refuses and does not say why".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn users_in_segments_are_mentioned_and_nothing_else() {
        let item = json!({"body": {"messageSegments": [
            {"type": "Text", "text": "@Ada", "record": {"id": "005000000000009AAA"}},
            {"type": "Mention", "record": {"id": "005000000000001"}},
            {"type": "Mention", "record": {"id": "005000000000001AAA"}},
            {"type": "Mention", "user": {"id": "005000000000002AAA"}},
            {"type": "Mention", "record": {"id": "0F9000000000001CAA"}},
            {"type": "Mention", "record": {"id": "x"}}, {"type": "Mention"}, 7,
        ]}});
        let found: Vec<_> = mentioned(&item).into_iter().collect();
        assert_eq!(found, ["005000000000001AAA", "005000000000002AAA"]);
        assert!(mentioned(&json!({"body": null})).is_empty());
    }
}

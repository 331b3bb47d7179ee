//! One file per noun of the command line.

pub mod access;
pub mod action;
pub mod alert;
pub mod archive;
pub mod assessment;
pub mod baseline;
pub mod break_glass;
pub mod check;
pub mod connector;
pub mod mailbox;
pub mod notification;
pub mod overview;
pub mod pack_update;
pub mod parameter;
pub mod principal;
pub mod regulation;
pub mod role_group;
pub mod session;
pub mod token;

use crate::client::Client;
use anyhow::{Result, bail};
use serde_json::Value;

/// The item that is called `name`, in any case, or has that id.
pub async fn find(client: &Client, list: &str, noun: &str, name: &str) -> Result<Value> {
    let answer = client.get(list).await?;
    let items = answer["items"].as_array().cloned().unwrap_or_default();
    let wanted = name.trim().to_lowercase();
    let is_wanted = |item: &&Value| {
        ["id", "name", "title"]
            .iter()
            .any(|key| item[key].as_str().is_some_and(|v| v.to_lowercase() == wanted))
    };
    if let Some(found) = items.iter().find(is_wanted) {
        return Ok(found.clone());
    }
    let names: Vec<_> =
        items.iter().filter_map(|item| item["name"].as_str().or(item["id"].as_str())).collect();
    if names.is_empty() {
        bail!("there is no {noun} “{name}”; there is none at all");
    }
    bail!("there is no {noun} “{name}”; there are: {}", names.join(", "))
}

/// The id of an item.
pub fn id(item: &Value) -> &str {
    item["id"].as_str().unwrap_or_default()
}

/// What was typed as one segment of a path, whatever it is.
pub fn segment(typed: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    typed
        .bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") })
        .collect()
}

/// What stands behind a path: `?key=value&…`, without those that have no value; nothing where none has.
pub fn query(pairs: &[(&str, Option<String>)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in pairs {
        if let Some(value) = value {
            query.append_pair(key, value);
        }
    }
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn what_was_typed_leads_nowhere_else() {
        assert_eq!(segment("zoom.meeting.waiting-room"), "zoom.meeting.waiting-room");
        assert_eq!(segment("a b/../c?d#é"), "a%20b%2F..%2Fc%3Fd%23%C3%A9");
    }
}

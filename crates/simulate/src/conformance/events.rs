//! The events of changes of the account, of its groups and of its people.

use super::{Documents, Error, Report, client::Client, receiver, receiver::Receiver, schema};
use crate::zoom::{Mode, Running};
use serde_json::{Value, json};
use std::time::Duration;

/// How long an event may take to arrive.
const EVENT_WITHIN: Duration = Duration::from_secs(10);
const SECRET: &str = "conformance-secret-token";

/// The events of a change of every boolean in every view that has one, and of people who come, change and go.
pub async fn events(
    documents: &Documents,
    running: &Running,
    client: &Client<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    let mut receiver = receiver::start(SECRET).await.map_err(|error| Error::Failed(error.to_string()))?;
    running.subscribe(client.account, &receiver.url, SECRET, Mode::default()).await?;
    let groups = client.get("/groups").await?;
    let group = format!("/groups/{}", groups["groups"][0]["id"].as_str().unwrap_or_default());
    for (place, of) in [("/accounts/me", "account"), (group.as_str(), "group")] {
        for (view, event) in [
            ("settings", "settings_updated"),
            ("settings?option=meeting_security", "settings_updated"),
            ("lock_settings", "lock_settings_updated"),
            ("lock_settings?option=meeting_security", "lock_settings_updated"),
        ] {
            let (path, event) = (format!("{place}/{view}"), format!("{of}.{event}"));
            let change = flipped(&client.get(&path).await?).unwrap_or_else(|| json!({}));
            client.patch(&path, &change).await?;
            let body = arrived(&mut receiver, &event).await?;
            if body["payload"]["object"]["settings"].as_object().is_none_or(serde_json::Map::is_empty) {
                return Err(Error::Failed(format!("{event} was expected with changes, this came: {body}")));
            }
            report.add(&event, schema::misfits(documents.event(&event)?, &body));
        }
    }
    let mail = "kim.conformance@example.com";
    let person = |order: Value| {
        let mut whole = json!({ "account": client.account, "user": mail, "notice": true });
        if let (Some(whole), Value::Object(order)) = (whole.as_object_mut(), order) {
            whole.extend(order);
        }
        whole
    };
    for (method, order, event) in [
        ("PUT", json!({ "user": { "email": mail } }), "user.created"),
        ("POST", json!({ "merge": { "role_id": "1", "dept": "Audit", "type": 2 } }), "user.updated"),
        ("POST", json!({ "merge": { "status": "inactive" } }), "user.deactivated"),
        ("POST", json!({ "merge": { "status": "active" } }), "user.activated"),
        ("DELETE", json!({}), "user.deleted"),
    ] {
        running.control(method, "users", person(order)).await?;
        let body = arrived(&mut receiver, event).await?;
        report.add(event, schema::misfits(documents.event(event)?, &body));
    }
    Ok(())
}

/// The next event, which has to be the one that is named.
async fn arrived(receiver: &mut Receiver, event: &str) -> Result<Value, Error> {
    let body = tokio::time::timeout(EVENT_WITHIN, receiver.next())
        .await
        .map_err(|_| Error::Failed(format!("{event} did not arrive")))?
        .ok_or_else(|| Error::Failed("the receiver ended".into()))?;
    let body: Value = serde_json::from_slice(&body).map_err(|error| Error::Failed(error.to_string()))?;
    if body["event"] == event {
        return Ok(body);
    }
    Err(Error::Failed(format!("{event} was expected, this came: {body}")))
}

/// The document with every boolean turned and all else left out.
fn flipped(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(on) => Some(json!(!on)),
        Value::Object(map) => {
            let inside: serde_json::Map<String, Value> =
                map.iter().filter_map(|(key, value)| Some((key.clone(), flipped(value)?))).collect();
            (!inside.is_empty()).then_some(Value::Object(inside))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flipping_turns_booleans_and_leaves_the_rest_out() {
        let flip = flipped(&json!({ "a": { "b": true, "c": 1 }, "d": [true], "e": false }));
        assert_eq!(flip, Some(json!({ "a": { "b": false }, "e": true })));
        assert_eq!(flipped(&json!({ "n": 1 })), None);
    }
}

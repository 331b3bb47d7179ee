//! Zoom's webhooks (Zoom, *Using webhooks*): the challenge, the signature, the events.
//!
//! `x-zm-signature` is `v0=` and the hexadecimal HMAC-SHA256, by the subscription's secret token, of
//! `v0:{x-zm-request-timestamp}:{body}`. Nothing of the body is looked at before that is verified, the challenge
//! included: answered unsigned, it would sign any text for anybody.

use super::{known, redact::redact};
use crate::http::{json, words};
use crate::source::{Delivery, DeliveryError, Notice, RawDelivery};
use aws_lc_rs::{constant_time, hmac};
use http::HeaderMap;
use model::{ContentHash, Secret, SetName, Time};
use serde_json::{Map, Value, json};

/// Largest delivery in bytes; Zoom's settings events have a few kilobytes.
pub const DELIVERY_BYTES_MAX: usize = 1 << 20;
/// A delivery's signature may lie so far from our clock, in seconds (Zoom's own advice).
pub const SKEW_S_MAX: u64 = 300;
/// Longest names that are taken out of an event, in characters: event, account, challenge; operator (an
/// address has 254 at most).
const NAME_CHARS_MAX: usize = 128;
const OPERATOR_CHARS_MAX: usize = 320;

const TIMESTAMP: &str = "x-zm-request-timestamp";
const SIGNATURE: &str = "x-zm-signature";

/// What is kept of a person in an event: enough to see what changed, nothing that names somebody.
const PERSON_KEYS: &[&str] = &["id", "type", "status", "role", "role_id", "verified"];
/// What is kept of a group in an event.
const GROUP_KEYS: &[&str] = &["id", "name", "settings", "lock_settings", "members", "admins"];

/// The sets to read again after an event. All other events are taken and touch nothing: signing in and out, and
/// people's own settings, above all. There are no events of roles; a changed role comes with its user.
fn touched(event: &str) -> Vec<SetName> {
    let names: &[&'static str] = match event {
        "account.settings_updated" => &["settings"],
        "account.lock_settings_updated" => &["locks"],
        "account.updated" => &["settings", "domains"],
        "group.settings_updated" | "group.lock_settings_updated" => &["groups"],
        // Who is in a group stands with the group and with the user.
        "group.created"
        | "group.updated"
        | "group.deleted"
        | "group.member_added"
        | "group.member_deleted"
        | "group.admin_added"
        | "group.admin_deleted" => &["people", "groups"],
        "user.created"
        | "user.updated"
        | "user.deleted"
        | "user.activated"
        | "user.deactivated"
        | "user.disassociated"
        | "user.invitation_accepted" => &["people"],
        "app.authorization_request_created" => &["apps"],
        // The app was removed from the account: the next reading says so.
        "app_deauthorized" => &["settings"],
        _ => &[],
    };
    names.iter().map(|name| known(name)).collect()
}

/// Leaves out of an event what is about a person.
fn impersonal(event: &str, value: &mut Value) {
    let kept = match event.split_once('.') {
        Some(("user", _)) => PERSON_KEYS,
        Some(("group", _)) => GROUP_KEYS,
        Some(("account", "settings_updated" | "lock_settings_updated")) => return,
        _ => &["id"],
    };
    if let Some(map) = value.as_object_mut() {
        map.retain(|key, _| kept.contains(&key.as_str()));
        for people in ["members", "admins"] {
            for person in map.get_mut(people).and_then(Value::as_array_mut).into_iter().flatten() {
                match person.as_object_mut() {
                    Some(person) => person.retain(|key, _| key == "id"),
                    None => *person = Value::Null,
                }
            }
        }
    } else {
        *value = Value::Null;
    }
}

/// Verifies and reads one delivery.
///
/// # Errors
/// Why it is refused.
pub(super) fn receive(secret: &Secret, delivery: &RawDelivery, now: Time) -> Result<Delivery, DeliveryError> {
    let signed_at = verify(secret, delivery, now)?;
    let body = json::parse(&delivery.body).map_err(|fault| malformed(&format!("the body {fault}")))?;
    let event = name(body.get("event"), "event")?;
    let Some(payload) = body.get("payload").and_then(Value::as_object) else {
        return Err(malformed("payload is no object"));
    };
    if event == "endpoint.url_validation" {
        return challenge(secret, payload);
    }
    let sets = touched(&event);
    // What an event holds is kept only where it is evidence of a change that we read; others may be about
    // people.
    let object = |key: &str| {
        let mut value = payload.get(key).filter(|value| !value.is_null() && !sets.is_empty())?.clone();
        impersonal(&event, &mut value);
        redact(&mut value, &[secret]);
        Some(value)
    };
    let ms = [body.get("event_ts"), payload.get("time_stamp")].into_iter().flatten().find_map(Value::as_i64);
    Ok(Delivery::Event(Notice {
        account_id: name(payload.get("account_id"), "payload.account_id")?,
        occurred_at: ms.map_or(signed_at, Time::from_ms),
        operator: payload.get("operator").and_then(Value::as_str).and_then(operator),
        old: object("old_object"),
        new: object("object"),
        // Of the body alone: when Zoom tries again it sends the same body under another timestamp.
        digest: ContentHash::of(&delivery.body),
        name: event,
        sets,
    }))
}

/// Verifies size, age and signature. Gives the time at which it was signed.
fn verify(secret: &Secret, delivery: &RawDelivery, now: Time) -> Result<Time, DeliveryError> {
    if secret.is_empty() {
        return Err(DeliveryError::NoSecret);
    }
    if delivery.body.len() > DELIVERY_BYTES_MAX {
        return Err(DeliveryError::TooLarge { bytes: delivery.body.len(), limit: DELIVERY_BYTES_MAX });
    }
    let timestamp = only(&delivery.headers, TIMESTAMP)?;
    let signature = only(&delivery.headers, SIGNATURE)?;
    let signed_at = seconds(timestamp)
        .ok_or(DeliveryError::HeaderMalformed { name: TIMESTAMP, expected: "Unix seconds" })?;
    let tag =
        signature.strip_prefix("v0=").and_then(|tag| hex::decode(tag).ok()).filter(|tag| tag.len() == 32);
    let tag = tag.ok_or(DeliveryError::HeaderMalformed {
        name: SIGNATURE,
        expected: "v0= and 64 hexadecimal digits",
    })?;
    let off_ms = signed_at.ms().abs_diff(now.ms());
    if off_ms > SKEW_S_MAX * 1000 {
        return Err(DeliveryError::Skewed { off_s: off_ms / 1000, limit_s: SKEW_S_MAX });
    }
    let expected = sign(secret, &[b"v0:", timestamp.as_bytes(), b":", &delivery.body]);
    constant_time::verify_slices_are_equal(expected.as_ref(), &tag).map_err(|_| DeliveryError::Signature)?;
    Ok(signed_at)
}

/// Proves that we hold the secret.
fn challenge(secret: &Secret, payload: &Map<String, Value>) -> Result<Delivery, DeliveryError> {
    let token = name(payload.get("plainToken"), "payload.plainToken")?;
    // A colon would make this the signature of a delivery.
    if token.contains(':') {
        return Err(malformed("payload.plainToken has a colon"));
    }
    let encrypted = hex::encode(sign(secret, &[token.as_bytes()]));
    Ok(Delivery::Challenge { answer: json!({"plainToken": token, "encryptedToken": encrypted}) })
}

fn sign(secret: &Secret, pieces: &[&[u8]]) -> hmac::Tag {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
    let mut context = hmac::Context::with_key(&key);
    pieces.iter().for_each(|piece| context.update(piece));
    context.sign()
}

/// A header that must be there once.
fn only<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, DeliveryError> {
    let mut all = headers.get_all(name).iter();
    let value = all.next().ok_or(DeliveryError::HeaderMissing { name })?;
    if all.next().is_some() {
        return Err(DeliveryError::HeaderRepeated { name });
    }
    value.to_str().map_err(|_| DeliveryError::HeaderMalformed { name, expected: "plain text" })
}

/// Unix seconds in up to 11 digits, nothing else.
fn seconds(text: &str) -> Option<Time> {
    if text.is_empty() || text.len() > 11 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(Time::from_ms(text.parse::<i64>().ok()? * 1000))
}

/// A short text of printable ASCII.
fn name(value: Option<&Value>, what: &str) -> Result<String, DeliveryError> {
    let text = value.and_then(Value::as_str).unwrap_or("");
    if text.is_empty() || text.len() > NAME_CHARS_MAX || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(malformed(&format!("{what} is missing or no name")));
    }
    Ok(text.to_owned())
}

/// The operator as given, because it is evidence; only on one line and bounded.
fn operator(text: &str) -> Option<String> {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(OPERATOR_CHARS_MAX).collect();
    (!shown.is_empty()).then_some(shown)
}

fn malformed(what: &str) -> DeliveryError {
    DeliveryError::Malformed { what: words(what, &[]).unwrap_or_default() }
}

#[cfg(test)]
#[path = "webhook_tests.rs"]
mod tests;

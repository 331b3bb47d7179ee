//! The webhook sender: an endpoint is saved once it has answered a challenge, is challenged again every 72
//! virtual hours, and is sent signed notices of changes; what it does not take with 200 or 204 within 3 s is
//! sent again after 5, 20 and 60 virtual minutes.

mod send;
mod sign;

pub use send::{challenge, deliver_due, post_once, run};
pub use sign::{encrypted_token, signature};

use super::{account::Account, journal::Told};
use model::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// An endpoint is challenged again so long after it last answered.
pub const REVALIDATION: Duration = Duration::from_secs(72 * 60 * 60);
/// Delays before the second, third and fourth attempt.
pub const RETRIES: [Duration; 3] =
    [Duration::from_secs(5 * 60), Duration::from_secs(20 * 60), Duration::from_secs(60 * 60)];
/// How long an endpoint has for its answer, in real time.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// Failed re-validations in a row after which an endpoint is disabled. Zoom does not publish its number.
pub const FAILED_VALIDATIONS_MAX: u32 = 3;
/// Largest answer to a challenge that is read.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// A notice held back to be overtaken goes out by itself after this time without another.
pub const HELD_MAX: Duration = Duration::from_secs(60);

/// Where an account's notices go.
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub url: String,
    pub secret: String,
    pub mode: Mode,
    pub enabled: bool,
    pub validated_at: Time,
    pub next_validation: Time,
    pub failed_validations: u32,
    held: Option<(Parcel, Time)>,
}

/// How notices misbehave.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mode {
    /// Each notice is sent twice.
    pub duplicate: bool,
    /// Each notice waits for the next one, which overtakes it.
    pub out_of_order: bool,
}

/// Something wrong with a notice, to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    #[default]
    Genuine,
    BadSignature,
    /// Signed, ten minutes old.
    OldTimestamp,
    /// Signed, about another account.
    OtherAccount,
    Unsigned,
    /// Signed, but no JSON.
    Malformed,
}

/// A notice on its way.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub account: String,
    pub event: String,
    pub body: Vec<u8>,
    pub due: Time,
    /// 1 for the first.
    pub attempt: u32,
    pub variant: Variant,
}

/// One attempt, as `GET /_simulate/deliveries` shows it.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    pub at: Time,
    pub account: String,
    pub event: String,
    pub attempt: u32,
    pub variant: Variant,
    /// None when there was no answer at all.
    pub status: Option<u16>,
    pub delivered: bool,
    pub problem: Option<String>,
    pub next_attempt_at: Option<Time>,
}

impl Endpoint {
    pub fn validated(url: String, secret: String, mode: Mode, now: Time) -> Self {
        Self {
            url,
            secret,
            mode,
            enabled: true,
            validated_at: now,
            next_validation: now.plus(REVALIDATION),
            failed_validations: 0,
            held: None,
        }
    }

    /// A held notice that nothing overtook in time.
    pub fn release(&mut self, now: Time) -> Option<Parcel> {
        let due = self.held.as_ref().is_some_and(|(_, since)| {
            !self.mode.out_of_order || !self.enabled || now.since(*since) >= HELD_MAX
        });
        if due { self.held.take().map(|(parcel, _)| parcel) } else { None }
    }
}

#[derive(Serialize)]
struct Event<'a> {
    event: &'a str,
    event_ts: i64,
    payload: Payload<'a>,
}

#[derive(Serialize)]
struct Payload<'a> {
    account_id: &'a str,
    operator: &'a str,
    operator_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    creation_type: Option<&'static str>,
    object: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_stamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_object: Option<&'a Value>,
}

/// The compact JSON of an event, its keys in Zoom's order (clients that parse and print again before they
/// verify depend on it). `operator` is who: address and id.
pub fn body(account_id: &str, told: &Told, operator: (&str, &str), now: Time) -> Vec<u8> {
    // Events of users coming and going have no time of their own.
    let timed = !told.event.starts_with("user.") || told.event == "user.updated";
    let payload = Payload {
        account_id,
        operator: operator.0,
        operator_id: operator.1,
        creation_type: (told.event == "user.created").then_some("create"),
        object: &told.object,
        time_stamp: timed.then(|| now.ms()),
        old_object: told.old_object.as_ref(),
    };
    // Writing JSON values to memory cannot fail.
    serde_json::to_vec(&Event { event: &told.event, event_ts: now.ms(), payload }).unwrap_or_default()
}

/// What a change puts on its way: nothing without an endpoint, twice or later as its mode says.
pub fn parcels(account: &mut Account, told: &Told, operator: (&str, &str), now: Time) -> Vec<Parcel> {
    let body = body(&account.id, told, operator, now);
    let name = account.name.clone();
    let Some(endpoint) = account.webhook.as_mut().filter(|endpoint| endpoint.enabled) else {
        return Vec::new();
    };
    let event = told.event.clone();
    let new = Parcel { account: name, event, body, due: now, attempt: 1, variant: Variant::Genuine };
    let mut parcels = if endpoint.mode.out_of_order {
        match endpoint.held.take() {
            None => {
                endpoint.held = Some((new, now));
                Vec::new()
            }
            Some((held, _)) => vec![new, held],
        }
    } else {
        vec![new]
    };
    if endpoint.mode.duplicate {
        parcels = parcels.into_iter().flat_map(|parcel| [parcel.clone(), parcel]).collect();
    }
    parcels
}

//! What a service pushes: deliveries as they arrive, and what they turn out to be.

use model::{ContentHash, SetName, Time};
use serde_json::Value;

/// A delivery as it came: nothing of it is trusted. The body is the raw bytes, because signatures are over
/// those.
#[derive(Clone)]
pub struct RawDelivery {
    pub headers: http::HeaderMap,
    pub body: Vec<u8>,
}

/// A verified delivery.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// The service wants proof that we hold the secret: answer 200 with this JSON, at once.
    Challenge { answer: Value },
    /// Something happened.
    Event(Notice),
}

/// A verified event. It only ever means "read these sets again": the verdicts come from the reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// The service's name for it.
    pub name: String,
    /// The account that it says it is about; the caller holds it against the instance's own.
    pub account_id: String,
    pub occurred_at: Time,
    /// Who did it, as the service says.
    pub operator: Option<String>,
    /// What it says was there before, without secrets. Evidence, not a reading.
    pub old: Option<Value>,
    /// What it says is there now, without secrets.
    pub new: Option<Value>,
    /// The sets to read again; empty for an event that touches none.
    pub sets: Vec<SetName>,
    /// Equal exactly when the service delivers the same event again.
    pub digest: ContentHash,
}

/// Why a delivery is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    #[error("this connector takes no events")]
    NotSupported,
    #[error(
        "no secret is set for this instance's events; enter the one that the service shows beside the event subscription"
    )]
    NoSecret,
    #[error("the body has {bytes} bytes, at most {limit} are taken")]
    TooLarge { bytes: usize, limit: usize },
    #[error("the header {name} is missing; is something between the service and us removing it?")]
    HeaderMissing { name: &'static str },
    #[error("the header {name} is there more than once")]
    HeaderRepeated { name: &'static str },
    #[error("the header {name} is malformed; expected {expected}")]
    HeaderMalformed { name: &'static str, expected: &'static str },
    #[error(
        "it was signed {off_s} s away from our clock, at most {limit_s} s are taken; check this machine's clock"
    )]
    Skewed { off_s: u64, limit_s: u64 },
    #[error(
        "the signature does not fit; does the secret of this instance equal the one that the service shows?"
    )]
    Signature,
    #[error("it is signed, but not understood: {what}")]
    Malformed { what: String },
}

impl DeliveryError {
    /// Whether the sender could not be verified, as opposed to having sent something unusable.
    pub fn is_unverified(&self) -> bool {
        !matches!(
            self,
            DeliveryError::TooLarge { .. } | DeliveryError::Malformed { .. } | DeliveryError::NotSupported
        )
    }
}

//! The contract of compliance connectors: what the engine asks, and what a connector may answer.
//!
//! A [`Source`] is the connector itself, made once: it knows its signal sets, reads credentials and verifies
//! deliveries. An [`Account`] is one opened account of the service: it answers [`Account::validate`] and
//! [`Account::read_page`].
//!
//! **One page per call.** The engine owns loops, retries, waiting, rate limits and checkpoints; a connector
//! makes the calls that one page needs and says what it saw. The one exception is inside a connector's
//! sign-in: an expired token is renewed once and the call repeated once.
//!
//! What a call may end as is deliberately narrow:
//!
//! | what the service did | answer |
//! |---|---|
//! | gave a document or rows | a [`Part`] with a value |
//! | said definitely that there is nothing to see: right missing, not licensed, not found | a [`Part`] with [`model::Absence`] |
//! | changed a list while it was paged | [`ConnectError::Changed`]: the set begins anew |
//! | failed in passing, refused the credentials, or said something that is not understood | a [`ConnectError`] |
//!
//! What is not understood is never an absence and never a value.

pub mod archive;
mod changes;
mod clock;
mod delivery;
mod error;
mod from_http;
mod page;
mod quota;
mod registry;
pub mod salesforce;
mod shared;
mod validation;
pub mod zoom;

pub use changes::{Changes, ChangesPage};
pub use delivery::{Delivery, DeliveryError, Notice, RawDelivery};
pub use error::{ConnectError, RETRY_HOURS_MAX, SignInCause, TransientCause};
pub use page::{Cursor, Page, Part, ReadCall, SetSpec, WholeSet};
pub use quota::{Allowance, CallClass, ClassLimits, Window};
pub use registry::{SourcesConfig, archive_sources, sources};
pub use validation::{FieldProblem, MissingRight, Validation};

use async_trait::async_trait;
use model::{ConnectorId, Secret, SetName, SignalName, Time};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// The fields of a connector's sign-in form, by name. Which fields there are, and which of them are secret,
/// stands in the connector's pack (`connector.yaml`); all of them are carried as secrets.
pub type Credentials = BTreeMap<String, Secret>;

/// A compliance connector.
pub trait Source: Send + Sync {
    /// The connector's id, as in its pack: `zoom`.
    fn connector(&self) -> ConnectorId;

    /// The signal sets that an account of this service has, in the order in which they are read.
    fn sets(&self) -> &[SetSpec];

    /// The calls that read a signal, its own first, then those that say what to ask about. A service whose pack
    /// names no calls keeps this default.
    fn calls(&self, signal: &SignalName) -> Vec<ReadCall> {
        let _ = signal;
        Vec::new()
    }

    /// Makes an account of credentials. Parses only: no connection is opened, so that this cannot fail for
    /// any reason but the fields.
    ///
    /// # Errors
    /// Every field that is missing, unknown or malformed, each with how to mend it.
    fn open(&self, credentials: &Credentials) -> Result<Arc<dyn Account>, Vec<FieldProblem>>;

    /// What is assumed of the service's limits until it says otherwise. A service without limits keeps this
    /// default: its calls are neither counted nor paced.
    fn limits(&self) -> &[ClassLimits] {
        &[]
    }

    /// How often a log of changes is asked that accounts of this service have, unless an instance says otherwise:
    /// see [`Account::changes`]. A service without such a log keeps this default.
    fn asks_every(&self) -> Option<Duration> {
        None
    }

    /// What follows from a set that was read to its end: joins of its tables, sums, given as signals of the same
    /// set beside what they were made of. Pure, and linear in the rows; an absence of what is joined is an absence of
    /// the join. A set without such keeps this default.
    fn reduce(&self, set: &SetName, read: &mut WholeSet) {
        let _ = (set, read);
    }

    /// Verifies and reads one delivery of the service's events. `secret` is what the service signs with;
    /// `now` bounds the age of a delivery. A service that pushes nothing keeps this default.
    ///
    /// # Errors
    /// Why the delivery is refused. None of them holds anything of the delivery's body.
    fn receive(&self, secret: &Secret, delivery: &RawDelivery, now: Time) -> Result<Delivery, DeliveryError> {
        let _ = (secret, delivery, now);
        Err(DeliveryError::NotSupported)
    }
}

/// One opened account of a service. May be used by several callers at once.
#[async_trait]
pub trait Account: Send + Sync {
    /// Signs in for real and compares the rights that were granted with those that the signals need.
    ///
    /// # Errors
    /// [`ConnectError::SignIn`] names the field at fault; all others say that nothing was learned about the
    /// credentials.
    async fn validate(&self) -> Result<Validation, ConnectError>;

    /// Reads one page of one set: the first without a cursor, the others with the `next` of the page before.
    /// The set was read to its end when `next` is `None`.
    ///
    /// # Errors
    /// Nothing of the page may be used. [`ConnectError::is_transient`] says whether trying again may help,
    /// [`ConnectError::retry_at`] when the service wants that.
    async fn read_page(&self, set: &SetName, cursor: Option<&Cursor>) -> Result<Page, ConnectError>;

    /// The class of the call that [`Account::read_page`] would make for this page; `None` where the service has
    /// no classes.
    fn class_of(&self, set: &SetName, cursor: Option<&Cursor>) -> Option<CallClass> {
        let _ = (set, cursor);
        None
    }

    /// One page of what the service's own log says of changes since then: the first without a cursor. A
    /// service without such a log keeps this default.
    ///
    /// # Errors
    /// As [`Account::read_page`].
    async fn changes(&self, since: Time, cursor: Option<&Cursor>) -> Result<Changes, ConnectError> {
        let _ = (since, cursor);
        Ok(Changes::NotSupported)
    }

    /// The class of the call that [`Account::changes`] makes.
    fn class_of_changes(&self) -> Option<CallClass> {
        None
    }
}

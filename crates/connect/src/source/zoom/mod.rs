//! Zoom: an account's settings, locks, people, groups, logs and apps, by a Server-to-Server OAuth app, and its
//! events by webhook.
//!
//! Sources: Zoom's *Server-to-Server OAuth*, *OAuth scopes*, *Rate limits* and *Using webhooks* pages on
//! developers.zoom.us, and its API descriptions of Accounts and Users. Where those are silent, what clients
//! have met in the wild decides how tolerant the reading is.
//!
//! Calls name the account as `me`, not by its id: a Server-to-Server token is bound to one account when it is
//! issued, so that `me` can mean no other; with an id in the path, a master account's token would read a
//! sub-account, and evidence of one account could be filed under another. That the token's account is the one
//! that was entered is shown by the token request, which carries the id, and by `/users/me`.

mod account;
mod answer;
mod calls;
mod changes;
mod clouds;
mod credentials;
mod place;
mod redact;
mod refusal;
mod scope;
mod sign_in;
mod table;
mod throttle;
mod token;
mod view;
mod walk;
mod webhook;

use super::{
    Account, ClassLimits, Credentials, Delivery, DeliveryError, FieldProblem, RawDelivery, ReadCall, SetSpec,
    Source,
};
use crate::http::{Client, HttpError, Limits};
use account::ZoomAccount;
use clouds::Clouds;
use model::{Clock, ConnectorId, Secret, SignalName, Time};
use std::{fmt::Debug, str::FromStr, sync::Arc, time::Duration};
use url::Url;

pub use webhook::{DELIVERY_BYTES_MAX, SKEW_S_MAX};

/// What the installation decides about talking to Zoom.
#[derive(Debug, Clone, Default)]
pub struct ZoomConfig {
    /// `None`: Zoom's own hosts. `Some`: one server stands for all of them (token at `/oauth/token`, API under
    /// `/v2`), wherever it is, over http or https: a simulator. Only the installation can say so, never an
    /// instance's credentials.
    pub base: Option<Url>,
    pub limits: Limits,
}

impl ZoomConfig {
    /// Zoom at its own hosts, or as it is at that server.
    pub fn new(base: Option<Url>) -> Self {
        Self { base, limits: Limits::default() }
    }
}

/// The connector `zoom`.
pub struct Zoom {
    client: Client,
    clouds: Clouds,
    clock: Arc<dyn Clock>,
    sets: Vec<SetSpec>,
}

impl Zoom {
    /// # Errors
    /// [`HttpError::Setup`]: no certificate authorities, or a base that is no http address.
    pub fn new(config: &ZoomConfig, clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let clouds = Clouds::new(config.base.clone())?;
        let client = Client::new(clouds.hosts(), config.limits)?;
        Ok(Self { client, clouds, clock, sets: view::sets() })
    }
}

impl Source for Zoom {
    fn connector(&self) -> ConnectorId {
        known("zoom")
    }

    fn sets(&self) -> &[SetSpec] {
        &self.sets
    }

    fn calls(&self, signal: &SignalName) -> Vec<ReadCall> {
        calls::of(signal)
    }

    fn open(&self, credentials: &Credentials) -> Result<Arc<dyn Account>, Vec<FieldProblem>> {
        let app = credentials::parse(credentials)?;
        let endpoints = self.clouds.of(app.cloud);
        Ok(Arc::new(ZoomAccount::new(self.client.clone(), endpoints, app, self.clock.clone())))
    }

    fn limits(&self) -> &[ClassLimits] {
        throttle::LIMITS
    }

    fn asks_every(&self) -> Option<Duration> {
        Some(Duration::from_secs(5 * 60))
    }

    fn receive(&self, secret: &Secret, delivery: &RawDelivery, now: Time) -> Result<Delivery, DeliveryError> {
        webhook::receive(secret, delivery, now)
    }
}

/// An id that stands in this folder's source.
fn known<T: FromStr<Err: Debug>>(text: &'static str) -> T {
    #[expect(clippy::expect_used, reason = "the texts are constants, and a test makes each of them")]
    text.parse().expect("a constant of this connector is a valid id")
}

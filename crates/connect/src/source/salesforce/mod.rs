//! Salesforce: an org's Health Check, settings, people and who may do what, apps, network, sharing, log-ins and the Setup
//! Audit Trail, by SOAP.
//!
//! Sources: Salesforce's *SOAP API Developer Guide* (login, query, faults, limits), *Metadata API Developer Guide*
//! (readMetadata, listMetadata), *Tooling API* (SecurityHealthCheck), *Object Reference*, and its help on OAuth flows.
//! Where those are silent, recorded answers of other clients decide how tolerant the reading is.
//!
//! All reading goes by SOAP, whichever way one signed in: an OAuth access token is a session id there. REST would need
//! the same permissions for the same objects; nothing here is readable by it alone.

mod account;
mod answer;
mod ask;
mod changes;
pub mod chatter;
mod column;
mod component;
mod credentials;
mod cure;
mod id;
mod jwt;
mod place;
mod quota;
mod reduce;
mod right;
mod rows;
mod session;
mod sites;
mod soap;
mod step;
mod view;
mod views;

use super::{Account, ClassLimits, Credentials, FieldProblem, ReadCall, SetSpec, Source, WholeSet};
use crate::http::{Client, HttpError, Limits};
use account::Org;
use model::{Clock, ConnectorId, SetName, SignalName};
use sites::Sites;
use std::{fmt::Debug, str::FromStr, sync::Arc, time::Duration};
use url::Url;

/// Longest answer, in bytes: 2,000 rows of 20 columns have about three million.
const BODY_BYTES_MAX: usize = 12 << 20;
/// How often the Setup Audit Trail is asked: 1,440 calls a day of the org's 15,000 and more.
const ASKED_EVERY: Duration = Duration::from_secs(60);

/// The connector `salesforce`.
pub struct Salesforce {
    client: Client,
    sites: Sites,
    clock: Arc<dyn Clock>,
    sets: Vec<SetSpec>,
}

impl Salesforce {
    /// `base`: one server that stands for all of Salesforce's hosts, wherever it is, over http or https: a simulator.
    ///
    /// # Errors
    /// [`HttpError::Setup`]: no certificate authorities, or a base that is no http address.
    pub fn new(base: Option<Url>, clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        Self::with_limits(base, Limits { body_bytes: BODY_BYTES_MAX, ..Limits::default() }, clock)
    }

    /// The same with other limits of time and size.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_limits(base: Option<Url>, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let sites = Sites::new(base)?;
        let client = Client::new(sites.hosts(), limits)?;
        Ok(Self { client, sites, clock, sets: view::sets() })
    }
}

impl Source for Salesforce {
    fn connector(&self) -> ConnectorId {
        known("salesforce")
    }

    fn sets(&self) -> &[SetSpec] {
        &self.sets
    }

    fn calls(&self, signal: &SignalName) -> Vec<ReadCall> {
        view::calls(signal)
    }

    fn open(&self, credentials: &Credentials) -> Result<Arc<dyn Account>, Vec<FieldProblem>> {
        let form = credentials::parse(credentials)?;
        Ok(Arc::new(Org::new(self.client.clone(), self.sites.clone(), form, self.clock.clone())))
    }

    fn limits(&self) -> &[ClassLimits] {
        quota::LIMITS
    }

    fn asks_every(&self) -> Option<Duration> {
        Some(ASKED_EVERY)
    }

    fn reduce(&self, set: &SetName, read: &mut WholeSet) {
        reduce::set(set.as_str(), read);
    }
}

/// An id that stands in this folder's source.
fn known<T: FromStr<Err: Debug>>(text: &'static str) -> T {
    #[expect(clippy::expect_used, reason = "the texts are constants, and a test makes each of them")]
    text.parse().expect("a constant of this connector is a valid id")
}

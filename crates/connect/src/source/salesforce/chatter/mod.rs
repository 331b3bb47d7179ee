//! Salesforce Chatter: posts, comments, private messages and files of an org's feeds, for archiving.
//!
//! Sources: *Object Reference* (FeedItem, FeedComment, FeedAttachment, FeedRevision, ContentVersion, CollaborationGroup,
//! ChatterMessage), *SOAP API Developer Guide* (queryAll, getDeleted), *Connect REST API Developer Guide* (feed elements
//! and comments by batch), *REST API Developer Guide* (VersionData).
//!
//! Everything is read by SOQL in the order of `SystemModstamp` and id, each page from behind the last row of the one
//! before (`keyset.rs`), so that nothing has to be kept at Salesforce and a round may stop and go on anywhere. Connect REST
//! is asked for one thing alone: whom a text mentions, which no object tells.

mod account;
mod ask;
mod beside;
mod counts;
mod deletions;
mod feed;
mod field;
mod file;
mod groups;
mod keyset;
mod mentions;
mod messages;
mod observe;
mod people;
mod rest;
mod rights;
mod table;
mod tables;

use super::{account::Org, credentials, known, quota, sites::Sites};
use crate::http::{Client, HttpError, Limits};
use crate::source::{
    ClassLimits, Credentials, FieldProblem,
    archive::{ArchiveAccount, ArchiveSource},
};
use account::Archive;
use model::{Clock, ConnectorId};
use std::sync::Arc;
use url::Url;

/// Longest answer, in bytes: 500 posts of 10,000 characters, four bytes each, with what XML adds.
const BODY_BYTES_MAX: usize = 32 << 20;

/// The connector `salesforce-chatter`.
pub struct SalesforceChatter {
    client: Client,
    sites: Sites,
    clock: Arc<dyn Clock>,
}

impl SalesforceChatter {
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
        Ok(Self { client, sites, clock })
    }
}

impl ArchiveSource for SalesforceChatter {
    fn connector(&self) -> ConnectorId {
        known("salesforce-chatter")
    }

    fn open(&self, credentials: &Credentials) -> Result<Arc<dyn ArchiveAccount>, Vec<FieldProblem>> {
        let form = credentials::parse(credentials)?;
        let org = Org::new(self.client.clone(), self.sites.clone(), form, self.clock.clone());
        Ok(Arc::new(Archive::of(org)))
    }

    fn limits(&self) -> &[ClassLimits] {
        quota::LIMITS
    }
}

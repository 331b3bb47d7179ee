//! SOAP 1.1 as Salesforce speaks it: document/literal, one operation a call, faults of one shape.
//!
//! Written by hand, not generated: the enterprise WSDL is another one for each org and each user's rights, and of its
//! thousands of types a dozen elements are read.

mod fault;
mod read;
mod write;

pub(super) use fault::Fault;
pub(super) use read::{Said, Unreadable, child, children, is_nil, read, text};
pub(super) use write::{Envelope, Header};

use super::credentials::Endpoint;

/// One of Salesforce's SOAP APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Partner,
    Enterprise,
    Tooling,
    Metadata,
}

impl Api {
    /// Its target namespace.
    pub(super) fn namespace(self) -> &'static str {
        match self {
            Api::Partner => "urn:partner.soap.sforce.com",
            Api::Enterprise => "urn:enterprise.soap.sforce.com",
            Api::Tooling => "urn:tooling.soap.sforce.com",
            Api::Metadata => "http://soap.sforce.com/2006/04/metadata",
        }
    }

    /// Whether an answer to an operation may be in a namespace: in its own, and that to a sign-in in either of the two
    /// APIs over records, whose sessions are the same.
    fn answers_in(self, namespace: &str, operation: &str) -> bool {
        let over_records = [Api::Partner, Api::Enterprise];
        let sign_in = operation == "login" && over_records.contains(&self);
        namespace == self.namespace()
            || (sign_in && over_records.iter().any(|api| api.namespace() == namespace))
    }

    /// Its path at any host of Salesforce's.
    pub(super) fn path(self, version: &str) -> String {
        let letter = match self {
            Api::Partner => "u",
            Api::Enterprise => "c",
            Api::Tooling => "T",
            Api::Metadata => "m",
        };
        format!("/services/Soap/{letter}/{version}")
    }
}

impl From<Endpoint> for Api {
    fn from(endpoint: Endpoint) -> Api {
        match endpoint {
            Endpoint::Partner => Api::Partner,
            Endpoint::Enterprise => Api::Enterprise,
        }
    }
}

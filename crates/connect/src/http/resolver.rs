//! Name resolution that drops what may not be dialled. It runs for every connection, so that a name that
//! turns to a private address later (DNS rebinding) is caught as well.

use super::address::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::SocketAddr;

/// Resolves by the system's resolver and keeps public addresses only, except for one name.
pub(super) struct Resolver {
    /// The name that may have any address: the configured server for tests.
    pub(super) local: Option<String>,
}

/// The name has addresses, but none that may be dialled.
#[derive(Debug, thiserror::Error)]
#[error("no public address")]
pub(super) struct NoPublicAddress;

/// The name has no address.
#[derive(Debug, thiserror::Error)]
#[error("no address")]
pub(super) struct NoAddress;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let local = self.local.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let all: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| NoAddress)?.collect();
            if all.is_empty() {
                return Err(NoAddress.into());
            }
            let dialled: Vec<SocketAddr> =
                all.into_iter().filter(|address| local || is_public(address.ip())).collect();
            if dialled.is_empty() {
                return Err(NoPublicAddress.into());
            }
            Ok(Box::new(dialled.into_iter()) as Addrs)
        })
    }
}

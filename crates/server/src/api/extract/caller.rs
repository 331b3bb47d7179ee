//! Who calls, and from where.

use crate::{api::problem::Problem, app::App};
use axum::extract::{ConnectInfo, FromRequestParts};
use engine::{Error, access::Actor};
use http::request::Parts;
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::Deref,
    sync::Arc,
};

/// The signed-in principal whom the guard let through.
#[derive(Clone)]
pub struct Caller(pub(in crate::api) Arc<Actor>);

impl Deref for Caller {
    type Target = Actor;
    fn deref(&self) -> &Actor {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Caller>().cloned().ok_or_else(|| Error::Unauthenticated.into())
    }
}

/// The address that sign-in is throttled by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl FromRequestParts<App> for Peer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        // Without a connection (a router driven in memory) there is one peer: this machine.
        let direct = direct.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical();
        let forwarded = parts.headers.get_all("x-forwarded-for").iter().next_back();
        let forwarded = forwarded.and_then(|value| value.to_str().ok());
        Ok(Peer(peer(direct, forwarded, &app.settings.trusted_proxies)))
    }
}

/// A trusted proxy appends the peer it saw; what stands before that, anybody may have written.
fn peer(direct: IpAddr, forwarded: Option<&str>, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&direct) {
        return direct;
    }
    let last = forwarded.and_then(|list| list.rsplit(',').next());
    last.and_then(|text| text.trim().parse::<IpAddr>().ok()).map_or(direct, |ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_may_say_who_the_peer_is() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let claimed = Some("198.51.100.1, 198.51.100.2");
        assert_eq!(peer(stranger, claimed, &[proxy]), stranger);
        assert_eq!(peer(proxy, claimed, &[proxy]), "198.51.100.2".parse::<IpAddr>().unwrap());
        assert_eq!(peer(proxy, Some("nonsense"), &[proxy]), proxy);
        assert_eq!(peer(proxy, None, &[proxy]), proxy);
    }
}

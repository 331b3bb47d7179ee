//! Failed sign-ins are slowed down, per name and per peer: a few tries are free, then each failure doubles
//! the wait. Nobody is locked out for good, and a name that does not exist is treated as one that does.

use super::token;
use crate::{Engine, Error, Result};
use model::{PrincipalId, Time};
use std::{net::IpAddr, time::Duration};

/// Failures of one name that cost nothing: people mistype.
const NAME_FREE: u32 = 5;
/// Failures of one peer that cost nothing: an office may stand behind one address.
const PEER_FREE: u32 = 30;
/// The first wait, which each further failure doubles, and the longest.
const WAIT_FIRST: Duration = Duration::from_secs(1);
const WAIT_MAX: Duration = Duration::from_secs(15 * 60);
/// A failure longer after the one before begins a new count.
pub(super) const FAILURES_REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// What failures are counted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// As kept. What was typed as a name might be a password, so it is hashed.
    text: String,
    free: u32,
}

impl Key {
    pub fn name(name: &str) -> Self {
        Self { text: format!("name:{}", token::hash_text(&name.trim().to_lowercase())), free: NAME_FREE }
    }

    /// The codes of somebody's second factor.
    pub fn code(principal: &PrincipalId) -> Self {
        Self { text: format!("code:{principal}"), free: NAME_FREE }
    }

    /// An IPv6 peer has a whole /64 to itself, so that is what counts.
    pub fn peer(peer: IpAddr) -> Self {
        let text = match peer.to_canonical() {
            IpAddr::V4(address) => format!("peer:{address}"),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("peer:{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        Self { text, free: PEER_FREE }
    }
}

/// How long to wait after so many failures, of which some are free.
fn wait(failures: u32, free: u32) -> Duration {
    match failures.checked_sub(free) {
        None => Duration::ZERO,
        Some(over) => WAIT_FIRST.saturating_mul(1u32.checked_shl(over).unwrap_or(u32::MAX)).min(WAIT_MAX),
    }
}

impl Engine {
    /// Refuses when one of these keys has to wait.
    pub(super) async fn refuse_throttled(&self, keys: &[&Key]) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let mut latest: Option<Time> = None;
        for key in keys {
            latest = latest.max(tx.sessions().blocked_until(&key.text, now).await?);
        }
        match latest {
            Some(until) if until > now => Err(Error::Throttled { retry_after: until.since(now) }),
            _ => Ok(()),
        }
    }

    /// Counts a failure.
    pub(super) async fn count_failure(&self, key: &Key) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let failures = tx.sessions().record_failure(&key.text, now, FAILURES_REMEMBERED).await?;
        let wait = wait(failures, key.free);
        if !wait.is_zero() {
            tx.sessions().block(&key.text, now.plus(wait)).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The person behind this key has shown who they are.
    pub(super) async fn forget_failures(&self, key: &Key) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.sessions().clear(&key.text).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_its_end() {
        let seconds: Vec<_> =
            [1, 4, 5, 6, 7, 14, 15, 40, u32::MAX].iter().map(|n| wait(*n, 5).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 512, 900, 900, 900]);
    }

    #[test]
    fn names_are_one_key_in_any_case_and_are_not_kept_as_typed() {
        assert_eq!(Key::name(" Ada "), Key::name("ADA"));
        assert!(!Key::name("hunter2").text.contains("hunter2"));
    }

    #[test]
    fn a_network_of_ipv6_is_one_peer() {
        let peer = |text: &str| Key::peer(text.parse().unwrap());
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff::9"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
    }
}

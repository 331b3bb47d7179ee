//! Whether a code is right, under the throttle.

use super::{confirmed, recovery_codes, totp};
use crate::{Engine, Error, Result, access::throttle::Key};
use model::PrincipalId;
use std::net::IpAddr;
use store::Tx;

/// Longest text that is looked at as a code: a recovery code with room for blanks.
const CODE_CHARS_MAX: usize = 40;

/// What was typed, as six digits, where it is that.
pub(super) fn digits(typed: &str) -> Option<String> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    (text.len() == totp::DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

impl Engine {
    /// Takes a code of somebody's second factor, or one of their recovery codes; `false` when it is neither or was
    /// taken before. No code is taken twice, also not by two who send it at the same time.
    ///
    /// # Errors
    /// `Throttled` when this person's codes, or this peer, failed too often lately.
    pub(in crate::access) async fn take_code(
        &self,
        principal: &PrincipalId,
        typed: &str,
        peer: IpAddr,
    ) -> Result<bool> {
        self.throttled(principal, peer, async || {
            let mut tx = self.store.write().await?;
            let taken = self.take(&mut tx, principal, typed).await?;
            tx.commit().await?;
            Ok(taken)
        })
        .await
    }

    /// Tries a code under the throttle of its person and the peer. A failure is counted before it is known and
    /// taken back after: of many tries at the same time, each counts.
    pub(super) async fn throttled(
        &self,
        principal: &PrincipalId,
        peer: IpAddr,
        attempt: impl AsyncFnOnce() -> Result<bool>,
    ) -> Result<bool> {
        let (code, peer) = (Key::code(principal), Key::peer(peer));
        self.refuse_throttled(&[&code, &peer]).await?;
        self.count_failure(&code).await?;
        let right = attempt().await?;
        if right {
            self.forget_failures(&code).await?;
        } else {
            self.count_failure(&peer).await?;
        }
        Ok(right)
    }

    async fn take(&self, tx: &mut Tx, principal: &PrincipalId, typed: &str) -> Result<bool> {
        if typed.chars().count() > CODE_CHARS_MAX {
            return Ok(false);
        }
        let Some(factor) = confirmed(tx, principal).await? else { return Ok(false) };
        let Some(digits) = digits(typed) else {
            return Ok(tx.second_factors().take_code(principal, &recovery_codes::hash(typed)).await?);
        };
        let secret = tx.vault().open(&factor.secret).await?;
        match totp::step_of(&secret, &digits, self.clock.now(), factor.last_step) {
            Some(step) => Ok(tx.second_factors().take_step(principal, step).await?),
            None => Ok(false),
        }
    }
}

/// What is said at the field of a code that was not taken.
pub(super) fn refused() -> Error {
    Error::field("code", REFUSED)
}

/// The same when signing in, where a page asks for the code as its second step.
pub(in crate::access) const REFUSED: &str = "This code is wrong, or was used before. Wait for the next one; check that the clock of your device is right.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_a_code_however_they_are_spaced() {
        assert_eq!(digits(" 123 456 ").as_deref(), Some("123456"));
        for other in ["12345", "1234567", "12345a", "abcd-efgh-jklm-npqr", "", "１２３４５６"] {
            assert_eq!(digits(other), None, "{other:?}");
        }
    }
}

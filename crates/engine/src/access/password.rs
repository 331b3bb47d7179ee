//! Passwords: the rules, and argon2id around them.
//!
//! Parameters are OWASP's (Password Storage Cheat Sheet, argon2id): 19 MiB, 2 passes, 1 lane. Length is the
//! only rule of form, as NIST SP 800-63B §3.1.1.2 wants it.

use super::name;
use crate::{Error, FieldProblem, Result};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use model::{Random, Secret};
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Shortest and longest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
pub const PASSWORD_CHARS_MAX: usize = 1_000;

/// Memory of one hash, in KiB; passes over it; lanes.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Randomness in a salt (RFC 9106 §3.1 recommends 16 bytes).
const SALT_BYTES: usize = 16;
/// Hashes made at the same time: bounds the memory that strangers can make the server take to 38 MiB.
const HASHES_AT_ONCE: usize = 2;
/// Longest wait for a turn; whoever waits longer is told to come back.
const TURN_WAIT_MAX: Duration = Duration::from_secs(10);

/// A hash with the parameters of all others, of a password that nobody has: a salt of zeros.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     ACLZoEAOVPkfKguZYbSFrpX7QbJAa2axonBu1tLaRIk";

static TURNS: Semaphore = Semaphore::const_new(HASHES_AT_ONCE);

/// What is wrong with a new password for the principal of that name.
pub(super) fn check(field: &str, password: &Secret, name: &str) -> std::result::Result<(), FieldProblem> {
    let chars = password.expose().chars().count();
    let problem = if chars < PASSWORD_CHARS_MIN {
        format!("A password has at least {PASSWORD_CHARS_MIN} characters; a few words in a row do well.")
    } else if chars > PASSWORD_CHARS_MAX {
        format!("A password has at most {PASSWORD_CHARS_MAX} characters.")
    } else if name::same(password.expose(), name) {
        "The password must not be the name.".to_owned()
    } else {
        return Ok(());
    };
    Err(FieldProblem::new(field, problem))
}

/// Hashes a password into a PHC string (`$argon2id$v=19$…`).
pub(super) async fn hash(password: &Secret, random: &Arc<dyn Random>) -> Result<String> {
    let mut salt = [0; SALT_BYTES];
    random.fill(&mut salt);
    let password = password.clone();
    in_turn(move || hash_now(&password, &salt)).await?
}

/// Whether the password is the one that was hashed. Without a hash (nobody has that name, or no password)
/// the same work is done for nothing, so that the time taken does not tell who exists.
pub(super) async fn verify(password: &Secret, hash: Option<String>) -> Result<bool> {
    // Longer ones are nobody's; without the check they would be hashed first.
    let possible = password.expose().chars().count() <= PASSWORD_CHARS_MAX;
    let password = if possible { password.clone() } else { Secret::new("") };
    in_turn(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODYS_HASH.to_owned());
        let right = argon2()?.verify_password(password.expose().as_bytes(), hash.as_str()).is_ok();
        Ok(known && possible && right)
    })
    .await?
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &Secret, salt: &[u8]) -> Result<String> {
    let hash = argon2()?.hash_password_with_salt(password.expose().as_bytes(), salt).map_err(failed)?;
    Ok(hash.to_string())
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("argon2 failed: {error}"))
}

/// Runs expensive work on a thread of its own, a bounded number at a time.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let turn = tokio::time::timeout(TURN_WAIT_MAX, TURNS.acquire()).await;
    let Ok(Ok(turn)) = turn else { return Err(Error::Throttled { retry_after: TURN_WAIT_MAX }) };
    tokio::task::spawn_blocking(move || {
        // Held until the work is done, also when the caller has gone away.
        let _turn = turn;
        work()
    })
    .await
    .map_err(|error| Error::Internal(format!("a password's hash was not finished: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SeededRandom;

    fn random() -> Arc<dyn Random> {
        Arc::new(SeededRandom::new(1))
    }

    #[test]
    fn only_length_and_the_name_are_ruled() {
        let check = |password: &str| check("password", &Secret::new(password), "Administrator");
        assert_eq!(check("twelve chars"), Ok(()));
        assert_eq!(check(&"ß".repeat(1_000)), Ok(()));
        for bad in ["", "eleven char", "administrator", "  ADMINISTRATOR", &"x".repeat(1_001)] {
            assert_eq!(check(bad).unwrap_err().field, "password", "{bad:?}");
        }
    }

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let password = Secret::new("correct horse battery staple");
        let hashed = hash(&password, &random()).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify(&password, Some(hashed.clone())).await.unwrap());
        let wrong = Secret::new("correct horse battery stapler");
        assert!(!verify(&wrong, Some(hashed)).await.unwrap());
    }

    #[test]
    fn nobodys_hash_takes_the_same_work_as_anybodys() {
        let made = hash_now(&Secret::new("nobody's password"), &[0; SALT_BYTES]).unwrap();
        assert_eq!(NOBODYS_HASH, made);
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!verify(&Secret::new("nobody's password"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_beyond_the_limit_is_never_right() {
        let empty = hash(&Secret::new(""), &random()).await.unwrap();
        assert!(!verify(&Secret::new("x".repeat(1_001)), Some(empty)).await.unwrap());
    }

    #[tokio::test]
    async fn a_damaged_hash_is_nobodys() {
        assert!(!verify(&Secret::new("anything at all"), Some("$argon2id$".into())).await.unwrap());
    }
}

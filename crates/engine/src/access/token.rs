//! Tokens: what a session and a one-time link are known by. Only their hash is kept.

use crate::Engine;
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{Random, Secret};

/// Randomness in a token; nothing shorter than 128 bits may be guessed at, this is twice that.
const TOKEN_BYTES: usize = 32;
/// Randomness in a nonce (Content Security Policy Level 3 §7.1 asks for at least 16 bytes).
const NONCE_BYTES: usize = 16;
/// No token of ours is longer; what is longer is not looked up.
pub(super) const TOKEN_CHARS_MAX: usize = 64;

/// SHA-256 of a token.
pub(super) type TokenHash = [u8; 32];

/// A new token of 43 characters that may stand in a URL.
pub(super) fn make(random: &dyn Random) -> Secret {
    let mut bytes = [0; TOKEN_BYTES];
    random.fill(&mut bytes);
    Secret::new(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a token. A plain hash does: there is nothing to guess in 256 random bits.
pub(super) fn hash(token: &str) -> TokenHash {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    hash
}

/// The same as text.
pub(super) fn hash_text(token: &str) -> String {
    hex::encode(hash(token))
}

impl Engine {
    /// A random text for one answer's Content-Security-Policy.
    pub fn nonce(&self) -> String {
        let mut bytes = [0; NONCE_BYTES];
        self.random.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemRandom;

    #[test]
    fn tokens_fit_their_limit_and_differ() {
        let (one, other) = (make(&SystemRandom), make(&SystemRandom));
        assert_eq!(one.expose().len(), 43);
        assert!(one.expose().len() <= TOKEN_CHARS_MAX);
        assert_ne!(one.expose(), other.expose());
    }

    #[test]
    fn the_hash_is_sha_256() {
        // FIPS 180-4's example “abc”.
        assert_eq!(hash_text("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}

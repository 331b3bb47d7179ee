//! Authenticated encryption: AES-256-GCM (NIST SP 800-38D) with random nonces.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use model::Random;
use zeroize::Zeroizing;

/// A 256-bit key, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// Seals `plain` for the purpose `bound_to`, without which it does not open: 12 bytes of nonce, then the
/// ciphertext, then 16 bytes of tag. `None` only when `plain` is longer than the cipher takes (64 GiB).
pub(crate) fn seal(key: &Key, bound_to: &str, plain: &[u8], random: &dyn Random) -> Option<Vec<u8>> {
    let mut nonce = [0u8; NONCE_LEN];
    random.fill(&mut nonce);
    let mut body = plain.to_vec();
    cipher(key)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to.as_bytes()),
            &mut body,
        )
        .ok()?;
    Some([&nonce[..], &body].concat())
}

/// Opens what [`seal`] made; `None` when it was altered, or belongs to another key or purpose.
pub(crate) fn open(key: &Key, bound_to: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
    let mut body = Zeroizing::new(body.to_vec());
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let length = cipher(key)?.open_in_place(nonce, Aad::from(bound_to.as_bytes()), &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

fn cipher(key: &Key) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, &key[..]).ok().map(LessSafeKey::new)
}

//! Sealing and opening a blob chunk by chunk: the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015)
//! over AES-256-GCM.
//!
//! The nonce is the chunk's number and whether it is the last, so that a blob that was cut off, reordered or lengthened
//! does not open; a key seals one blob only, so no nonce is used twice. Each chunk is bound to the blob's id and the
//! format's version, so that none opens as another blob's.

use super::format::TAG_BYTES;
use crate::{StoreError, vault::Key};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use model::BlobId;

/// The chunks of one blob, one after another.
pub(super) struct Chunks {
    cipher: LessSafeKey,
    bound_to: Vec<u8>,
    /// The number of the next chunk; none is left after 2³² of them, which is 4 PiB.
    next: Option<u32>,
}

impl Chunks {
    pub fn of(blob: &BlobId, key: &Key) -> Result<Self, StoreError> {
        let key = UnboundKey::new(&AES_256_GCM, &key[..]).map_err(|_| StoreError::Invalid {
            what: "a blob's key",
            why: "it has no 32 bytes".to_owned(),
        })?;
        let bound_to = format!("vouchsafe/blob/v1/{blob}").into_bytes();
        Ok(Self { cipher: LessSafeKey::new(key), bound_to, next: Some(0) })
    }

    /// Seals the next chunk where it stands; gives its tag.
    pub fn seal(&mut self, chunk: &mut [u8], last: bool) -> Result<[u8; TAG_BYTES], StoreError> {
        let too_long = || StoreError::Invalid { what: "a blob", why: "it is longer than 4 PiB".to_owned() };
        let nonce = self.nonce(last).ok_or_else(too_long)?;
        let tag = self
            .cipher
            .seal_in_place_separate_tag(nonce, Aad::from(&self.bound_to), chunk)
            .map_err(|_| too_long())?;
        let mut bytes = [0; TAG_BYTES];
        bytes.copy_from_slice(tag.as_ref());
        Ok(bytes)
    }

    /// Opens the next chunk where it stands, and cuts its tag off; `false` when it is not what was sealed.
    pub fn open(&mut self, chunk: &mut Vec<u8>, last: bool) -> bool {
        let Some(nonce) = self.nonce(last) else { return false };
        let opened = self.cipher.open_in_place(nonce, Aad::from(&self.bound_to), chunk);
        let Ok(length) = opened.map(|plain| plain.len()) else { return false };
        chunk.truncate(length);
        true
    }

    /// 7 zero bytes, 4 of the chunk's number, 1 that is 1 in the last.
    fn nonce(&mut self, last: bool) -> Option<Nonce> {
        let number = self.next?;
        self.next = number.checked_add(1);
        let mut nonce = [0; NONCE_LEN];
        nonce[7..11].copy_from_slice(&number.to_be_bytes());
        nonce[11] = u8::from(last);
        Some(Nonce::assume_unique_for_key(nonce))
    }
}

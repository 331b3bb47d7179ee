//! Salted commitments: how a leaf fixes a value without holding it.
//!
//! Whoever has the opening (salt and value) can show that the leaf meant it. Once the opening is erased, the
//! commitment tells nothing about the value, because its salt is 32 random bytes, and the tree still
//! verifies.

use crate::{
    Leaf,
    canonical::{CanonicalError, canonical},
    hash::{HASH_BYTES, Hash, sha256},
};
use model::Random;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value;
use std::fmt;

/// Bytes of a salt: as many as the hash has, so that guessing it is no easier than inverting the hash.
pub const SALT_BYTES: usize = 32;
/// Keeps a commitment from ever being taken for another hash of ours.
const DOMAIN_TAG: &[u8] = b"vouchsafe.commitment.v1\n";

/// `SHA-256("vouchsafe.commitment.v1\n" ‖ salt ‖ canonical JSON of the value)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment(Hash);

impl Commitment {
    pub fn as_bytes(&self) -> &Hash {
        &self.0
    }
}

impl fmt::Display for Commitment {
    /// 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Serialize for Commitment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Commitment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        hash_from_hex(&String::deserialize(from)?).map(Self).map_err(D::Error::custom)
    }
}

/// What a commitment opens to. Kept in an erasable place, never in the log. `Debug` shows the name alone:
/// the value may be personal data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The name under which the leaf commits to it.
    pub name: String,
    /// Fresh for every opening; 64 hexadecimal digits in JSON.
    #[serde(serialize_with = "salt_to_hex", deserialize_with = "salt_from_hex")]
    pub salt: [u8; SALT_BYTES],
    pub value: Value,
}

impl Opening {
    /// An opening with a fresh salt.
    pub fn new(name: impl Into<String>, value: Value, random: &dyn Random) -> Self {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        Self { name: name.into(), salt, value }
    }

    /// See [`commit`].
    pub fn commitment(&self) -> Result<Commitment, CanonicalError> {
        commit(&self.salt, &self.value)
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("name", &self.name).finish_non_exhaustive()
    }
}

/// An opening that a leaf did not commit to.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    #[error("the leaf commits to nothing named “{name}”; it commits to: {known}")]
    NoSuchName { name: String, known: String },
    #[error("the opening “{name}” cannot be what the leaf committed to")]
    NoCanonicalForm { name: String, source: CanonicalError },
    #[error("the opening “{name}” is not what the leaf committed to: its salt or its value is another")]
    Different { name: String },
}

/// Commits to `value` under `salt`.
///
/// # Errors
/// [`CanonicalError::UnsafeNumber`] where a number in it is beyond ±(2^53 - 1).
pub fn commit(salt: &[u8; SALT_BYTES], value: &Value) -> Result<Commitment, CanonicalError> {
    Ok(Commitment(sha256(&[DOMAIN_TAG, salt, &canonical(value)?])))
}

/// Whether `opening` is what `leaf` committed to under its name.
///
/// # Errors
/// [`OpeningError`] says why it is not.
pub fn verify_opening(leaf: &Leaf, opening: &Opening) -> Result<(), OpeningError> {
    let name = || opening.name.clone();
    let Some(committed) = leaf.commitments().get(&opening.name) else {
        let known = leaf.commitments().keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(OpeningError::NoSuchName { name: name(), known });
    };
    let found =
        opening.commitment().map_err(|source| OpeningError::NoCanonicalForm { name: name(), source })?;
    if found == *committed { Ok(()) } else { Err(OpeningError::Different { name: name() }) }
}

fn salt_to_hex<S: Serializer>(salt: &[u8; SALT_BYTES], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&hex::encode(salt))
}

fn salt_from_hex<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; SALT_BYTES], D::Error> {
    hash_from_hex(&String::deserialize(from)?).map_err(D::Error::custom)
}

/// Lower-case hexadecimal only, so that a hash has one text form.
fn hash_from_hex(text: &str) -> Result<[u8; HASH_BYTES], String> {
    let mut bytes = [0; HASH_BYTES];
    let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    if lower && hex::decode_to_slice(text, &mut bytes).is_ok() {
        return Ok(bytes);
    }
    Err(format!("expected 64 lower-case hexadecimal digits, found {} bytes of text", text.len()))
}

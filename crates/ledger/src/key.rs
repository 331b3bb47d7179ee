//! The log's Ed25519 key, and the text forms in which its halves travel.
//!
//! Both forms are those of signed notes (C2SP signed-note, golang.org/x/mod/sumdb/note). A key's name is the
//! log's origin.

use crate::hash::sha256;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use model::{Random, Secret};
use std::{fmt, str::FromStr};
use zeroize::Zeroizing;

/// Longest origin in bytes.
pub const ORIGIN_BYTES_MAX: usize = 200;
pub(crate) const KEY_ID_BYTES: usize = 4;
pub(crate) const SIGNATURE_BYTES: usize = 64;
/// A seed and a public key alike.
const KEY_BYTES: usize = 32;
/// The signature type that stands for Ed25519 in C2SP signed-note.
const TYPE_ED25519: u8 = 0x01;
const SECRET_PREFIX: &str = "PRIVATE+KEY+";

/// A key that cannot be read. Never repeats what it was given, which may be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error(
        "the key's name must be 1 to {ORIGIN_BYTES_MAX} bytes without spaces, control characters and +, \
         like example.com/log"
    )]
    Name,
    #[error("a key has the form {expected}; a part is missing")]
    Form { expected: &'static str },
    #[error("the key id must be 8 lower-case hexadecimal digits")]
    IdForm,
    #[error("the key id is {written}, but this name and key give {computed}; was a part mistyped?")]
    IdDiffers { written: String, computed: String },
    #[error("the last part must be 44 characters of standard base64, but has {found} or is none")]
    Base64 { found: usize },
    #[error("the key's signature type is {found}, only 1 (Ed25519) is known")]
    Type { found: u8 },
    #[error("the seed is not one that Ed25519 accepts")]
    Seed,
}

/// The half that verifies; its text form (“vkey”) is what an auditor is given.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VerifyingKey {
    name: String,
    public: [u8; KEY_BYTES],
}

impl VerifyingKey {
    /// From the origin and the public key of RFC 8032.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn new(name: &str, public: [u8; KEY_BYTES]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self { name: name.to_owned(), public })
    }

    /// The log's origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn public_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.public
    }

    /// `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`, its first 4 bytes. A hint, not a proof of identity.
    pub fn key_id(&self) -> [u8; KEY_ID_BYTES] {
        let [a, b, c, d, ..] = sha256(&[self.name.as_bytes(), &[b'\n', TYPE_ED25519], &self.public]);
        [a, b, c, d]
    }

    pub(crate) fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(text, signature).is_ok()
    }
}

impl fmt::Display for VerifyingKey {
    /// `<name>+<key id, 8 hexadecimal digits>+<base64 of 0x01 ‖ public key>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}+{}", self.name, hex::encode(self.key_id()), *encode_key(&self.public))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let parts = KeyText::parse(text, "<origin>+<key id>+<base64>")?;
        let key = Self::new(parts.name, *parts.key)?;
        parts.check_id(&key)?;
        Ok(key)
    }
}

/// The half that signs. Has no `Debug` and no `Display`; its seed is wiped when dropped.
pub struct SigningKey {
    seed: Zeroizing<[u8; KEY_BYTES]>,
    pair: Ed25519KeyPair,
    verifying: VerifyingKey,
}

impl SigningKey {
    /// A new key for the log of that origin.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn generate(name: &str, random: &dyn Random) -> Result<Self, KeyError> {
        let mut seed = Zeroizing::new([0; KEY_BYTES]);
        random.fill(seed.as_mut_slice());
        Self::from_seed(name, &seed)
    }

    /// From the private key of RFC 8032 §5.1.5, its 32 random bytes.
    ///
    /// # Errors
    /// [`KeyError::Name`]; [`KeyError::Seed`] where the cryptographic library refuses the seed.
    pub fn from_seed(name: &str, seed: &[u8; KEY_BYTES]) -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| KeyError::Seed)?;
        let mut public = [0; KEY_BYTES];
        public.copy_from_slice(pair.public_key().as_ref());
        Ok(Self { seed: Zeroizing::new(*seed), verifying: VerifyingKey::new(name, public)?, pair })
    }

    /// Reads what [`SigningKey::to_secret`] wrote.
    ///
    /// # Errors
    /// [`KeyError`] names the part that is wrong.
    pub fn from_secret(secret: &Secret) -> Result<Self, KeyError> {
        const FORM: &str = "PRIVATE+KEY+<origin>+<key id>+<base64>";
        let rest = secret.expose().strip_prefix(SECRET_PREFIX);
        let parts = KeyText::parse(rest.ok_or(KeyError::Form { expected: FORM })?, FORM)?;
        let key = Self::from_seed(parts.name, &parts.key)?;
        parts.check_id(&key.verifying)?;
        Ok(key)
    }

    /// `PRIVATE+KEY+<name>+<key id>+<base64 of 0x01 ‖ seed>`, for the vault.
    pub fn to_secret(&self) -> Secret {
        let (name, id) = (self.verifying.name(), hex::encode(self.verifying.key_id()));
        Secret::new(format!("{SECRET_PREFIX}{name}+{id}+{}", *encode_key(&self.seed)))
    }

    pub fn verifying_key(&self) -> &VerifyingKey {
        &self.verifying
    }

    pub(crate) fn sign_bytes(&self, text: &[u8]) -> [u8; SIGNATURE_BYTES] {
        let mut signature = [0; SIGNATURE_BYTES];
        signature.copy_from_slice(self.pair.sign(text).as_ref());
        signature
    }
}

/// The three parts that both text forms have.
struct KeyText<'a> {
    name: &'a str,
    id: &'a str,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl<'a> KeyText<'a> {
    /// The name has no `+`, the base64 may: so the first two are what separates.
    fn parse(text: &'a str, expected: &'static str) -> Result<Self, KeyError> {
        let form = || KeyError::Form { expected };
        let (name, rest) = text.split_once('+').ok_or_else(form)?;
        let (id, base64) = rest.split_once('+').ok_or_else(form)?;
        if id.len() != 2 * KEY_ID_BYTES
            || !id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        {
            return Err(KeyError::IdForm);
        }
        let bytes = decode_exactly::<{ 1 + KEY_BYTES }>(base64).map(Zeroizing::new);
        let bytes = bytes.ok_or(KeyError::Base64 { found: base64.len() })?;
        let (kind, key) = bytes.split_at(1);
        if kind != [TYPE_ED25519] {
            return Err(KeyError::Type { found: bytes[0] });
        }
        let mut found = Zeroizing::new([0; KEY_BYTES]);
        found.copy_from_slice(key);
        Ok(Self { name, id, key: found })
    }

    fn check_id(&self, key: &VerifyingKey) -> Result<(), KeyError> {
        let computed = hex::encode(key.key_id());
        if self.id == computed {
            return Ok(());
        }
        Err(KeyError::IdDiffers { written: self.id.to_owned(), computed })
    }
}

/// A name that a signature line can carry (C2SP signed-note, “Format”).
pub(crate) fn check_name(name: &str) -> Result<(), KeyError> {
    let illegal = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.len() > ORIGIN_BYTES_MAX || name.contains(illegal) {
        return Err(KeyError::Name);
    }
    Ok(())
}

fn encode_key(key: &[u8; KEY_BYTES]) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([TYPE_ED25519; 1 + KEY_BYTES]);
    bytes[1..].copy_from_slice(key);
    Zeroizing::new(STANDARD.encode(bytes.as_slice()))
}

/// Exactly `N` bytes of padded standard base64 in their one spelling. The length is looked at first, so that
/// a huge text costs nothing.
pub(crate) fn decode_exactly<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N.div_ceil(3) * 4 {
        return None;
    }
    STANDARD.decode(text).ok()?.try_into().ok()
}

//! Secrets: each sealed under a key of its own, which the master key wraps.

use crate::{
    KeyError, StoreError,
    db::binds,
    vault::{Key, open, seal},
};
use model::{Secret, SecretId};

noun!(
    /// Where secrets are kept. What it gives back is readable only where it is needed.
    Vault,
    vault
);

/// The longest secret in bytes: credentials, private keys and certificates fit many times over.
pub const SECRET_BYTES_MAX: usize = 64 * 1024;

impl Vault<'_> {
    /// Seals a secret and gives the id to open it by.
    pub async fn seal(&mut self, secret: &Secret) -> Result<SecretId, StoreError> {
        let plain = secret.expose().as_bytes();
        let too_long = || StoreError::Invalid {
            what: "a secret",
            why: format!("it has {} bytes, and may have {SECRET_BYTES_MAX}", plain.len()),
        };
        if plain.len() > SECRET_BYTES_MAX {
            return Err(too_long());
        }
        let shared = self.tx.shared.clone();
        let id = SecretId::make(&*shared.clock, &*shared.random);
        let mut key = Key::default();
        shared.random.fill(&mut key[..]);
        let sealed = seal(&key, &purpose("secret", &id), plain, &*shared.random).ok_or_else(too_long)?;
        let wrapped = shared.key.wrap(&purpose("key", &id), &key[..], &*shared.random)?;
        self.tx
            .execute(
                "INSERT INTO vault_secret (id, sealed, created_at) VALUES ($1, $2, $3)",
                binds![id, sealed, shared.clock.now()],
            )
            .await?;
        self.tx
            .execute("INSERT INTO vault_key (secret, wrapped) VALUES ($1, $2)", binds![id, wrapped])
            .await?;
        Ok(id)
    }

    /// Opens a secret.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it was destroyed; [`KeyError::Sealed`] when it was altered.
    pub async fn open(&mut self, id: &SecretId) -> Result<Secret, StoreError> {
        let sql = "SELECT sealed, wrapped FROM vault_secret JOIN vault_key ON secret = id WHERE id = $1";
        let row = self.tx.one(sql, binds![id]).await?.ok_or_else(|| StoreError::not_found("secret", id))?;
        let (sealed, wrapped): (Vec<u8>, Vec<u8>) = (row.get("sealed")?, row.get("wrapped")?);
        let opened = || {
            let key = self.tx.shared.key.unwrap(&purpose("key", id), &wrapped)?;
            let key = Key::new(<[u8; 32]>::try_from(&key[..]).ok()?);
            let plain = open(&key, &purpose("secret", id), &sealed)?;
            std::str::from_utf8(&plain).ok().map(Secret::new)
        };
        opened().ok_or_else(|| KeyError::Sealed { secret: id.to_string() }.into())
    }

    /// Destroys a secret for ever; `false` when it is gone already. [`crate::Store::scrub`] then gets its
    /// key's bytes out of the database's files.
    pub async fn destroy(&mut self, id: &SecretId) -> Result<bool, StoreError> {
        let keys = self.tx.execute("DELETE FROM vault_key WHERE secret = $1", binds![id]).await?;
        self.tx.execute("DELETE FROM vault_secret WHERE id = $1", binds![id]).await?;
        Ok(keys == 1)
    }
}

/// What a sealed thing is bound to: a ciphertext moved to another row does not open there.
fn purpose(what: &str, id: &SecretId) -> String {
    format!("vouchsafe/{what}/v1/{id}")
}

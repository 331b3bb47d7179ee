//! The installation itself: one row, made when the database is.

use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{InstallationId, SecretId, Time};

noun!(
    /// What this database is called, for ever.
    Installation,
    installation
);

/// The one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallationRow {
    pub id: InstallationId,
    /// The ledger's origin: `vouchsafe/` and the id.
    pub origin: String,
    pub created_at: Time,
    /// The secret that holds the ledger's signing key, once it is made.
    pub signing_key: Option<SecretId>,
}

const COLUMNS: &str = "SELECT id, origin, created_at, signing_key, key_check FROM installation";

impl Installation<'_> {
    /// The installation.
    pub async fn get(&mut self) -> Result<InstallationRow, StoreError> {
        let row = self.tx.one(COLUMNS, vec![]).await?;
        row_of(&row.ok_or_else(|| StoreError::corrupt("the installation", "no row"))?)
    }

    /// Names the secret that holds the ledger's signing key; `false` when one is named already, which stays.
    pub async fn set_signing_key(&mut self, secret: &SecretId) -> Result<bool, StoreError> {
        let sql = "UPDATE installation SET signing_key = $1 WHERE signing_key IS NULL";
        Ok(self.tx.execute(sql, binds![secret]).await? == 1)
    }

    /// Makes the installation where there is none; else holds the master key against it.
    pub(crate) async fn ensure(&mut self) -> Result<(), StoreError> {
        self.tx.guard("installation").await?;
        let shared = self.tx.shared.clone();
        if let Some(row) = self.tx.one(COLUMNS, vec![]).await? {
            return Ok(shared.key.belongs_to(&row.get::<Vec<u8>>("key_check")?)?);
        }
        if shared.key.fresh {
            shared.key.keep()?;
        }
        let id = InstallationId::make(&*shared.clock, &*shared.random);
        let check = shared.key.check_value(&*shared.random)?;
        let origin = format!("vouchsafe/{id}");
        self.tx
            .execute(
                "INSERT INTO installation (only_one, id, origin, created_at, key_check) VALUES (1, $1, $2, $3, $4)",
                binds![id, origin, shared.clock.now(), check],
            )
            .await?;
        Ok(())
    }
}

fn row_of(row: &Row) -> Result<InstallationRow, StoreError> {
    Ok(InstallationRow {
        id: row.get("id")?,
        origin: row.get("origin")?,
        created_at: row.get("created_at")?,
        signing_key: row.get("signing_key")?,
    })
}

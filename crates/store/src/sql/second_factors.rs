//! Second factors of principals, and the codes that stand in for one that was lost.

use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{PrincipalId, SecretId, Time};

noun!(
    /// Second factors, at most one for each principal.
    SecondFactors,
    second_factors
);

/// One second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactorRow {
    pub principal: PrincipalId,
    /// The shared secret, in the vault.
    pub secret: SecretId,
    /// None until a first code has shown that the secret arrived.
    pub confirmed_at: Option<Time>,
    /// The step of the last code that was taken.
    pub last_step: i64,
}

impl SecondFactors<'_> {
    /// Keeps a principal's second factor, in place of the one before.
    pub async fn put(&mut self, row: &SecondFactorRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO second_factor (principal, secret, confirmed_at, last_step) \
                   VALUES ($1, $2, $3, $4) ON CONFLICT (principal) DO UPDATE SET secret = excluded.secret, \
                   confirmed_at = excluded.confirmed_at, last_step = excluded.last_step";
        let parameters = binds![row.principal, row.secret, row.confirmed_at, row.last_step];
        self.tx.execute(sql, parameters).await.map(drop)
    }

    /// The principal's second factor, confirmed or not.
    pub async fn get(&mut self, principal: &PrincipalId) -> Result<Option<SecondFactorRow>, StoreError> {
        let sql = "SELECT principal, secret, confirmed_at, last_step FROM second_factor WHERE principal = $1";
        self.tx.one(sql, binds![principal]).await?.as_ref().map(row_of).transpose()
    }

    /// Who has a confirmed one.
    pub async fn holders(&mut self) -> Result<Vec<PrincipalId>, StoreError> {
        let sql = "SELECT principal FROM second_factor WHERE confirmed_at IS NOT NULL ORDER BY principal";
        self.tx.list(sql, vec![], |row| row.get("principal")).await
    }

    /// Confirms a second factor by the code of a step; `false` when it is confirmed already, or another one.
    pub async fn confirm(
        &mut self,
        principal: &PrincipalId,
        secret: &SecretId,
        at: Time,
        step: i64,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE second_factor SET confirmed_at = $1, last_step = $2 \
                   WHERE principal = $3 AND secret = $4 AND confirmed_at IS NULL";
        Ok(self.tx.execute(sql, binds![at, step, principal, secret]).await? == 1)
    }

    /// Takes the code of a step; `false` when that one or a later one was taken before.
    pub async fn take_step(&mut self, principal: &PrincipalId, step: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE second_factor SET last_step = $1 \
                   WHERE principal = $2 AND confirmed_at IS NOT NULL AND last_step < $1";
        Ok(self.tx.execute(sql, binds![step, principal]).await? == 1)
    }

    /// Keeps the hashes of recovery codes, in place of those before.
    pub async fn put_codes(&mut self, principal: &PrincipalId, hashes: &[String]) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM recovery_code WHERE principal = $1", binds![principal]).await?;
        for hash in hashes {
            let sql = "INSERT INTO recovery_code (principal, hash) VALUES ($1, $2)";
            self.tx.execute(sql, binds![principal, hash]).await?;
        }
        Ok(())
    }

    /// Takes a recovery code; `false` when there is none of that hash, or no more.
    pub async fn take_code(&mut self, principal: &PrincipalId, hash: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM recovery_code WHERE principal = $1 AND hash = $2";
        Ok(self.tx.execute(sql, binds![principal, hash]).await? == 1)
    }

    /// How many recovery codes are left.
    pub async fn codes_left(&mut self, principal: &PrincipalId) -> Result<u32, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM recovery_code WHERE principal = $1";
        self.tx.one(sql, binds![principal]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// Removes a principal's second factor with its recovery codes, and destroys its secret; `false` when
    /// there was none.
    pub async fn remove(&mut self, principal: &PrincipalId) -> Result<bool, StoreError> {
        let Some(row) = self.get(principal).await? else { return Ok(false) };
        self.tx.execute("DELETE FROM recovery_code WHERE principal = $1", binds![principal]).await?;
        self.tx.execute("DELETE FROM second_factor WHERE principal = $1", binds![principal]).await?;
        self.tx.vault().destroy(&row.secret).await?;
        Ok(true)
    }
}

fn row_of(row: &Row) -> Result<SecondFactorRow, StoreError> {
    Ok(SecondFactorRow {
        principal: row.get("principal")?,
        secret: row.get("secret")?,
        confirmed_at: row.get("confirmed_at")?,
        last_step: row.get("last_step")?,
    })
}

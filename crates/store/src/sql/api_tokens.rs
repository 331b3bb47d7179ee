//! API tokens: what programs show instead of signing in.

use super::{checked_name, folded};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{ApiTokenId, PrincipalId, Time};

noun!(
    /// API tokens of principals.
    ApiTokens,
    api_tokens
);

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiTokenRow {
    pub id: ApiTokenId,
    /// SHA-256 of the token; the token itself is kept nowhere.
    pub token_hash: [u8; 32],
    pub principal: PrincipalId,
    /// Unique among its principal's, however it is capitalised.
    pub name: String,
    /// Names of use-cases.
    pub scopes: Vec<String>,
    pub created_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, token_hash, principal, name, scopes, created_at, expires_at, used_at FROM api_token ",
            $rest
        )
    };
}

impl ApiTokens<'_> {
    /// Keeps a new token.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “token name”.
    pub async fn insert(&mut self, new: &ApiTokenRow) -> Result<(), StoreError> {
        checked_name("a token's name", &new.name)?;
        let sql = "INSERT INTO api_token \
                   (id, token_hash, principal, name, folded, scopes, created_at, expires_at, used_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let scopes =
            serde_json::to_string(&new.scopes).map_err(|error| StoreError::corrupt("scopes", error))?;
        let parameters = binds![
            new.id,
            hex::encode(new.token_hash),
            new.principal,
            new.name.trim(),
            folded(&new.name),
            scopes,
            new.created_at,
            new.expires_at,
            new.used_at
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => Err(StoreError::Taken { what: "token name", by: new.name.trim().to_owned() }),
        }
    }

    /// The token of that hash, expired or not.
    pub async fn by_hash(&mut self, hash: &[u8; 32]) -> Result<Option<ApiTokenRow>, StoreError> {
        let sql = select!("WHERE token_hash = $1");
        self.tx.one(sql, binds![hex::encode(hash)]).await?.as_ref().map(row_of).transpose()
    }

    /// The token, expired or not.
    pub async fn get(&mut self, id: &ApiTokenId) -> Result<Option<ApiTokenRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// A principal's tokens, the latest first.
    pub async fn of_principal(&mut self, principal: &PrincipalId) -> Result<Vec<ApiTokenRow>, StoreError> {
        let sql = select!("WHERE principal = $1 ORDER BY id DESC");
        self.tx.list(sql, binds![principal], row_of).await
    }

    /// Everybody's tokens, the latest first.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<ApiTokenRow>, StoreError> {
        self.tx.list(select!("ORDER BY id DESC"), vec![], row_of).await
    }

    /// Notes that a token was used. One that is gone stays gone.
    pub async fn touch(&mut self, id: &ApiTokenId, at: Time) -> Result<(), StoreError> {
        self.tx.execute("UPDATE api_token SET used_at = $1 WHERE id = $2", binds![at, id]).await.map(drop)
    }

    /// Revokes a token; `false` when it is gone already.
    pub async fn delete(&mut self, id: &ApiTokenId) -> Result<bool, StoreError> {
        Ok(self.tx.execute("DELETE FROM api_token WHERE id = $1", binds![id]).await? == 1)
    }

    /// Revokes all tokens of a principal; how many.
    pub async fn delete_of_principal(&mut self, principal: &PrincipalId) -> Result<u64, StoreError> {
        self.tx.execute("DELETE FROM api_token WHERE principal = $1", binds![principal]).await
    }
}

fn row_of(row: &Row) -> Result<ApiTokenRow, StoreError> {
    let mut token_hash = [0; 32];
    hex::decode_to_slice(row.get::<String>("token_hash")?, &mut token_hash)
        .map_err(|e| StoreError::corrupt("token_hash", e))?;
    Ok(ApiTokenRow {
        id: row.get("id")?,
        token_hash,
        principal: row.get("principal")?,
        name: row.get("name")?,
        scopes: row.json("scopes")?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        used_at: row.get("used_at")?,
    })
}

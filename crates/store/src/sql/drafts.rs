//! Set-ups of connectors that are not finished.

use super::NAME_CHARS_MAX;
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{ConnectorId, DraftId, PrincipalId, SecretId, Time};
use std::collections::BTreeSet;

/// Drafts at the same time; each is a person's half hour.
const DRAFTS_MAX: i64 = 100;

noun!(
    /// What somebody began to set up and has not finished.
    Drafts,
    drafts
);

/// One draft.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    pub id: DraftId,
    pub connector: ConnectorId,
    /// As typed so far; need not be unique, and may be empty.
    pub name: String,
    /// The version of the terms that were accepted.
    pub terms_version: Option<String>,
    /// What was typed into the sign-in form, sealed.
    pub credentials: Option<SecretId>,
    /// The names of the fields that are sealed there.
    pub fields: BTreeSet<String>,
    pub created_at: Time,
    pub created_by: PrincipalId,
    pub updated_at: Time,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, connector, name, terms_version, credentials, fields, created_at, created_by, updated_at ",
            "FROM draft ",
            $rest
        )
    };
}

impl Drafts<'_> {
    /// Keeps a new draft, or what became of one.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for a name that is too long, and when there are 100 already.
    pub async fn put(&mut self, draft: &DraftRow) -> Result<(), StoreError> {
        if draft.name.chars().count() > NAME_CHARS_MAX {
            let why = format!("a name has at most {NAME_CHARS_MAX} characters");
            return Err(StoreError::Invalid { what: "name", why });
        }
        let others = "SELECT COUNT(*) AS count FROM draft WHERE id <> $1";
        let row = self.tx.one(others, binds![draft.id]).await?;
        if row.map_or(Ok(0), |row| row.get::<i64>("count"))? >= DRAFTS_MAX {
            let why = format!("there are {DRAFTS_MAX} drafts; finish or discard one first");
            return Err(StoreError::Invalid { what: "draft", why });
        }
        let fields = serde_json::to_string(&draft.fields)
            .map_err(|e| StoreError::Invalid { what: "a draft's fields", why: e.to_string() })?;
        self.tx
            .execute(
                "INSERT INTO draft (id, connector, name, terms_version, credentials, fields, created_at, created_by, \
                 updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, terms_version = excluded.terms_version, \
                 credentials = excluded.credentials, fields = excluded.fields, updated_at = excluded.updated_at",
                binds![
                    draft.id,
                    draft.connector,
                    draft.name,
                    draft.terms_version,
                    draft.credentials,
                    fields,
                    draft.created_at,
                    draft.created_by,
                    draft.updated_at
                ],
            )
            .await?;
        Ok(())
    }

    /// The draft.
    pub async fn get(&mut self, id: &DraftId) -> Result<Option<DraftRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// All drafts, the latest touched first.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<DraftRow>, StoreError> {
        self.tx.list(select!("ORDER BY updated_at DESC, id DESC"), vec![], row_of).await
    }

    /// Those that nobody has touched since.
    pub async fn older_than(&mut self, before: Time) -> Result<Vec<DraftRow>, StoreError> {
        self.tx.list(select!("WHERE updated_at < $1 ORDER BY id"), binds![before], row_of).await
    }

    /// Forgets a draft and destroys what was typed; `false` when there is none.
    pub async fn delete(&mut self, id: &DraftId) -> Result<bool, StoreError> {
        let Some(draft) = self.get(id).await? else { return Ok(false) };
        self.tx.execute("DELETE FROM draft WHERE id = $1", binds![id]).await?;
        if let Some(secret) = &draft.credentials {
            self.tx.vault().destroy(secret).await?;
        }
        Ok(true)
    }
}

fn row_of(row: &Row) -> Result<DraftRow, StoreError> {
    Ok(DraftRow {
        id: row.get("id")?,
        connector: row.get("connector")?,
        name: row.get("name")?,
        terms_version: row.get("terms_version")?,
        credentials: row.get("credentials")?,
        fields: row.json("fields")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        updated_at: row.get("updated_at")?,
    })
}

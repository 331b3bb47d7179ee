//! Assessments: regulations applied to services and instances.

use super::{checked_name, folded, words::words};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{AssessmentId, GroupId, PrincipalId, RegulationId, ServiceId, Time};

noun!(
    /// Regulations applied to services, and from when to when which instance was among them.
    Assessments,
    assessments
);

words! {
    /// Which instances of its services an assessment covers.
    Covers {
        /// All, later ones included.
        All = "all",
        /// Those that were chosen only.
        Chosen = "chosen",
    }
}

/// One assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentRow {
    pub id: AssessmentId,
    /// Unique among those not deleted, however it is capitalised.
    pub name: String,
    pub group: GroupId,
    pub regulation: RegulationId,
    pub covers: Covers,
    pub services: Vec<ServiceId>,
    pub created_at: Time,
    pub created_by: PrincipalId,
    pub deleted_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, group_id, regulation, covers, services, created_at, created_by, deleted_at ",
            "FROM assessment ",
            $rest
        )
    };
}

impl Assessments<'_> {
    /// Keeps a new assessment, without instances yet.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “assessment name”.
    pub async fn insert(&mut self, new: &AssessmentRow) -> Result<(), StoreError> {
        checked_name("an assessment name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM assessment WHERE deleted_at IS NULL";
        self.tx.room_for_one("another assessment", count).await?;
        let sql = "INSERT INTO assessment (id, name, folded, group_id, regulation, covers, services, created_at, \
                   created_by, deleted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let services = serde_json::to_string(&new.services)
            .map_err(|e| StoreError::Invalid { what: "an assessment's services", why: e.to_string() })?;
        let parameters = binds![
            new.id,
            new.name.trim(),
            folded(&new.name),
            new.group,
            new.regulation,
            new.covers.as_str(),
            services,
            new.created_at,
            new.created_by,
            new.deleted_at
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => Err(self.taken(&new.name).await?),
        }
    }

    /// The assessment, unless it is deleted.
    pub async fn get(&mut self, id: &AssessmentId) -> Result<Option<AssessmentRow>, StoreError> {
        Ok(self.by_id(id).await?.filter(|row| row.deleted_at.is_none()))
    }

    /// The assessment, even when it is deleted.
    pub async fn by_id(&mut self, id: &AssessmentId) -> Result<Option<AssessmentRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The assessments that are not deleted, by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<AssessmentRow>, StoreError> {
        self.tx.list(select!("WHERE deleted_at IS NULL ORDER BY folded, id"), vec![], row_of).await
    }

    /// The assessments that existed at that moment, by name, as they are called now.
    pub async fn list_at(&mut self, _scope: &Scope, as_of: Time) -> Result<Vec<AssessmentRow>, StoreError> {
        let sql =
            select!("WHERE created_at <= $1 AND (deleted_at IS NULL OR deleted_at > $1) ORDER BY folded, id");
        self.tx.list(sql, binds![as_of], row_of).await
    }

    /// Gives an assessment another name.
    ///
    /// # Errors
    /// [`StoreError::Taken`] as in [`Assessments::insert`]; [`StoreError::NotFound`].
    pub async fn rename(&mut self, id: &AssessmentId, name: &str) -> Result<(), StoreError> {
        checked_name("an assessment name", name)?;
        let missing = || StoreError::not_found("assessment", id);
        let sql =
            "UPDATE assessment SET name = $1, folded = $2 WHERE id = $3 AND deleted_at IS NULL RETURNING id";
        match self.tx.execute_unique(sql, binds![name.trim(), folded(name), id]).await? {
            None => Err(self.taken(name).await?),
            Some(rows) if rows.is_empty() => Err(missing()),
            Some(_) => Ok(()),
        }
    }

    /// Sets which instances an assessment covers from now on; those it has are not changed by this.
    pub async fn set_covers(&mut self, id: &AssessmentId, covers: Covers) -> Result<(), StoreError> {
        let sql = "UPDATE assessment SET covers = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![covers.as_str(), id]).await
    }

    /// Deletes an assessment: it leaves all lists; what was known of it stays.
    pub async fn delete(&mut self, id: &AssessmentId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE assessment SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![at, id]).await
    }

    async fn change(
        &mut self,
        id: &AssessmentId,
        sql: &'static str,
        binds: Vec<crate::db::Bind>,
    ) -> Result<(), StoreError> {
        match self.tx.execute(sql, binds).await? {
            0 => Err(StoreError::not_found("assessment", id)),
            _ => Ok(()),
        }
    }

    /// That a name is taken, with the name as its holder writes it.
    async fn taken(&mut self, name: &str) -> Result<StoreError, StoreError> {
        let sql = select!("WHERE folded = $1 AND deleted_at IS NULL");
        let holder = self.tx.one(sql, binds![folded(name)]).await?.as_ref().map(row_of).transpose()?;
        let by = holder.map_or_else(|| name.trim().to_owned(), |row| row.name);
        Ok(StoreError::Taken { what: "assessment name", by })
    }
}

fn row_of(row: &Row) -> Result<AssessmentRow, StoreError> {
    Ok(AssessmentRow {
        id: row.get("id")?,
        name: row.get("name")?,
        group: row.get("group_id")?,
        regulation: row.get("regulation")?,
        covers: row.word("covers", Covers::parse)?,
        services: row.json("services")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        deleted_at: row.get("deleted_at")?,
    })
}

//! Rules of user mapping that people set: who at the source has which mailbox, from when until when.

use super::{ROWS_AT_ONCE, containing, stored_words};
use crate::{
    StoreError,
    db::{Row, binds, placeholders},
};
use model::{InstanceId, PrincipalId, Time};

/// Rules of one connector at most: those of the largest file that is taken, a few times over.
const RULES_MAX: i64 = 1_000_000;

noun!(
    /// Custom user mapping.
    MappingRules,
    mapping_rules
);

stored_words! {
    /// Whether a rule counts.
    MappingState {
        Active = "active",
        /// It maps somebody to another person's mailbox, and a second person has to agree.
        Waiting = "waiting",
        Refused = "refused",
    }
}

/// One rule. Rules are never changed: one ends, another begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingRuleRow {
    pub id: String,
    /// As typed: a user id, a username, an address.
    pub external: String,
    /// The user id that it was resolved to, once the source knows such a person.
    pub user: Option<String>,
    pub mailbox: String,
    pub from: Time,
    pub until: Option<Time>,
    pub state: MappingState,
    pub why: String,
    pub set_by: PrincipalId,
    pub set_at: Time,
    pub decided_by: Option<PrincipalId>,
    pub decided_at: Option<Time>,
}

impl MappingRules<'_> {
    /// Keeps new rules.
    pub async fn insert(&mut self, instance: &InstanceId, new: &[MappingRuleRow]) -> Result<(), StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM mapping_rule WHERE instance = $1";
        let count: i64 = self.tx.one(sql, binds![instance]).await?.map_or(Ok(0), |row| row.get("count"))?;
        if count.saturating_add(i64::try_from(new.len()).unwrap_or(i64::MAX)) > RULES_MAX {
            let why = format!("a connector has {RULES_MAX} rules at most, ended ones included");
            return Err(StoreError::Invalid { what: "mapping", why });
        }
        for some in new.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO mapping_rule (id, instance, external, folded, user_id, mailbox, from_at, until_at, state, why, \
                 set_by, set_at) VALUES {}",
                self.tx.value_rows(12, some.len())
            );
            let mut parameters = Vec::with_capacity(12 * some.len());
            for rule in some {
                parameters.extend(binds![
                    rule.id,
                    instance,
                    rule.external,
                    rule.external.trim().to_lowercase(),
                    rule.user,
                    rule.mailbox,
                    rule.from,
                    rule.until,
                    rule.state,
                    rule.why,
                    rule.set_by,
                    rule.set_at
                ]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Rules that have not ended by then and of which `search` is a part of what was typed or of the mailbox: those
    /// that wait for a second person first, then by what was typed. With how many there are.
    pub async fn list(
        &mut self,
        instance: &InstanceId,
        now: Time,
        search: &str,
        limit: u32,
    ) -> Result<(Vec<MappingRuleRow>, u64), StoreError> {
        let pattern = containing(search);
        let sql = "SELECT COUNT(*) AS count FROM mapping_rule WHERE instance = $1 \
                   AND (until_at IS NULL OR until_at > $2) AND ($3 = '' OR folded LIKE $3 OR mailbox LIKE $3)";
        let count = self.tx.one(sql, binds![instance, now, pattern]).await?;
        let count = count.map_or(Ok(0), |row| row.get("count"))?;
        let sql = "SELECT id, external, user_id, mailbox, from_at, until_at, state, why, set_by, set_at, decided_by, \
                   decided_at FROM mapping_rule WHERE instance = $1 AND (until_at IS NULL OR until_at > $2) \
                   AND ($3 = '' OR folded LIKE $3 OR mailbox LIKE $3) \
                   ORDER BY CASE state WHEN 'waiting' THEN 0 ELSE 1 END, folded, from_at, id LIMIT $4";
        Ok((self.tx.list(sql, binds![instance, now, pattern, limit], row_of).await?, count))
    }

    /// How many rules wait for a second person.
    pub async fn waiting(&mut self, instance: &InstanceId, now: Time) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM mapping_rule WHERE instance = $1 AND state = 'waiting' \
                   AND (until_at IS NULL OR until_at > $2)";
        let row = self.tx.one(sql, binds![instance, now]).await?;
        Ok(row.map_or(Ok(0), |row| row.get::<i64>("count"))?.try_into().unwrap_or(0))
    }

    /// The rules for people, by what may have been typed for them (in lower case) and by user id: ended ones included.
    pub async fn of(
        &mut self,
        instance: &InstanceId,
        externals: &[String],
        users: &[String],
    ) -> Result<Vec<MappingRuleRow>, StoreError> {
        let mut found: Vec<MappingRuleRow> = Vec::new();
        for (column, list) in [("folded", externals), ("user_id", users)] {
            for some in list.chunks(ROWS_AT_ONCE) {
                let sql = format!(
                    "SELECT id, external, user_id, mailbox, from_at, until_at, state, why, set_by, set_at, decided_by, \
                     decided_at FROM mapping_rule WHERE instance = $1 AND {column} IN ({}) ORDER BY from_at, id",
                    placeholders(2, some.len())
                );
                let mut parameters = binds![instance];
                parameters.extend(some.iter().flat_map(|text| binds![text]));
                let rows = self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await?;
                found.extend(rows);
            }
        }
        found.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
        found.dedup_by(|a, b| a.id == b.id);
        Ok(found)
    }

    /// Whether there is any rule at all.
    pub async fn any(&mut self, instance: &InstanceId) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS one FROM mapping_rule WHERE instance = $1 LIMIT 1";
        Ok(self.tx.one(sql, binds![instance]).await?.is_some())
    }

    /// One rule.
    pub async fn get(
        &mut self,
        instance: &InstanceId,
        id: &str,
    ) -> Result<Option<MappingRuleRow>, StoreError> {
        let sql = "SELECT id, external, user_id, mailbox, from_at, until_at, state, why, set_by, set_at, decided_by, \
                   decided_at FROM mapping_rule WHERE instance = $1 AND id = $2";
        self.tx.one(sql, binds![instance, id]).await?.as_ref().map(row_of).transpose()
    }

    /// Ends rules from then on.
    pub async fn end(&mut self, ids: &[String], at: Time) -> Result<(), StoreError> {
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "UPDATE mapping_rule SET until_at = ${} WHERE until_at IS NULL AND id IN ({})",
                some.len() + 1,
                placeholders(1, some.len())
            );
            let mut parameters: Vec<_> = some.iter().flat_map(|id| binds![id]).collect();
            parameters.extend(binds![at]);
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Decides on a rule that waits; `false` when it does not wait any more.
    pub async fn decide(
        &mut self,
        id: &str,
        state: MappingState,
        by: &PrincipalId,
        at: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE mapping_rule SET state = $1, decided_by = $2, decided_at = $3 \
                   WHERE id = $4 AND state = 'waiting'";
        Ok(self.tx.execute(sql, binds![state, by, at, id]).await? == 1)
    }
}

fn row_of(row: &Row) -> Result<MappingRuleRow, StoreError> {
    Ok(MappingRuleRow {
        id: row.get("id")?,
        external: row.get("external")?,
        user: row.get("user_id")?,
        mailbox: row.get("mailbox")?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        state: row.word("state", MappingState::parse)?,
        why: row.get("why")?,
        set_by: row.get("set_by")?,
        set_at: row.get("set_at")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
    })
}

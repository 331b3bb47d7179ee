//! People and groups of a source, as they were seen last, and who had which address.

use super::{ROWS_AT_ONCE, containing};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
    sql::folded,
};
use model::{GroupSnapshot, InstanceId, Person, PrincipalId, Time};

/// People of one page of a list.
const PEOPLE_PAGE_MAX: u32 = 500;

noun!(
    /// Whom a source knows.
    ArchivePeople,
    archive_people
);

/// A person and when the source was seen to have them so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePersonRow {
    pub person: Person,
    pub seen_at: Time,
}

/// A group as it was seen last, and before its members changed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRead {
    pub now: GroupSnapshot,
    pub earlier: Option<GroupSnapshot>,
}

/// Somebody who has, or had, an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressHolder {
    pub address: String,
    pub user: String,
    pub first_at: Time,
    pub confirmed_at: Option<Time>,
}

impl ArchivePeople<'_> {
    /// Keeps people as they are now.
    pub async fn put(
        &mut self,
        instance: &InstanceId,
        people: &[Person],
        now: Time,
    ) -> Result<(), StoreError> {
        for some in people.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_person (instance, user_id, name, folded, email, username, active, kind, seen_at) \
                 VALUES {} ON CONFLICT (instance, user_id) DO UPDATE SET name = excluded.name, \
                 folded = excluded.folded, email = excluded.email, username = excluded.username, \
                 active = excluded.active, kind = excluded.kind, seen_at = excluded.seen_at",
                self.tx.value_rows(9, some.len())
            );
            let mut parameters = Vec::with_capacity(9 * some.len());
            for person in some {
                parameters.extend(binds![
                    instance,
                    person.id,
                    person.name,
                    folded(&person.name),
                    person.email,
                    person.username,
                    person.active,
                    person.kind,
                    now
                ]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// These people, as far as they are known.
    pub async fn get(
        &mut self,
        instance: &InstanceId,
        ids: &[String],
    ) -> Result<Vec<ArchivePersonRow>, StoreError> {
        let mut found = Vec::new();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT user_id, name, email, username, active, kind, seen_at FROM archive_person \
                 WHERE instance = $1 AND user_id IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, person_of).await?);
        }
        Ok(found)
    }

    /// People by name, after that one, whose name or address contains `search`: a page.
    pub async fn list(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        search: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<ArchivePersonRow>, StoreError> {
        let sql = "SELECT user_id, name, email, username, active, kind, seen_at FROM archive_person \
                   WHERE instance = $1 AND ($2 = '' OR (folded, user_id) > \
                   (SELECT folded, user_id FROM archive_person WHERE instance = $1 AND user_id = $2)) \
                   AND ($4 = '' OR folded LIKE $4 OR LOWER(email) LIKE $4 OR LOWER(username) LIKE $4) \
                   ORDER BY folded, user_id LIMIT $3";
        let (after, limit) = (after.unwrap_or_default(), limit.min(PEOPLE_PAGE_MAX));
        let parameters = binds![instance, after, limit, containing(search)];
        self.tx.list(sql, parameters, person_of).await
    }

    /// Those with one of these as e-mail, username or id: lower case is compared.
    pub async fn by_external(
        &mut self,
        instance: &InstanceId,
        externals: &[String],
    ) -> Result<Vec<ArchivePersonRow>, StoreError> {
        let mut found = Vec::new();
        for some in externals.chunks(ROWS_AT_ONCE) {
            let list = placeholders(2, some.len());
            let sql = format!(
                "SELECT user_id, name, email, username, active, kind, seen_at FROM archive_person \
                 WHERE instance = $1 AND (LOWER(email) IN ({list}) OR LOWER(username) IN ({list}) \
                 OR LOWER(user_id) IN ({list}))"
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|text| binds![text.to_lowercase()]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, person_of).await?);
        }
        Ok(found)
    }

    /// How many there are.
    pub async fn count(&mut self, instance: &InstanceId) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM archive_person WHERE instance = $1";
        self.tx.one(sql, binds![instance]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// Notes who has which address, as compared: the first holder needs no confirmation.
    pub async fn hold_addresses(
        &mut self,
        instance: &InstanceId,
        holders: &[(String, String)],
        now: Time,
    ) -> Result<(), StoreError> {
        for some in holders.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_address (instance, address, user_id, first_at) VALUES {} \
                 ON CONFLICT (instance, address, user_id) DO NOTHING",
                self.tx.value_rows(4, some.len())
            );
            let parameters = some.iter().flat_map(|(address, user)| binds![instance, address, user, now]);
            let parameters = parameters.collect();
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Everybody who has or had one of these addresses, the first holder first.
    pub async fn holders(
        &mut self,
        instance: &InstanceId,
        addresses: &[String],
    ) -> Result<Vec<AddressHolder>, StoreError> {
        let mut found = Vec::new();
        for some in addresses.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT address, user_id, first_at, confirmed_at FROM archive_address \
                 WHERE instance = $1 AND address IN ({}) ORDER BY address, first_at, user_id",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|address| binds![address]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, holder_of).await?);
        }
        Ok(found)
    }

    /// Confirms that an address is somebody's now; `false` where they never had it.
    pub async fn confirm_address(
        &mut self,
        instance: &InstanceId,
        address: &str,
        user: &str,
        by: &PrincipalId,
        now: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE archive_address SET confirmed_at = $1, confirmed_by = $2 \
                   WHERE instance = $3 AND address = $4 AND user_id = $5";
        Ok(self.tx.execute(sql, binds![now, by, instance, address, user]).await? == 1)
    }

    /// Keeps a group as it is now; what it was before its members changed is kept beside.
    pub async fn put_group(
        &mut self,
        instance: &InstanceId,
        group: &GroupSnapshot,
    ) -> Result<(), StoreError> {
        let before = self.groups(instance, std::slice::from_ref(&group.id)).await?.pop();
        if before.as_ref().is_some_and(|before| before.now.read_at > group.read_at) {
            return Ok(());
        }
        let earlier = before.and_then(|before| match before.now.members == group.members {
            true => before.earlier,
            false => Some(before.now),
        });
        let json = |group: &GroupSnapshot| {
            serde_json::to_string(group)
                .map_err(|e| StoreError::Invalid { what: "a group", why: e.to_string() })
        };
        let (snapshot, earlier) = (json(group)?, earlier.as_ref().map(json).transpose()?);
        let sql = "INSERT INTO archive_group (instance, group_id, snapshot, earlier, read_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (instance, group_id) DO UPDATE \
                   SET snapshot = excluded.snapshot, earlier = excluded.earlier, read_at = excluded.read_at";
        self.tx.execute(sql, binds![instance, group.id, snapshot, earlier, group.read_at]).await?;
        Ok(())
    }

    /// These groups, as far as they are known.
    pub async fn groups(
        &mut self,
        instance: &InstanceId,
        ids: &[String],
    ) -> Result<Vec<GroupRead>, StoreError> {
        let mut found = Vec::new();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT snapshot, earlier FROM archive_group WHERE instance = $1 AND group_id IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, group_of).await?);
        }
        Ok(found)
    }
}

fn person_of(row: &Row) -> Result<ArchivePersonRow, StoreError> {
    Ok(ArchivePersonRow {
        person: Person {
            id: row.get("user_id")?,
            name: row.get("name")?,
            email: row.get("email")?,
            username: row.get("username")?,
            active: row.get::<i64>("active")? == 1,
            kind: row.get("kind")?,
        },
        seen_at: row.get("seen_at")?,
    })
}

fn holder_of(row: &Row) -> Result<AddressHolder, StoreError> {
    Ok(AddressHolder {
        address: row.get("address")?,
        user: row.get("user_id")?,
        first_at: row.get("first_at")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}

fn group_of(row: &Row) -> Result<GroupRead, StoreError> {
    Ok(GroupRead { now: row.json("snapshot")?, earlier: row.json_opt("earlier")? })
}

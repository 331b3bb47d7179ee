//! Revisions: captured, then staged, then done. The state is the queue.

use super::{
    ROWS_AT_ONCE,
    counts::{BYTES, CountChange, REVISIONS},
    stored_words, utc_day,
};
use crate::{
    KeyError, StoreError,
    db::{Row, binds, placeholders},
    vault::{Key, open, seal},
};
use model::{BlobId, ContentHash, InstanceId, ItemEvent, ItemKind, LeafId, RevisionId, Time};

noun!(
    /// What was captured of items.
    Revisions,
    revisions
);

/// The longest payload of one revision in bytes: a body of 1 MB with its history fits many times over.
pub const PAYLOAD_BYTES_MAX: usize = 64 << 20;

stored_words! {
    /// How far a revision is on its way.
    RevisionState {
        /// Files of it are missing.
        Fetching = "fetching",
        Captured = "captured",
        Staged = "staged",
        /// Every participant was tried.
        Done = "done",
    }
}

/// A revision that is new.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    pub id: RevisionId,
    pub item: String,
    pub kind: ItemKind,
    pub event: ItemEvent,
    pub number: i64,
    pub version: u32,
    pub deletions: u32,
    pub at: Time,
    pub captured_at: Time,
    pub item_created_at: Time,
    pub key: ContentHash,
    pub content: ContentHash,
    pub state: RevisionState,
    /// What was captured, to be sealed.
    pub payload: Vec<u8>,
}

/// What is known of a revision, of the item's others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRevision {
    pub item: String,
    pub event: ItemEvent,
    pub number: i64,
    pub version: u32,
    pub deletions: u32,
    pub content: ContentHash,
    pub at: Time,
}

/// One revision.
#[derive(Debug, Clone, PartialEq)]
pub struct RevisionRow {
    pub id: RevisionId,
    pub instance: InstanceId,
    pub item: String,
    pub kind: ItemKind,
    pub event: ItemEvent,
    pub number: i64,
    pub version: u32,
    pub at: Time,
    pub captured_at: Time,
    pub state: RevisionState,
    pub blob: Option<BlobId>,
    pub size: Option<u64>,
    pub staged_at: Option<Time>,
    pub leaf: Option<LeafId>,
}

/// What staging a revision came to.
#[derive(Debug, Clone, PartialEq)]
pub struct StagedRevision {
    pub id: RevisionId,
    /// As its row has it.
    pub captured_at: Time,
    pub blob: BlobId,
    pub size: u64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, instance, item, kind, event, number, version, at, captured_at, state, blob, size, ",
            "staged_at, leaf FROM revision ",
            $rest
        )
    };
}

impl Revisions<'_> {
    /// What is known of these items.
    pub async fn known(
        &mut self,
        instance: &InstanceId,
        items: &[String],
    ) -> Result<Vec<KnownRevision>, StoreError> {
        let mut found = Vec::new();
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT item, event, number, version, deletions, content, at FROM revision \
                 WHERE instance = $1 AND item IN ({}) ORDER BY id",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|item| binds![item]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, known_of).await?);
        }
        Ok(found)
    }

    /// The latest revision of each of these items that has one.
    pub async fn latest(
        &mut self,
        instance: &InstanceId,
        items: &[String],
    ) -> Result<Vec<(String, RevisionId)>, StoreError> {
        let mut found = Vec::new();
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT item, latest FROM archive_item WHERE instance = $1 AND latest IS NOT NULL AND item IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|item| binds![item]));
            let row_of = |row: &Row| Ok((row.get("item")?, row.get("latest")?));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await?);
        }
        Ok(found)
    }

    /// Which of these items were left out before.
    pub async fn left_out(
        &mut self,
        instance: &InstanceId,
        items: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT item FROM archive_item WHERE instance = $1 AND left_out IS NOT NULL AND item IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|item| binds![item]));
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, |row| row.get("item")).await?);
        }
        Ok(found)
    }

    /// Notes items that are left out by somebody's choice, so that counts can be explained.
    pub async fn leave_out(
        &mut self,
        instance: &InstanceId,
        items: &[(String, ItemKind, Time, String)],
    ) -> Result<(), StoreError> {
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_item (instance, item, kind, created_day, left_out) VALUES {} \
                 ON CONFLICT (instance, item) DO NOTHING",
                self.tx.value_rows(5, some.len())
            );
            let parameters = some.iter().flat_map(|(item, kind, created_at, why)| {
                binds![instance, item, kind.as_str(), utc_day(*created_at), why]
            });
            let parameters = parameters.collect();
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Keeps new revisions with their payloads, each sealed under a key of its own; the last of an item becomes its
    /// latest. To be called by one at a time per connector, which has looked up what is known.
    pub async fn insert(&mut self, instance: &InstanceId, new: &[NewRevision]) -> Result<(), StoreError> {
        for some in new.chunks(ROWS_AT_ONCE) {
            self.insert_rows(instance, some).await?;
            self.insert_payloads(some).await?;
            self.insert_items(instance, some).await?;
        }
        let mut counts = CountChange::default();
        new.iter().for_each(|new| counts.captured(utc_day(new.captured_at), REVISIONS, 1));
        counts.keep(self.tx, instance).await
    }

    async fn insert_rows(&mut self, instance: &InstanceId, some: &[NewRevision]) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO revision (id, instance, item, kind, event, number, version, deletions, at, captured_at, day, \
             key, content, state) VALUES {}",
            self.tx.value_rows(14, some.len())
        );
        let mut parameters = Vec::with_capacity(14 * some.len());
        for new in some {
            parameters.extend(binds![
                new.id,
                instance,
                new.item,
                new.kind.as_str(),
                new.event.as_str(),
                new.number,
                new.version,
                new.deletions,
                new.at,
                new.captured_at,
                utc_day(new.captured_at),
                new.key,
                new.content,
                new.state
            ]);
        }
        self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        Ok(())
    }

    async fn insert_payloads(&mut self, some: &[NewRevision]) -> Result<(), StoreError> {
        let shared = self.tx.shared.clone();
        let sql = format!(
            "INSERT INTO revision_payload (revision, sealed, wrapped) VALUES {}",
            self.tx.value_rows(3, some.len())
        );
        let mut parameters = Vec::with_capacity(3 * some.len());
        for new in some {
            let too_long = || StoreError::Invalid {
                what: "a captured revision",
                why: format!(
                    "{} has {} bytes, and may have {PAYLOAD_BYTES_MAX}",
                    new.item,
                    new.payload.len()
                ),
            };
            if new.payload.len() > PAYLOAD_BYTES_MAX {
                return Err(too_long());
            }
            let mut key = Key::default();
            shared.random.fill(&mut key[..]);
            let sealed = seal(&key, &purpose("revision", &new.id), &new.payload, &*shared.random)
                .ok_or_else(too_long)?;
            let wrapped = shared.key.wrap(&purpose("revision-key", &new.id), &key[..], &*shared.random)?;
            parameters.extend(binds![new.id, sealed, wrapped]);
        }
        self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        Ok(())
    }

    async fn insert_items(&mut self, instance: &InstanceId, some: &[NewRevision]) -> Result<(), StoreError> {
        // Of several revisions of an item in one page the last is the latest.
        let latest: std::collections::BTreeMap<&str, &NewRevision> =
            some.iter().map(|new| (new.item.as_str(), new)).collect();
        let sql = format!(
            "INSERT INTO archive_item (instance, item, kind, created_day, latest) VALUES {} \
             ON CONFLICT (instance, item) DO UPDATE SET latest = excluded.latest, left_out = NULL",
            self.tx.value_rows(5, latest.len())
        );
        let parameters = latest.values().flat_map(|new| {
            binds![instance, new.item, new.kind.as_str(), utc_day(new.item_created_at), new.id]
        });
        let parameters = parameters.collect();
        self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        Ok(())
    }

    /// The revision.
    pub async fn get(&mut self, id: &RevisionId) -> Result<Option<RevisionRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// All revisions of an item, in the order in which they were captured.
    pub async fn of_item(
        &mut self,
        instance: &InstanceId,
        item: &str,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        let sql = select!("WHERE instance = $1 AND item = $2 ORDER BY id LIMIT 10000");
        self.tx.list(sql, binds![instance, item], row_of).await
    }

    /// The next revisions in a state, the first captured first.
    pub async fn queue(
        &mut self,
        instance: &InstanceId,
        state: RevisionState,
        limit: u32,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        let sql = select!("WHERE instance = $1 AND state = $2 AND state <> 'done' ORDER BY id LIMIT $3");
        self.tx.list(sql, binds![instance, state, limit], row_of).await
    }

    /// How many are in that state.
    pub async fn queued(&mut self, instance: &InstanceId, state: RevisionState) -> Result<u64, StoreError> {
        let sql =
            "SELECT COUNT(*) AS count FROM revision WHERE instance = $1 AND state = $2 AND state <> 'done'";
        self.tx.one(sql, binds![instance, state]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// When the first of those in that state was captured.
    pub async fn first_queued(
        &mut self,
        instance: &InstanceId,
        state: RevisionState,
    ) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT captured_at FROM revision WHERE instance = $1 AND state = $2 AND state <> 'done' \
                   ORDER BY id LIMIT 1";
        let row = self.tx.one(sql, binds![instance, state]).await?;
        row.map(|row| row.get("captured_at")).transpose()
    }

    /// How many of these, from the first on, have payloads that together fit into so many bytes; one at least.
    pub async fn within(&mut self, ids: &[RevisionId], bytes_max: u64) -> Result<usize, StoreError> {
        let mut lengths = std::collections::HashMap::new();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT revision, CAST(LENGTH(sealed) AS BIGINT) AS bytes FROM revision_payload WHERE revision IN ({})",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                lengths.insert(row.get::<RevisionId>("revision")?, row.get::<u64>("bytes")?);
            }
        }
        let mut sum = 0_u64;
        let fitting = ids.iter().take_while(|id| {
            sum = sum.saturating_add(lengths.get(id).copied().unwrap_or(0));
            sum <= bytes_max
        });
        Ok(fitting.count().max(1).min(ids.len()))
    }

    /// What was captured of these revisions, opened, in their order.
    ///
    /// # Errors
    /// [`KeyError::Sealed`] when one was altered; [`StoreError::NotFound`] when it was staged already.
    pub async fn payloads(&mut self, ids: &[RevisionId]) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut found = std::collections::HashMap::new();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT revision, sealed, wrapped FROM revision_payload WHERE revision IN ({})",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                let id: RevisionId = row.get("revision")?;
                let (sealed, wrapped): (Vec<u8>, Vec<u8>) = (row.get("sealed")?, row.get("wrapped")?);
                let opened = || {
                    let key = self.tx.shared.key.unwrap(&purpose("revision-key", &id), &wrapped)?;
                    let key = Key::new(<[u8; 32]>::try_from(&key[..]).ok()?);
                    open(&key, &purpose("revision", &id), &sealed).map(|plain| plain.to_vec())
                };
                let plain = opened().ok_or_else(|| KeyError::Sealed { secret: id.to_string() })?;
                found.insert(id, plain);
            }
        }
        let mut take = |id| found.remove(id).ok_or_else(|| StoreError::not_found("captured revision", id));
        ids.iter().map(&mut take).collect()
    }

    /// Notes that revisions are staged, and drops what was captured of them: the blob has it now.
    pub async fn staged(
        &mut self,
        instance: &InstanceId,
        staged: &[StagedRevision],
        leaf: &LeafId,
        at: Time,
    ) -> Result<(), StoreError> {
        let mut counts = CountChange::default();
        for one in staged {
            counts.captured(utc_day(one.captured_at), BYTES, i64::try_from(one.size).unwrap_or(i64::MAX));
        }
        for some in staged.chunks(ROWS_AT_ONCE) {
            // One statement for all: a list of values that the rows are joined with.
            let sql = format!(
                "WITH new (id, blob, size) AS (VALUES {}) UPDATE revision SET state = 'staged', blob = new.blob, \
                 size = {} FROM new WHERE revision.id = new.id AND revision.state = 'captured'",
                self.tx.value_rows(3, some.len()),
                "CAST(new.size AS BIGINT)",
            );
            let mut parameters = Vec::with_capacity(3 * some.len());
            for one in some {
                parameters.extend(binds![one.id, one.blob, i64::try_from(one.size).unwrap_or(i64::MAX)]);
            }
            let changed = self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
            if usize::try_from(changed).ok() != Some(some.len()) {
                return Err(StoreError::Fenced);
            }
            let ids = placeholders(1, some.len());
            let of = || some.iter().flat_map(|one| binds![one.id]).collect::<Vec<_>>();
            let sql = format!("DELETE FROM revision_payload WHERE revision IN ({ids})");
            self.tx.execute(sqlx::AssertSqlSafe(sql), of()).await?;
            let sql = format!(
                "UPDATE revision SET leaf = ${}, staged_at = ${} WHERE id IN ({ids})",
                some.len() + 1,
                some.len() + 2
            );
            let mut parameters = of();
            parameters.extend(binds![leaf, at]);
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        counts.keep(self.tx, instance).await
    }

    /// Notes that every participant of these was tried.
    pub async fn done(&mut self, ids: &[RevisionId]) -> Result<(), StoreError> {
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql =
                format!("UPDATE revision SET state = 'done' WHERE id IN ({})", placeholders(1, some.len()));
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }
}

/// What a sealed payload is bound to.
fn purpose(what: &str, id: &RevisionId) -> String {
    format!("vouchsafe/{what}/v1/{id}")
}

fn known_of(row: &Row) -> Result<KnownRevision, StoreError> {
    Ok(KnownRevision {
        item: row.get("item")?,
        event: row.word("event", ItemEvent::parse)?,
        number: row.get("number")?,
        version: row.get("version")?,
        deletions: row.get("deletions")?,
        content: row.get("content")?,
        at: row.get("at")?,
    })
}

fn row_of(row: &Row) -> Result<RevisionRow, StoreError> {
    Ok(RevisionRow {
        id: row.get("id")?,
        instance: row.get("instance")?,
        item: row.get("item")?,
        kind: row.word("kind", ItemKind::parse)?,
        event: row.word("event", ItemEvent::parse)?,
        number: row.get("number")?,
        version: row.get("version")?,
        at: row.get("at")?,
        captured_at: row.get("captured_at")?,
        state: row.word("state", RevisionState::parse)?,
        blob: row.get("blob")?,
        size: row.get("size")?,
        staged_at: row.get("staged_at")?,
        leaf: row.get("leaf")?,
    })
}

//! Files of captured items: wanted until they are stored, or until the source says that they cannot be had.

use super::{ROWS_AT_ONCE, stored_words};
use crate::{
    StoreError,
    db::{Row, binds, placeholders},
};
use model::{Attachment, BlobId, InstanceId, RevisionId, Time};

noun!(
    /// Files that revisions have.
    ArchiveFiles,
    archive_files
);

stored_words! {
    /// What became of a file.
    FileState {
        Wanted = "wanted",
        Stored = "stored",
        /// The source does not give it.
        Gone = "gone",
    }
}

/// One version of a file at the source.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchiveFileRow {
    pub file: String,
    pub state: FileState,
    /// Without its name, which is in the sealed record.
    pub attachment: Attachment,
    pub blob: Option<BlobId>,
    pub sha256: Option<String>,
    pub size: Option<u64>,
    pub reason: Option<String>,
    pub attempts: u32,
    pub next_at: Time,
    /// The sha256 of bytes that came without the checksum that the source says.
    pub doubted: Option<String>,
    /// What its first bytes say it is, where that is an image.
    pub image: Option<String>,
}

macro_rules! columns {
    () => {
        "file, state, attachment, blob, sha256, size, reason, attempts, next_at, doubted, image"
    };
}

impl ArchiveFiles<'_> {
    /// Has files of revisions fetched that are not known yet. Gives those of `files` that are still wanted.
    pub async fn want(
        &mut self,
        instance: &InstanceId,
        files: &[Attachment],
        now: Time,
    ) -> Result<Vec<String>, StoreError> {
        let mut wanted = Vec::new();
        for some in files.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_file (instance, file, state, attachment, next_at, reason) VALUES {} \
                 ON CONFLICT (instance, file) DO NOTHING",
                self.tx.value_rows(6, some.len())
            );
            let mut parameters = Vec::with_capacity(6 * some.len());
            for file in some {
                let state = if file.gap.is_some() { FileState::Gone } else { FileState::Wanted };
                let nameless = Attachment { name: String::new(), gap: None, ..file.clone() };
                let json = serde_json::to_string(&nameless)
                    .map_err(|e| StoreError::Invalid { what: "an attachment", why: e.to_string() })?;
                parameters.extend(binds![instance, file.id, state, json, now, file.gap]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
            let sql = format!(
                "SELECT file FROM archive_file WHERE instance = $1 AND state = 'wanted' AND file IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|file| binds![file.id]));
            wanted.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, |row| row.get("file")).await?);
        }
        Ok(wanted)
    }

    /// Notes which files a revision has.
    pub async fn belong(
        &mut self,
        instance: &InstanceId,
        pairs: &[(RevisionId, String)],
    ) -> Result<(), StoreError> {
        for some in pairs.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO revision_file (revision, instance, file) VALUES {} \
                 ON CONFLICT (revision, file) DO NOTHING",
                self.tx.value_rows(3, some.len())
            );
            let parameters =
                some.iter().flat_map(|(revision, file)| binds![revision, instance, file]).collect();
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Files that are wanted and due.
    pub async fn due(
        &mut self,
        instance: &InstanceId,
        now: Time,
        limit: u32,
    ) -> Result<Vec<ArchiveFileRow>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM archive_file WHERE instance = $1 AND state = 'wanted' AND next_at <= $2 ORDER BY next_at, file LIMIT $3"
        );
        self.tx.list(sql, binds![instance, now, limit], row_of).await
    }

    /// How many are wanted, and when the next of them is due.
    pub async fn wanted(&mut self, instance: &InstanceId) -> Result<(i64, Option<Time>), StoreError> {
        let sql = "SELECT COUNT(*) AS count, MIN(next_at) AS next FROM archive_file \
                   WHERE instance = $1 AND state = 'wanted'";
        match self.tx.one(sql, binds![instance]).await? {
            Some(row) => Ok((row.get("count")?, row.get("next")?)),
            None => Ok((0, None)),
        }
    }

    /// The files of these revisions: with each row the revision that it belongs to.
    pub async fn of(
        &mut self,
        revisions: &[RevisionId],
    ) -> Result<Vec<(RevisionId, ArchiveFileRow)>, StoreError> {
        let mut found = Vec::new();
        for some in revisions.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT rf.revision, f.file, f.state, f.attachment, f.blob, f.sha256, f.size, f.reason, f.attempts, \
                 f.next_at, f.doubted, f.image FROM revision_file AS rf JOIN archive_file AS f \
                 ON f.instance = rf.instance AND f.file = rf.file WHERE rf.revision IN ({})",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            let rows = self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await?;
            for row in &rows {
                found.push((row.get("revision")?, row_of(row)?));
            }
        }
        Ok(found)
    }

    /// The items that have a file.
    pub async fn items_of(&mut self, instance: &InstanceId, file: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT r.item FROM revision_file AS rf JOIN revision AS r ON r.id = rf.revision \
                   WHERE rf.instance = $1 AND rf.file = $2 ORDER BY r.item LIMIT 1000";
        self.tx.list(sql, binds![instance, file], |row| row.get("item")).await
    }

    /// Notes that a file is stored, and lets revisions go on that wanted nothing else.
    pub async fn stored(
        &mut self,
        instance: &InstanceId,
        file: &str,
        (blob, sha256, size): (&BlobId, &str, u64),
        (reason, image): (Option<&str>, Option<&str>),
    ) -> Result<(), StoreError> {
        let sql = "UPDATE archive_file SET state = 'stored', blob = $1, sha256 = $2, size = $3, reason = $4, \
                   image = $7 WHERE instance = $5 AND file = $6";
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        self.tx
            .execute(
                sql,
                binds![
                    blob,
                    sha256,
                    size,
                    reason.map(str::to_owned),
                    instance,
                    file,
                    image.map(str::to_owned)
                ],
            )
            .await?;
        self.go_on(instance, file).await
    }

    /// Notes that a file cannot be had, and lets revisions go on that wanted nothing else.
    pub async fn gone(&mut self, instance: &InstanceId, file: &str, reason: &str) -> Result<(), StoreError> {
        let sql = "UPDATE archive_file SET state = 'gone', reason = $1 WHERE instance = $2 AND file = $3 AND state = 'wanted'";
        self.tx.execute(sql, binds![reason, instance, file]).await?;
        self.go_on(instance, file).await
    }

    /// Puts a file off.
    pub async fn put_off(
        &mut self,
        instance: &InstanceId,
        file: &str,
        until: Time,
        (reason, doubted): (&str, Option<&str>),
    ) -> Result<(), StoreError> {
        let sql = "UPDATE archive_file SET attempts = attempts + 1, next_at = $1, reason = $2, \
                   doubted = COALESCE($3, doubted) WHERE instance = $4 AND file = $5 AND state = 'wanted'";
        self.tx.execute(sql, binds![until, reason, doubted.map(str::to_owned), instance, file]).await?;
        Ok(())
    }

    async fn go_on(&mut self, instance: &InstanceId, file: &str) -> Result<(), StoreError> {
        let sql = "UPDATE revision SET state = 'captured' WHERE state = 'fetching' AND id IN \
                   (SELECT revision FROM revision_file WHERE instance = $1 AND file = $2) \
                   AND NOT EXISTS (SELECT 1 FROM revision_file AS rf JOIN archive_file AS f \
                   ON f.instance = rf.instance AND f.file = rf.file \
                   WHERE rf.revision = revision.id AND f.state = 'wanted')";
        self.tx.execute(sql, binds![instance, file]).await?;
        Ok(())
    }
}

fn row_of(row: &Row) -> Result<ArchiveFileRow, StoreError> {
    Ok(ArchiveFileRow {
        file: row.get("file")?,
        state: row.word("state", FileState::parse)?,
        attachment: row.json("attachment")?,
        blob: row.get("blob")?,
        sha256: row.get("sha256")?,
        size: row.get("size")?,
        reason: row.get("reason")?,
        attempts: row.get("attempts")?,
        next_at: row.get("next_at")?,
        doubted: row.get("doubted")?,
        image: row.get("image")?,
    })
}

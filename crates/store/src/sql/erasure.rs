//! Erasing personal data from what was read, when it has been kept long enough.

use super::Signals;
use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{ConnectorId, ContentHash, Presence, SignalName, Time};
use serde_json::Value;

/// Contents that one transaction looks at: a table of many thousand people has a few megabytes.
const CONTENTS_PER_STEP: u32 = 16;

/// Which columns of which table are personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalColumns {
    pub connector: ConnectorId,
    pub signal: SignalName,
    pub columns: Vec<String>,
}

/// How far one step of an erasure came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erased {
    /// Contents that lost something.
    pub contents: u64,
    /// Where the next step goes on; none at the end.
    pub next: Option<ContentHash>,
}

impl Signals<'_> {
    /// Erases these columns from contents that nobody has read since `before`: each such value becomes null. Rows,
    /// their number, ids and everything else stay, and so does the hash, which is that of the content as it was
    /// read. One step of it, from after `after`.
    pub async fn erase_personal(
        &mut self,
        what: &PersonalColumns,
        before: Time,
        after: Option<&ContentHash>,
        now: Time,
    ) -> Result<Erased, StoreError> {
        let sql = "SELECT DISTINCT hash, body FROM signal_content JOIN reading ON reading.content = hash \
                   JOIN instance ON instance.id = reading.instance \
                   WHERE instance.connector = $1 AND reading.signal = $2 AND erased_at IS NULL AND hash > $3 \
                   AND NOT EXISTS (SELECT 1 FROM reading AS later WHERE later.content = hash AND later.read_at >= $4) \
                   ORDER BY hash LIMIT $5";
        let from = after.map_or("", ContentHash::as_str);
        let of = |row: &Row| Ok((row.get::<ContentHash>("hash")?, row.json::<Presence>("body")?));
        let parameters = binds![what.connector, what.signal, from, before, CONTENTS_PER_STEP];
        let found = self.tx.list(sql, parameters, of).await?;
        let mut erased = Erased::default();
        if found.len() == CONTENTS_PER_STEP as usize {
            erased.next = found.last().map(|(hash, _)| hash.clone());
        }
        for (hash, presence) in found {
            let Some(presence) = without(presence, &what.columns) else { continue };
            let body = serde_json_canonicalizer::to_string(&presence)
                .map_err(|e| StoreError::corrupt("a signal's content", e))?;
            let sql = "UPDATE signal_content SET body = $1, erased_at = $2 WHERE hash = $3";
            erased.contents += self.tx.execute(sql, binds![body, now, hash]).await?;
        }
        Ok(erased)
    }

    /// When personal data were erased from a content, where they were.
    pub async fn erased_at(&mut self, content: &ContentHash) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT erased_at FROM signal_content WHERE hash = $1";
        self.tx.one(sql, binds![content]).await?.map_or(Ok(None), |row| row.get("erased_at"))
    }
}

/// The content without these columns' values; `None` where it has none to lose.
fn without(presence: Presence, columns: &[String]) -> Option<Presence> {
    let Presence::Table(mut table) = presence else { return None };
    let mut lost = false;
    for row in table.rows.iter_mut().filter_map(Value::as_object_mut) {
        for column in columns {
            if let Some(value) = row.get_mut(column).filter(|value| !value.is_null()) {
                *value = Value::Null;
                lost = true;
            }
        }
    }
    lost.then_some(Presence::Table(table))
}

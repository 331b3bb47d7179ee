//! Erasing personal data from what was read and told, when it has been kept long enough.

use super::{Events, Ledger, Signals, events};
use crate::{
    EventRow, StoreError,
    db::{Row, binds},
};
use model::{ConnectorId, ContentHash, Presence, SignalName, Time};
use serde_json::Value;

/// Contents that one transaction looks at: a table of many thousand people has a few megabytes.
const CONTENTS_PER_STEP: u32 = 16;
/// Events, and openings, that one transaction looks at: most have a few hundred bytes.
const EVENTS_PER_STEP: u32 = 200;

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

impl Events<'_> {
    /// The oldest events that were received before `before` and that [`Events::erase_personal`] has not seen, each
    /// with the connector whose service told of it.
    pub async fn erasable(&mut self, before: Time) -> Result<Vec<(ConnectorId, EventRow)>, StoreError> {
        let sql = "SELECT event.id AS id, event.instance AS instance, event.name AS name, occurred_at, received_at, \
                   operator, old_value, new_value, digest, sets, run, erased_at, from_log, instance.connector AS connector \
                   FROM event JOIN instance ON instance.id = event.instance \
                   WHERE erasable = 1 AND received_at < $1 ORDER BY received_at, event.id LIMIT $2";
        let of = |row: &Row| Ok((row.get("connector")?, events::row_of(row)?));
        self.tx.list(sql, binds![before, EVENTS_PER_STEP], of).await
    }

    /// Keeps an event as it is given here, from which personal data were taken; `erased_at` says when, where there
    /// were any. Its name, times, digest and run stay.
    pub async fn erase_personal(&mut self, event: &EventRow) -> Result<(), StoreError> {
        let sql = "UPDATE event SET operator = $1, old_value = $2, new_value = $3, erased_at = $4, erasable = 0 \
                   WHERE id = $5";
        let parameters = binds![event.operator, event.old, event.new, event.erased_at, event.id];
        self.tx.execute(sql, parameters).await?;
        Ok(())
    }
}

impl Ledger<'_> {
    /// Erases the openings of that name of leaves that were made before `before`; how many, of one step. Verifying
    /// works without them.
    pub async fn erase_old_openings(&mut self, name: &str, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM ledger_opening WHERE name = $1 AND leaf IN \
                   (SELECT leaf FROM ledger_opening WHERE name = $1 AND leaf < $2 ORDER BY leaf LIMIT $3)";
        self.tx.execute(sql, binds![name, ids_since(before), EVENTS_PER_STEP]).await
    }
}

/// What no id that was made before that moment comes after, and every other does: an id (UUID v7) begins with its
/// Unix milliseconds in twelve hexadecimal digits.
fn ids_since(moment: Time) -> String {
    let digits = format!("{:012x}", moment.ms().max(0));
    let (first, last) = digits.split_at(8);
    format!("{first}-{last}")
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

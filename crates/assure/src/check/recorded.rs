//! Recorded configurations: readings as a JSON file, to judge offline.
//!
//! ```json
//! {
//!   "read_at": "2026-11-21T08:00:00Z",
//!   "signals": {
//!     "account.settings": { "in_meeting": { "chat": true } },
//!     "users": { "$table": { "rows": [{ "id": "u1" }], "complete": true } },
//!     "account.lock_settings": { "$absent": { "kind": "scope_missing", "message": "…", "right": "account:read:admin" } }
//!   }
//! }
//! ```

use model::{Absence, Presence, Reading, SignalName, Table, Time};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Largest recorded file, in bytes.
pub const RECORDED_BYTES_MAX: usize = 64 << 20;

/// A recorded configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When the service was read, as the file says it, or what [`parse`] was given: the moment to judge for.
    pub read_at: Time,
    pub readings: BTreeMap<SignalName, Reading>,
}

/// Why a file is no recorded configuration.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    #[error("the recorded configuration is larger than {RECORDED_BYTES_MAX} bytes")]
    TooLarge,
    #[error("not a recorded configuration: {0}; write {{\"signals\": {{\"account.settings\": …}}}}")]
    Shape(#[from] serde_json::Error),
    #[error("the signal “{signal}” is marked {mark}, but what follows is not one: {error}")]
    Marked { signal: SignalName, mark: &'static str, error: serde_json::Error },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `signals`")]
struct RecordedFile {
    #[serde(default)]
    read_at: Option<Time>,
    signals: BTreeMap<SignalName, Value>,
}

/// Parses a recorded configuration; `read_at` is for a file that does not say when it was read.
pub fn parse(text: &str, read_at: Time) -> Result<Recorded, RecordedError> {
    if text.len() > RECORDED_BYTES_MAX {
        return Err(RecordedError::TooLarge);
    }
    let file: RecordedFile = serde_json::from_str(text)?;
    let read_at = file.read_at.unwrap_or(read_at);
    let mut readings = BTreeMap::new();
    for (signal, value) in file.signals {
        let presence = presence(&signal, value)?;
        let reading = Reading { signal: signal.clone(), presence, read_at, recorded_at: read_at };
        readings.insert(signal, reading);
    }
    Ok(Recorded { read_at, readings })
}

fn presence(signal: &SignalName, value: Value) -> Result<Presence, RecordedError> {
    let marked = |mark, error| RecordedError::Marked { signal: signal.clone(), mark, error };
    if let Some(absence) = only(&value, "$absent") {
        let absence = Absence::deserialize(absence).map_err(|error| marked("$absent", error))?;
        return Ok(Presence::Absent(absence));
    }
    if let Some(table) = only(&value, "$table") {
        let table = Table::deserialize(table).map_err(|error| marked("$table", error))?;
        return Ok(Presence::Table(table));
    }
    Ok(Presence::Document { value })
}

/// What an object holds under its one key.
fn only<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_object().filter(|fields| fields.len() == 1)?.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::AbsenceKind;
    use serde_json::json;

    #[test]
    fn documents_tables_and_absences_are_told_apart() {
        let text = r#"{ "read_at": "1970-01-01T00:00:05Z", "signals": {
            "a": { "x": 1 },
            "b": { "$table": { "rows": [1], "complete": false } },
            "c": { "$absent": { "kind": "not_licensed", "message": "Only available for paid accounts." } } } }"#;
        let recorded = parse(text, Time::from_ms(9)).unwrap();
        assert_eq!(recorded.read_at, Time::from_ms(5_000));
        let found: Vec<_> = recorded.readings.values().map(|reading| reading.presence.clone()).collect();
        let absence = Absence {
            kind: AbsenceKind::NotLicensed,
            message: "Only available for paid accounts.".into(),
            right: None,
        };
        assert_eq!(
            found,
            [
                Presence::Document { value: json!({ "x": 1 }) },
                Presence::Table(Table { rows: vec![json!(1)], complete: false }),
                Presence::Absent(absence),
            ]
        );
    }

    #[test]
    fn what_is_no_recorded_configuration_is_refused() {
        let error = |text| parse(text, Time::default()).unwrap_err().to_string();
        assert!(error("[]").contains("not a recorded configuration"));
        assert!(error(r#"{"signals": {}, "extra": 1}"#).contains("extra"));
        assert!(error(r#"{"signals": {"A b": 1}}"#).contains("SignalName"));
        assert!(error(r#"{"signals": {"a": {"$absent": {"kind": "gone"}}}}"#).contains("marked $absent"));
        assert!(error(r#"{"signals": {"a": {"$table": {"rows": []}}}}"#).contains("complete"));
    }
}

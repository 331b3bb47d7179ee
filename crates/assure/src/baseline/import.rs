//! Entries of a baseline × checks → what parameters would become.

use super::{BaselineEntry, Bound, Entry, Extreme, WhichBound};
use crate::check::{Check, Parameter, ReadType};
use model::CheckId;
use serde_json::Value;

/// What an import would do. Every entry is in exactly one of `untaken` and `fixed`, or has something in `proposed`
/// or `unfit` for each parameter that names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Import {
    pub proposed: Vec<Proposed>,
    pub unfit: Vec<Unfit>,
    /// Entries that checks test against a value of their own.
    pub fixed: Vec<Fixed>,
    /// Entries that no check knows.
    pub untaken: Vec<Untaken>,
}

/// A parameter that would be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    pub check: CheckId,
    pub parameter: String,
    pub setting: String,
    pub line: u32,
    pub value: Value,
    /// What holds where nothing is set; the same value needs no setting.
    pub default: Value,
}

impl Proposed {
    /// Whether the baseline asks for something else than the default.
    pub fn differs(&self) -> bool {
        self.value != self.default
    }
}

/// A parameter that names an entry which it cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    pub check: CheckId,
    pub parameter: String,
    pub setting: String,
    pub line: u32,
    /// Why, as a sentence.
    pub reason: String,
}

/// An entry whose setting is read by checks that have no parameter for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub setting: String,
    pub line: u32,
    pub checks: Vec<CheckId>,
}

/// An entry whose setting no check reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untaken {
    pub setting: String,
    pub line: u32,
}

/// Says what entries would set in checks: those of one service. Pure; nothing is set.
pub fn import<'a>(entries: &[Entry], checks: impl IntoIterator<Item = &'a Check>) -> Import {
    // Twins have the parameters of the check that they are made from.
    let checks: Vec<&Check> = checks.into_iter().filter(|check| check.twin.is_none()).collect();
    let mut import = Import::default();
    for entry in entries {
        let (setting, line) = (&entry.setting, entry.line);
        let mut taken = false;
        for check in &checks {
            for (name, parameter) in &check.parameters {
                let Some(from) = parameter.baseline.as_ref().filter(|from| from.at == *setting) else {
                    continue;
                };
                taken = true;
                match value(entry, from, parameter) {
                    Ok(value) => import.proposed.push(Proposed {
                        check: check.id.clone(),
                        parameter: name.clone(),
                        setting: setting.clone(),
                        line,
                        value,
                        default: parameter.default.clone(),
                    }),
                    Err(reason) => import.unfit.push(Unfit {
                        check: check.id.clone(),
                        parameter: name.clone(),
                        setting: setting.clone(),
                        line,
                        reason,
                    }),
                }
            }
        }
        if taken {
            continue;
        }
        let reading: Vec<_> =
            checks.iter().filter(|check| reads(check, setting)).map(|check| check.id.clone()).collect();
        match reading.is_empty() {
            true => import.untaken.push(Untaken { setting: setting.clone(), line }),
            false => import.fixed.push(Fixed { setting: setting.clone(), line, checks: reading }),
        }
    }
    import
}

/// Whether a check reads a setting by the name that baselines have for it.
fn reads(check: &Check, setting: &str) -> bool {
    let mut places = check.reads.values().flat_map(|read| &read.at);
    places.any(|path| path.pointer.split('/').nth(1) == Some(setting))
}

/// What an entry gives a parameter; else why it cannot.
fn value(entry: &Entry, from: &BaselineEntry, parameter: &Parameter) -> Result<Value, String> {
    let value = match (&entry.bound, from.bound) {
        (Bound::Boolean { compliant }, WhichBound::Compliant) => Value::Bool(*compliant),
        (Bound::Boolean { .. }, WhichBound::Warning) => return Err(no_warning(entry)),
        (Bound::Numeric { compliant, .. }, WhichBound::Compliant) => {
            number(entry, *compliant, &parameter.kind)?
        }
        (Bound::Numeric { warning, .. }, WhichBound::Warning) => {
            number(entry, warning.ok_or_else(|| no_warning(entry))?, &parameter.kind)?
        }
        (Bound::Words { compliant, .. }, WhichBound::Compliant) => {
            words(entry, compliant, from, &parameter.kind)?
        }
        (Bound::Words { warning, .. }, WhichBound::Warning) => words(entry, warning, from, &parameter.kind)?,
    };
    parameter.accepts(&value).map_err(|why| format!("{} does not fit here. {why}", entry.setting))?;
    Ok(value)
}

fn no_warning(entry: &Entry) -> String {
    format!("{} gives no value from which on it only warns.", entry.setting)
}

fn number(entry: &Entry, number: f64, kind: &ReadType) -> Result<Value, String> {
    // Beyond 2^53 a whole number is no longer told from its neighbours.
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        #[allow(clippy::cast_possible_truncation, reason = "it is whole and within 2^53")]
        let whole = number as i64;
        return Ok(whole.into());
    }
    let part = serde_json::Number::from_f64(number).filter(|_| *kind == ReadType::Number);
    part.map(Value::Number)
        .ok_or_else(|| format!("{} is {number}; a whole number is needed here.", entry.setting))
}

fn words(entry: &Entry, words: &[String], from: &BaselineEntry, kind: &ReadType) -> Result<Value, String> {
    let meaning = |word: &String| match from.words.get(word) {
        Some(value) => Ok(value.clone()),
        None if from.words.is_empty() => Ok(Value::String(word.clone())),
        None => {
            let known: Vec<_> = from.words.keys().map(String::as_str).collect();
            Err(format!("{} says “{word}”; known are {}.", entry.setting, known.join(", ")))
        }
    };
    let values = words.iter().map(meaning).collect::<Result<Vec<_>, _>>()?;
    if matches!(kind, ReadType::List(_)) {
        return Ok(Value::Array(values));
    }
    let by_size =
        |a: &&Value, b: &&Value| a.as_f64().unwrap_or(f64::NAN).total_cmp(&b.as_f64().unwrap_or(f64::NAN));
    let one = match (from.of, values.as_slice()) {
        (_, []) => None,
        (None, [one]) => Some(one),
        (None, _) => return Err(format!("{} lists several values; one is needed here.", entry.setting)),
        (Some(Extreme::Greatest), all) => all.iter().max_by(by_size),
        (Some(Extreme::Least), all) => all.iter().min_by(by_size),
    };
    one.cloned().ok_or_else(|| format!("{} lists no value.", entry.setting))
}

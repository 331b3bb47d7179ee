//! What follows from the tables of a set that was read to its end: who holds which permission and by which path, and what
//! the log-ins add up to. Pure; each table is gone through once.
//!
//! People are ids here, so that nothing that is kept as evidence loses its sense when names are erased.

mod access;
mod logins;

use super::known;
use crate::source::WholeSet;
use model::{Absence, AbsenceKind, Presence, Table, Time};
use serde_json::{Map, Value};

pub(super) use logins::{counted, with_own};

/// A row of a table.
type Row = Map<String, Value>;

/// What is worked out, and of which signals.
pub(super) const JOINS: &[(&str, &[&[&str]])] = &[
    ("permission.holders", &[access::PEOPLE]),
    ("administrators.mfa", &[access::PEOPLE, &["mfa.methods"]]),
    ("administrators.networks", &[access::PEOPLE, &["profile.login_ip_ranges"]]),
    ("users.activity", &[access::ACTIVITY_OF]),
    ("logins.soap", &[&["logins.kinds"]]),
];

/// Adds what is worked out to a set.
pub(super) fn set(name: &str, read: &mut WholeSet) {
    match name {
        "access" => access::join(read),
        "logins" => logins::add_up(read),
        _ => {}
    }
}

/// The tables that something is worked out of, or why it cannot be.
struct Parts<'a> {
    tables: Vec<&'a [Value]>,
    read_at: Time,
}

impl<'a> Parts<'a> {
    /// # Errors
    /// The absence of the first that is absent, or that does not come whole.
    fn of(read: &'a WholeSet, signals: &[&'static str]) -> Result<Self, Absent> {
        let (mut tables, mut earliest) = (Vec::new(), None::<Time>);
        for signal in signals {
            let Some((presence, at)) = read.get(&known(signal)) else {
                return Err(Absent(not_provable(format!("“{signal}” was not read")), Time::from_ms(0)));
            };
            earliest = Some(earliest.map_or(*at, |earliest| earliest.min(*at)));
            match presence {
                Presence::Table(Table { rows, complete: true }) => tables.push(rows.as_slice()),
                Presence::Absent(absence) => return Err(Absent(absence.clone(), *at)),
                _ => return Err(Absent(not_provable(format!("“{signal}” did not come whole")), *at)),
            }
        }
        Ok(Self { tables, read_at: earliest.unwrap_or(Time::from_ms(0)) })
    }
}

/// Why something could not be worked out, and when that was seen.
struct Absent(Absence, Time);

fn not_provable(message: String) -> Absence {
    Absence { kind: AbsenceKind::NotFound, message, right: None }
}

/// Puts what was worked out, or why it was not, beside what was read.
fn put(read: &mut WholeSet, signal: &'static str, made: Result<(Presence, Time), Absent>) {
    let made = made.unwrap_or_else(|Absent(absence, at)| (Presence::Absent(absence), at));
    read.insert(known(signal), made);
}

fn whole(rows: Vec<Value>) -> Presence {
    Presence::Table(Table { rows, complete: true })
}

fn text<'a>(row: &'a Value, column: &str) -> Option<&'a str> {
    row.get(column).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn flag(row: &Value, column: &str) -> Option<bool> {
    row.get(column).and_then(Value::as_bool)
}

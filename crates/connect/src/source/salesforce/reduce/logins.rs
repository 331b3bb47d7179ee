//! What log-ins add up to.

use super::{Absent, Parts, Row, WholeSet, put, text};
use crate::source::salesforce::known;
use model::Presence;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Log-ins of one page, counted by all that is known of them but their time.
pub(in super::super) fn counted(rows: Vec<Row>) -> Vec<Row> {
    let mut groups: BTreeMap<String, Row> = BTreeMap::new();
    for mut row in rows {
        let latest = row.remove("LoginTime").unwrap_or(Value::Null);
        let key = Value::Object(row.clone()).to_string();
        add(groups.entry(key).or_insert(row), 1, &latest);
    }
    groups.into_values().collect()
}

/// Adds log-ins to a group of them.
fn add(group: &mut Row, count: u64, latest: &Value) {
    let before = group.get("logins").and_then(Value::as_u64).unwrap_or(0);
    group.insert("logins".into(), (before + count).into());
    // Times of one form: the later one is the greater text.
    let later = match group.get("latest") {
        Some(known) if known.as_str() >= latest.as_str() => known.clone(),
        _ => latest.clone(),
    };
    group.insert("latest".into(), later);
}

/// Log-ins by kind, each with how many of them are our own user's.
pub(in super::super) fn with_own(all: Vec<Row>, own: &[Row]) -> Vec<Row> {
    let key = |row: &Row| {
        let part = |name| row.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        (part("ApiType"), part("Status"))
    };
    let own: BTreeMap<_, _> = own.iter().map(|row| (key(row), row.get("logins").cloned())).collect();
    let with = |mut row: Row| {
        let ours = own.get(&key(&row)).cloned().flatten().unwrap_or_else(|| json!(0));
        row.insert("own".into(), ours);
        row
    };
    all.into_iter().map(with).collect()
}

pub(super) fn add_up(read: &mut WholeSet) {
    merge_recent(read);
    let made = soap(read);
    put(read, "logins.soap", made);
}

/// Each page counted its own log-ins; the same kind on two pages is one row.
fn merge_recent(read: &mut WholeSet) {
    let Some((Presence::Table(table), _)) = read.get_mut(&known("logins.recent")) else { return };
    let mut groups: BTreeMap<String, Row> = BTreeMap::new();
    for row in std::mem::take(&mut table.rows) {
        let Value::Object(mut row) = row else { continue };
        let count = row.remove("logins").and_then(|count| count.as_u64()).unwrap_or(0);
        let latest = row.remove("latest").unwrap_or(Value::Null);
        let key = Value::Object(row.clone()).to_string();
        add(groups.entry(key).or_insert(row), count, &latest);
    }
    table.rows = groups.into_values().map(Value::Object).collect();
}

/// Successful log-ins by SOAP: our own user's, and others'.
fn soap(read: &WholeSet) -> Result<(Presence, model::Time), Absent> {
    let parts = Parts::of(read, &["logins.kinds"])?;
    let (mut others, mut own) = (0_i64, 0_i64);
    for row in parts.tables[0] {
        // Salesforce spells it in several ways: `SOAP Partner`, `Soap Enterprise`, `Old SOAP`.
        let is_soap = text(row, "ApiType").is_some_and(|kind| kind.to_ascii_lowercase().contains("soap"));
        if !is_soap || text(row, "Status") != Some("Success") {
            continue;
        }
        let number = |name: &str| row.get(name).and_then(Value::as_i64);
        let (Some(all), Some(ours)) = (number("logins"), number("own")) else {
            let message = "a count of log-ins is no number".to_owned();
            return Err(Absent(super::not_provable(message), parts.read_at));
        };
        own += ours;
        if ours > all {
            let message = "our own log-ins are more than all".to_owned();
            return Err(Absent(super::not_provable(message), parts.read_at));
        }
        others += all - ours;
    }
    Ok((Presence::Document { value: json!({ "others": others, "own": own }) }, parts.read_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Table, Time};

    const AT: Time = Time::from_ms(1_795_248_000_000);

    fn login(status: &str, at: &str) -> Row {
        json!({"Status": status, "TlsProtocol": "TLS 1.3", "LoginTime": at}).as_object().unwrap().clone()
    }

    #[test]
    fn pages_are_counted_and_their_counts_added() {
        let one = counted(vec![
            login("Success", "2026-11-21T07:00:00Z"),
            login("Invalid Password", "2026-11-21T07:30:00Z"),
            login("Success", "2026-11-21T06:00:00Z"),
        ]);
        let two = counted(vec![login("Success", "2026-11-21T05:00:00Z")]);
        let rows = one.into_iter().chain(two).map(Value::Object).collect();
        let table = Presence::Table(Table { rows, complete: true });
        let mut read = WholeSet::from([(known("logins.recent"), (table, AT))]);
        merge_recent(&mut read);
        let Presence::Table(table) = &read[&known("logins.recent")].0 else { panic!("no table") };
        let expected = json!([
            {"Status": "Invalid Password", "TlsProtocol": "TLS 1.3", "logins": 1, "latest": "2026-11-21T07:30:00Z"},
            {"Status": "Success", "TlsProtocol": "TLS 1.3", "logins": 3, "latest": "2026-11-21T07:00:00Z"},
        ]);
        assert_eq!(Value::from(table.rows.clone()), expected);
    }

    #[test]
    fn soap_log_ins_are_our_own_or_others() {
        let kinds =
            |rows: Value| Presence::Table(Table { rows: rows.as_array().unwrap().clone(), complete: true });
        let said = |rows: Value| {
            let mut read = WholeSet::from([(known("logins.kinds"), (kinds(rows), AT))]);
            add_up(&mut read);
            match read.remove(&known("logins.soap")).unwrap().0 {
                Presence::Document { value } => Ok(value),
                Presence::Absent(absence) => Err(absence.message),
                Presence::Table(_) => panic!("a table"),
            }
        };
        let row = |api: &str, status: &str, logins: i64, own: i64| json!({"ApiType": api, "Status": status, "logins": logins, "own": own});
        let rows = json!([
            row("SOAP Partner", "Success", 5, 5),
            row("Soap Enterprise", "Success", 3, 1),
            row("SOAP Partner", "Invalid Password", 9, 0),
            row("", "Success", 100, 0)
        ]);
        assert_eq!(said(rows), Ok(json!({"others": 2, "own": 6})));
        assert_eq!(said(json!([])), Ok(json!({"others": 0, "own": 0})));
        assert!(said(json!([row("SOAP Partner", "Success", 1, 2)])).is_err());
        assert!(
            said(json!([{"ApiType": "SOAP Partner", "Status": "Success", "logins": "many", "own": 0}]))
                .is_err()
        );
    }

    #[test]
    fn own_log_ins_stand_beside_all() {
        let row = |api: &str, logins: i64| {
            json!({"ApiType": api, "Status": "Success", "logins": logins}).as_object().unwrap().clone()
        };
        let rows = with_own(vec![row("SOAP Partner", 5), row("", 7)], &[row("SOAP Partner", 2)]);
        let own: Vec<_> = rows.iter().map(|row| row["own"].clone()).collect();
        assert_eq!(own, [json!(2), json!(0)]);
    }
}

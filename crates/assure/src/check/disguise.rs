//! A recording for a bug report: what was read, with names, addresses and ids replaced. Pure.
//!
//! What is not known to be harmless is replaced: of texts only those stay that the checks themselves can name
//! (values of enums, defaults, what expressions compare with), times, versions, two-letter regions, short numbers and role ids. The same original
//! becomes the same replacement everywhere, so that what belongs together still does, and the checks say the same.

use super::{Check, ReadType, Recorded};
use model::{Absence, Presence};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Keys whose texts people write, even where they look like a word that checks know.
const WRITTEN: &[&str] = &[
    "app_name",
    "dept",
    "department",
    "description",
    "display_name",
    "first_name",
    "last_name",
    "name",
    "operator",
    "operation_detail",
    "title",
    "topic",
];
/// Whole numbers from here on are numbers of meetings, telephones and people, not settings.
const NUMBER_MAX: u64 = 999_999;

/// How a log says from what to what something changed, and the values in it that name nobody.
const FROM: &str = ": from ";
const TO: &str = " to ";
const POSITIONS: &[&str] = &["on", "off", "enabled", "disabled", "locked", "unlocked", "none", "all users"];

/// The shortest text that is kept where a check looks for it within a longer one.
const SOUGHT_BYTES_MIN: usize = 8;

/// The texts that checks can name.
pub fn named_by<'a>(checks: impl IntoIterator<Item = &'a Check>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for check in checks {
        check.reads.values().for_each(|read| listed(&read.kind, &mut named));
        check.parameters.values().for_each(|parameter| texts(&parameter.default, &mut named));
        let expressions =
            [Some(&check.pass), check.applies.as_ref(), check.partial.as_ref().map(|partial| &partial.when)];
        for expression in expressions.into_iter().flatten() {
            // Texts stand between quotation marks: every second piece.
            named.extend(expression.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    named
}

/// The recording as JSON, as `vouchsafe check run` reads it.
pub fn disguised(recorded: &Recorded, named: &BTreeSet<String>) -> Value {
    let mut disguise = Disguise { named, replaced: BTreeMap::new() };
    let signals: Map<String, Value> = recorded
        .readings
        .iter()
        .map(|(signal, reading)| {
            let value = match &reading.presence {
                Presence::Document { value } => disguise.value("", value),
                Presence::Table(table) => {
                    let rows: Vec<_> = table.rows.iter().map(|row| disguise.value("", row)).collect();
                    json!({ "$table": { "rows": rows, "complete": table.complete } })
                }
                // The service's words may name an account.
                Presence::Absent(Absence { kind, right, .. }) => {
                    json!({ "$absent": { "kind": kind, "message": "as the service said", "right": right } })
                }
            };
            (signal.to_string(), value)
        })
        .collect();
    json!({ "read_at": recorded.read_at, "signals": signals })
}

struct Disguise<'a> {
    named: &'a BTreeSet<String>,
    /// By kind and original.
    replaced: BTreeMap<(&'static str, String), usize>,
}

impl Disguise<'_> {
    fn value(&mut self, key: &str, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (self.key(name), self.value(name, value))).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.value(key, item)).collect(),
            Value::String(text) => Value::String(self.text(key, text)),
            Value::Number(number) if number.as_u64().is_some_and(|n| n > NUMBER_MAX) => {
                json!(NUMBER_MAX as usize + self.number("number", &number.to_string()))
            }
            other => other.clone(),
        }
    }

    fn key(&mut self, name: &str) -> String {
        let plain =
            name.len() <= 80 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if plain { name.to_owned() } else { format!("key-{}", self.number("key", name)) }
    }

    fn text(&mut self, key: &str, text: &str) -> String {
        let written = WRITTEN.contains(&key);
        if text.is_empty() || (!written && (self.named.contains(text) || harmless(key, text))) {
            return text.to_owned();
        }
        if let Some((person, domain)) = text.rsplit_once('@').filter(|(_, domain)| is_domain(domain)) {
            return format!("user-{}@{}", self.number("person", person), self.domain(domain));
        }
        if is_domain(text) {
            return self.domain(text);
        }
        if !written && is_id_key(key) {
            return if text.len() <= 3 { text.to_owned() } else { format!("id-{}", self.number("id", text)) };
        }
        if text.starts_with(|c: char| c.is_ascii_hexdigit())
            && text.chars().all(|c| c.is_ascii_hexdigit() || ".:/-;, ".contains(c))
        {
            return format!("198.18.0.{}", self.number("address", text) % 255);
        }
        if let Some(changes) = self.changes(text) {
            return changes;
        }
        // What a check looks for within a text stays in it.
        let lower = text.to_lowercase();
        let sought = self
            .named
            .iter()
            .filter(|word| word.len() >= SOUGHT_BYTES_MIN && lower.contains(&word.to_lowercase()));
        let sought: String = sought.map(|word| format!(" {word}")).collect();
        format!("text-{}{sought}", self.number("text", text))
    }

    /// What a log says of changes, `heading - setting: from Off to On - another: from 8 to 6`: that something changed
    /// stays, and from what to what where that is a switch's position or a number.
    fn changes(&mut self, text: &str) -> Option<String> {
        if !text.contains(FROM) {
            return None;
        }
        let parts: Vec<_> = text
            .split(" - ")
            .map(|part| {
                let part = part.trim();
                if self.named.contains(part) {
                    return part.to_owned();
                }
                let (what, change) =
                    part.split_once(FROM).map_or((part, None), |(what, change)| (what, Some(change)));
                let what = match self.named.contains(what) {
                    true => what.to_owned(),
                    false => format!("text-{}", self.number("text", what)),
                };
                let Some(change) = change else { return what };
                let (from, to) = change.split_once(TO).unwrap_or((change, ""));
                format!("{what}{FROM}{}{TO}{}", self.position(from), self.position(to))
            })
            .collect();
        Some(parts.join(" - "))
    }

    fn position(&mut self, of: &str) -> String {
        let plain = POSITIONS.contains(&of.to_lowercase().as_str())
            || (of.len() <= 5 && of.chars().all(|c| c.is_ascii_digit()));
        if plain { of.to_owned() } else { format!("value-{}", self.number("value", of)) }
    }

    fn domain(&mut self, domain: &str) -> String {
        format!("domain-{}.example.com", self.number("domain", &domain.to_lowercase()))
    }

    /// 1, 2, 3, … in the order in which originals of a kind are first met.
    fn number(&mut self, kind: &'static str, original: &str) -> usize {
        let next = self.replaced.keys().filter(|(of, _)| *of == kind).count() + 1;
        *self.replaced.entry((kind, original.to_owned())).or_insert(next)
    }
}

/// Times, versions, regions and short numbers.
fn harmless(key: &str, text: &str) -> bool {
    let region = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
    let plain_version = |text: &str| {
        text.contains('.')
            && text.chars().all(|c| c.is_ascii_digit() || c == '.')
            && text.split('.').count() >= 3
    };
    let version = match text.split_once('(') {
        Some((number, platform)) => {
            let platform = platform.strip_suffix(')').unwrap_or("?");
            plain_version(number) && platform.len() <= 12 && platform.chars().all(|c| c.is_ascii_alphabetic())
        }
        // Four numbers alone may be an address.
        None => plain_version(text) && (key.contains("version") || text.split('.').count() != 4),
    };
    // Ports, days: short numbers and ranges of them.
    let short = |number: &str| number.len() <= 5 && number.chars().all(|c| c.is_ascii_digit());
    let numbers = text.split([';', ',', '-']).all(short);
    region || version || numbers || text.parse::<model::Time>().is_ok()
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<_> = text.split('.').collect();
    let legal = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '*')
    };
    labels.len() >= 2
        && labels.iter().all(legal)
        && labels.last().is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic))
}

fn is_id_key(key: &str) -> bool {
    key == "id"
        || key.ends_with("_id")
        || key.ends_with("_ids")
        || key.ends_with("_roles")
        || key.ends_with("_groups")
}

fn listed(kind: &ReadType, named: &mut BTreeSet<String>) {
    match kind {
        ReadType::Enum(values) => named.extend(values.iter().cloned()),
        ReadType::List(of) => listed(of, named),
        ReadType::Table(columns) => columns.iter().for_each(|column| listed(&column.kind, named)),
        _ => {}
    }
}

fn texts(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            named.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, named)),
        _ => {}
    }
}

//! The shipped orgs: records whose references are `@name` and whose times are `=-5h` or `=+400d` from the start, so
//! that nothing in them grows old.

use super::{
    Error, chatter, groups, history,
    org::{Beginning, Credentials, Documents, Org},
    schema::{self, Kind, Object},
    value::Value,
};
use model::Time;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

/// An org's files.
struct Files {
    name: &'static str,
    org: &'static str,
    records: &'static str,
    metadata: &'static str,
    baseline: &'static str,
}

const SHIPPED: [Files; 2] = [
    Files {
        name: "tidy",
        org: include_str!("../../data/salesforce/tidy/org.json"),
        records: include_str!("../../data/salesforce/tidy/records.json"),
        metadata: include_str!("../../data/salesforce/tidy/metadata.json"),
        baseline: "",
    },
    Files {
        name: "careless",
        org: include_str!("../../data/salesforce/careless/org.json"),
        records: include_str!("../../data/salesforce/careless/records.json"),
        metadata: include_str!("../../data/salesforce/careless/metadata.json"),
        baseline: include_str!("../../data/salesforce/careless/baseline.xml"),
    },
];

/// Objects whose records others refer to, in the order in which they have to be made.
const FIRST: [&str; 6] =
    ["Organization", "Profile", "PermissionSetGroup", "PermissionSet", "User", "PermissionSetGroupComponent"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    pod: String,
    my_domain: String,
    username: String,
    password: String,
    security_token: String,
    client_id: String,
    client_secret: String,
    /// Its username; the rest is made of the org's name.
    archiver: String,
    user: String,
    rights: String,
    #[serde(default)]
    hidden: BTreeSet<String>,
    #[serde(default = "yes")]
    any_api_auth_enforced: bool,
    health: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

/// The shipped orgs, as they stand at the start.
pub fn shipped(now: Time) -> Result<Vec<Org>, Error> {
    SHIPPED.iter().map(|files| read(files, now)).collect()
}

fn read(files: &Files, now: Time) -> Result<Org, Error> {
    let described: Described = serde_json::from_str(files.org)?;
    let mut metadata: Json = serde_json::from_str(files.metadata)?;
    resolve_times(&mut metadata, now);
    let documents: Documents = serde_json::from_value(metadata)?;
    let records: BTreeMap<String, Vec<Map<String, Json>>> = serde_json::from_str(files.records)?;
    let mut org = Org::new(Beginning {
        name: files.name.to_owned(),
        pod: described.pod,
        my_domain: described.my_domain,
        credentials: Credentials {
            username: described.username,
            password: described.password,
            security_token: described.security_token,
            client_id: described.client_id,
            client_secret: described.client_secret,
            public_key: None,
        },
        archiver: chatter::seed::archiver(files.name, described.archiver),
        documents,
        health: described.health,
    });
    org.state.hidden = described.hidden;
    org.state.any_api_auth_enforced = described.any_api_auth_enforced;
    let mut seed = Seed { org, names: HashMap::new(), now, baseline: files.baseline };
    let later = records.keys().map(String::as_str).filter(|name| !FIRST.contains(name));
    for name in FIRST.into_iter().chain(later) {
        let object = schema::object(name).ok_or_else(|| Error::Broken(format!("no object “{name}”")))?;
        for record in records.get(name).into_iter().flatten() {
            seed.record(object, record)?;
        }
        if name == "PermissionSetGroupComponent" {
            groups::recalculate(&mut seed.org);
        }
    }
    let named = |name: &str| {
        let id = seed.names.get(name).cloned();
        id.ok_or_else(|| Error::Broken(format!("nothing is named “{name}”")))
    };
    let (user_id, rights_id) = (named(&described.user)?, named(&described.rights)?);
    seed.org.reader.user_id = user_id;
    seed.org.reader.rights_id = rights_id;
    history::logins(&mut seed.org, now);
    history::trail(&mut seed.org, now);
    chatter::seed::add_archiver(&mut seed.org, now)?;
    chatter::seed::history(&mut seed.org, now)?;
    Ok(seed.org)
}

struct Seed {
    org: Org,
    names: HashMap<String, String>,
    now: Time,
    baseline: &'static str,
}

impl Seed {
    fn record(&mut self, object: &'static Object, record: &Map<String, Json>) -> Result<(), Error> {
        let mut values = Vec::new();
        for (name, value) in record {
            if name == "_" || name.starts_with('$') {
                continue;
            }
            let place = object
                .place(name)
                .ok_or_else(|| Error::Broken(format!("{} has no field “{name}”", object.name)))?;
            values.push((name.as_str(), self.value(object.fields[place].kind, value)?));
        }
        for permission in record.get("$permissions").and_then(Json::as_array).into_iter().flatten() {
            let name = permission.as_str().unwrap_or_default();
            let column = schema::permissions().iter().find(|known| *known == name);
            let column = column.ok_or_else(|| Error::Broken(format!("no permission “{name}”")))?;
            values.push((columns(column), Value::Bool(true)));
        }
        self.completed(object, &mut values);
        let id = self.org.add(object, &values);
        if let Some(Json::String(name)) = record.get("_") {
            self.names.insert(name.clone(), id.clone());
        }
        self.accompany(object, &id, record);
        Ok(())
    }

    /// What goes without saying.
    fn completed(&self, object: &Object, values: &mut Vec<(&str, Value)>) {
        let says = |values: &[(&str, Value)], name: &str| values.iter().any(|(own, _)| *own == name);
        let text = |values: &[(&str, Value)], name: &str| {
            values.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
        };
        let mut add = |name: &'static str, value: Value| {
            if !says(values, name) {
                values.push((name, value));
            }
        };
        match object.name.as_str() {
            "User" => {
                add("IsActive", Value::Bool(true));
                add("UserType", "Standard".into());
                add("TimeZoneSidKey", "Europe/Dublin".into());
                add("LocaleSidKey", "en_IE".into());
                add("LanguageLocaleKey", "en_US".into());
                if let Some(username) = text(values, "Username") {
                    values.push(("Email", username));
                }
                if let Some(Value::Text(name)) = text(values, "Name") {
                    let (first, last) = name.rsplit_once(' ').unwrap_or(("", &name));
                    values.push(("FirstName", first.into()));
                    values.push(("LastName", last.into()));
                }
            }
            "PermissionSet" => {
                add("Type", "Regular".into());
                add("IsCustom", Value::Bool(true));
                add("CreatedDate", Value::Time(self.now.minus(DAY * 400)));
            }
            "Profile" | "PermissionSetGroup" => {
                add("CreatedDate", Value::Time(self.now.minus(DAY * 400)));
            }
            "PermissionSetAssignment" => {
                add("IsActive", Value::Bool(true));
                let group = text(values, "PermissionSetGroupId");
                if let Some(set) = group.as_ref().and_then(|id| groups::set_of(&self.org, id.as_text()?)) {
                    values.push(("PermissionSetId", Value::text(set)));
                }
            }
            _ => {}
        }
    }

    /// The records that come with another: a profile's permission set, a user's assignment to it, and so on.
    fn accompany(&mut self, object: &Object, id: &str, record: &Map<String, Json>) {
        match object.name.as_str() {
            "Profile" => {
                let set = groups::set_of_profile(&mut self.org, id);
                if let (Some(Json::String(name)), Some(set)) = (record.get("_"), set) {
                    self.names.insert(format!("{name}.set"), set);
                }
            }
            "User" => {
                let methods = record.get("$methods").and_then(Json::as_array).cloned().unwrap_or_default();
                let has = |method: &str| methods.iter().any(|own| own == method);
                let frozen = record.get("$frozen") == Some(&Json::Bool(true));
                groups::accompany_user(&mut self.org, id, frozen, &has);
            }
            _ => {}
        }
    }

    fn value(&self, kind: Kind, value: &Json) -> Result<Value, Error> {
        Ok(match value {
            Json::Null => Value::Null,
            Json::Bool(flag) => Value::Bool(*flag),
            Json::Number(number) => {
                number.as_i64().map_or_else(|| Value::Number(number.as_f64().unwrap_or_default()), Value::Int)
            }
            Json::String(text) if text == "$baseline" => Value::text(self.baseline),
            Json::String(text) if text.starts_with('@') => {
                let id = self.names.get(&text[1..]);
                Value::text(id.ok_or_else(|| Error::Broken(format!("nothing is named “{text}”")))?)
            }
            Json::String(text) if kind == Kind::Time => Value::Time(
                relative(text, self.now)
                    .or_else(|| text.parse().ok())
                    .ok_or_else(|| Error::Broken(format!("“{text}” is no time")))?,
            ),
            Json::String(text) => Value::text(text),
            other => return Err(Error::Broken(format!("{other} is no value of a record"))),
        })
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// The column of a permission; they are few, and live as long as the program.
fn columns(permission: &str) -> &'static str {
    use std::sync::OnceLock;
    static ALL: OnceLock<HashMap<String, String>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        schema::permissions().iter().map(|name| (name.clone(), format!("Permissions{name}"))).collect()
    });
    all.get(permission).map_or("", String::as_str)
}

/// `=-5h`, `=+400d`, `=-90m`: from now.
pub fn relative(text: &str, now: Time) -> Option<Time> {
    let (number, unit) = text.strip_prefix('=')?.split_at_checked(text.len().checked_sub(2)?)?;
    let number: i64 = number.parse().ok()?;
    let unit_ms = match unit {
        "d" => 86_400_000,
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1_000,
        _ => return None,
    };
    let second = now.ms() - now.ms().rem_euclid(1_000);
    Some(Time::from_ms(second.saturating_add(number.saturating_mul(unit_ms))))
}

/// Replaces relative times anywhere in a document.
pub fn resolve_times(value: &mut Json, now: Time) {
    match value {
        Json::String(text) => {
            if let Some(time) = relative(text, now) {
                *text = time.to_string();
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| resolve_times(item, now)),
        Json::Object(members) => members.values_mut().for_each(|member| resolve_times(member, now)),
        _ => {}
    }
}

//! An org: its records, its metadata, its state, and how to sign in.

use super::{
    chatter::{Chatter, content::Content},
    ids,
    limits::Limits,
    schema::{self, Kind, Object},
    table::{Made, Plan, Table},
    value::Value,
};
use model::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

/// A record: its values in the order of its object's fields.
pub type Row = Vec<Value>;

/// Metadata by type and full name.
pub type Documents = BTreeMap<String, BTreeMap<String, Json>>;

/// What an org is in just now; changed by the control API.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent switches of a simulator")]
pub struct State {
    /// ORG_LOCKED.
    pub locked: bool,
    /// ORG_IN_MAINTENANCE.
    pub maintenance: bool,
    /// TRIAL_EXPIRED.
    pub trial_expired: bool,
    /// The edition has no API.
    pub api_disabled: bool,
    /// *Enable SOAP API login()* is off.
    pub soap_login_disabled: bool,
    /// The release update that lets in by `login()` only whoever has *Use Any API Auth*.
    pub any_api_auth_enforced: bool,
    /// The caller's address is in the org's trusted ranges: no security token is needed.
    pub trusted_network: bool,
    pub password_expired: bool,
    /// The user's profile has login IP ranges that the caller is not in.
    pub restricted_domain: bool,
    /// It is outside the login hours of the user's profile.
    pub restricted_time: bool,
    /// The org lives on another instance since; every call is refused until the next sign-in.
    pub moved: bool,
    /// Too many wrong passwords lock the user, as `maxLoginAttempts` says.
    pub lockout: bool,
    /// The app's user (or the user of a JWT) has not approved it.
    pub consumer_not_approved: bool,
    pub client_credentials_disabled: bool,
    /// The app issues JWT-based access tokens, which SOAP refuses.
    pub jwt_tokens: bool,
    /// How long a session lives after its last use.
    pub session_minutes: u32,
    /// `Object` or `Object.Field`: what this org does not have.
    pub hidden: BTreeSet<String>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            locked: false,
            maintenance: false,
            trial_expired: false,
            api_disabled: false,
            soap_login_disabled: false,
            any_api_auth_enforced: true,
            trusted_network: false,
            password_expired: false,
            restricted_domain: false,
            restricted_time: false,
            moved: false,
            lockout: false,
            consumer_not_approved: false,
            client_credentials_disabled: false,
            jwt_tokens: false,
            session_minutes: 120,
            hidden: BTreeSet::new(),
        }
    }
}

/// How the user of the integration signs in. Made up: no secrets.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub username: String,
    pub password: String,
    pub security_token: String,
    pub client_id: String,
    pub client_secret: String,
    /// The key of the certificate that was uploaded to the app, as DER.
    pub public_key: Option<Vec<u8>>,
}

/// Which of the two users that programs sign in as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Reads how the org is configured.
    #[default]
    Reader,
    /// Reads what people write.
    Archiver,
}

/// A user that programs sign in as.
#[derive(Debug, Clone)]
pub struct Integration {
    pub credentials: Credentials,
    pub user_id: String,
    /// The permission set that gives that user its rights.
    pub rights_id: String,
    pub failed_logins: u32,
}

impl Integration {
    fn with(credentials: Credentials) -> Self {
        Self { credentials, user_id: String::new(), rights_id: String::new(), failed_logins: 0 }
    }
}

#[derive(Debug, Clone)]
pub struct Org {
    pub name: String,
    /// 18 letters.
    pub id: String,
    /// What tells this org's ids from others'.
    pub pod: String,
    /// The host of its My Domain, as a real one would be called.
    pub my_domain: String,
    pub reader: Integration,
    pub archiver: Integration,
    pub state: State,
    pub documents: Documents,
    /// Health Check values that no document holds.
    pub health: BTreeMap<String, String>,
    pub limits: Limits,
    pub chatter: Chatter,
    tables: HashMap<&'static str, Table>,
    numbers: HashMap<&'static str, u64>,
}

/// What an org begins with.
pub struct Beginning {
    pub name: String,
    pub pod: String,
    pub my_domain: String,
    pub credentials: Credentials,
    pub archiver: Credentials,
    pub documents: Documents,
    pub health: BTreeMap<String, String>,
}

impl Org {
    pub fn new(beginning: Beginning) -> Self {
        Self {
            id: ids::id("00D", &beginning.pod, 1),
            name: beginning.name,
            pod: beginning.pod,
            my_domain: beginning.my_domain,
            reader: Integration::with(beginning.credentials),
            archiver: Integration::with(beginning.archiver),
            state: State::default(),
            documents: beginning.documents,
            health: beginning.health,
            limits: Limits::default(),
            chatter: Chatter::default(),
            tables: HashMap::new(),
            numbers: HashMap::new(),
        }
    }

    pub fn integration(&self, who: Who) -> &Integration {
        match who {
            Who::Reader => &self.reader,
            Who::Archiver => &self.archiver,
        }
    }

    pub fn integration_mut(&mut self, who: Who) -> &mut Integration {
        match who {
            Who::Reader => &mut self.reader,
            Who::Archiver => &mut self.archiver,
        }
    }

    /// Whether the org lacks an object (with an empty field), or a field.
    pub fn hides(&self, object: &Object, field: &str) -> bool {
        let name = if field.is_empty() { object.name.clone() } else { format!("{}.{field}", object.name) };
        !self.state.hidden.is_empty() && self.state.hidden.contains(&name)
    }

    pub fn rows(&self, object: &Object) -> &[Arc<Row>] {
        self.tables.get(object.name.as_str()).map(|table| table.rows.as_slice()).unwrap_or_default()
    }

    /// The record of an id.
    pub fn find(&self, object: &Object, id: &str) -> Option<Arc<Row>> {
        if object.name == "Name" {
            return super::names::name(self, id).map(Arc::new);
        }
        self.tables.get(object.name.as_str())?.find(id)
    }

    /// The records that a plan leaves, in its order where it is no lookup.
    pub fn search<'a>(&'a self, object: &Object, plan: &'a Plan) -> Box<dyn Iterator<Item = Arc<Row>> + 'a> {
        match self.tables.get(object.name.as_str()) {
            Some(table) => table.search(plan),
            None => Box::new(std::iter::empty()),
        }
    }

    /// The records whose indexed reference is this id.
    pub fn referring(&self, object: &'static Object, field: &str, id: &str) -> Vec<Arc<Row>> {
        let Some(place) = object.place(field) else { return Vec::new() };
        let plan = Plan { references: Some((place, vec![id.to_owned()])), ..Plan::default() };
        self.search(object, &plan).collect()
    }

    /// The bytes behind a version of a file.
    pub fn content(&self, version: &str) -> Option<Content> {
        let held = self.chatter.contents.get(version).cloned();
        held.or_else(|| self.chatter.feed.as_ref()?.content(version))
    }

    /// Gives an object rows that are made.
    pub fn make(&mut self, object: &'static Object, made: Arc<dyn Made>) {
        self.tables.entry(&object.name).or_default().make(made);
    }

    /// A new id for a record of the object.
    pub fn next_id(&mut self, object: &'static Object) -> String {
        if object.name == "Organization" {
            return self.id.clone();
        }
        let number = self.numbers.entry(&object.name).or_insert(0);
        *number += 1;
        ids::id(&object.prefix, &self.pod, *number)
    }

    /// Adds a record of named values; what is not named is null, or false. Its id.
    pub fn add(&mut self, object: &'static Object, values: &[(&str, Value)]) -> String {
        let given = values.iter().find(|(name, _)| *name == "Id").and_then(|(_, value)| value.as_text());
        let id = given.map_or_else(|| self.next_id(object), str::to_owned);
        let mut row = blank(object);
        for (name, value) in values {
            if let Some(place) = object.place(name) {
                row[place] = value.clone();
            }
        }
        row[0] = Value::text(&id);
        self.tables.entry(&object.name).or_default().push(object, row);
        id
    }

    /// Adds a whole record.
    pub fn add_row(&mut self, object: &'static Object, row: Row) {
        self.tables.entry(&object.name).or_default().push(object, row);
    }

    /// Changes values of a record; those that were, by name. None: there is no such record.
    pub fn change(
        &mut self,
        object: &'static Object,
        id: &str,
        values: &[(&str, Value)],
    ) -> Option<Vec<(String, Value)>> {
        let table = self.tables.get_mut(object.name.as_str())?;
        let known = values.iter().filter_map(|(name, value)| Some((object.place(name)?, value.clone())));
        let known: Vec<(usize, Value)> = known.collect();
        let were = table.change(object, id, &known)?;
        let names = known.iter().map(|(place, _)| object.fields[*place].name.clone());
        Some(names.zip(were).collect())
    }

    /// Removes the records that fit.
    pub fn remove(&mut self, object: &Object, fits: impl Fn(&Row) -> bool) -> usize {
        self.tables.get_mut(object.name.as_str()).map_or(0, |table| table.remove(object, fits))
    }

    /// Removes one record, also one that is made when it is asked for.
    pub fn remove_one(&mut self, object: &Object, id: &str) -> bool {
        self.tables.get_mut(object.name.as_str()).is_some_and(|table| table.remove_one(object, id))
    }

    /// One value of a record.
    pub fn value(&self, object: &str, id: &str, field: &str) -> Value {
        let Some(object) = schema::object(object) else { return Value::Null };
        let place = object.place(field);
        match (self.find(object, id), place) {
            (Some(row), Some(place)) => row[place].clone(),
            _ => Value::Null,
        }
    }

    /// The first record whose field has this text.
    pub fn find_by(&self, object: &str, field: &str, text: &str) -> Option<Arc<Row>> {
        let object = schema::object(object)?;
        let place = object.place(field)?;
        let same = |row: &&Arc<Row>| row[place].as_text().is_some_and(|own| own.eq_ignore_ascii_case(text));
        self.rows(object).iter().find(same).cloned()
    }

    /// A value in a metadata document.
    pub fn document(&self, kind: &str, name: &str, pointer: &str) -> Option<&Json> {
        self.documents.get(kind)?.get(name)?.pointer(pointer)
    }

    /// What the users of an org may, from their profile, permission sets and groups.
    pub fn rights(&self, user_id: &str, now: Time) -> BTreeSet<&'static str> {
        let (Some(assignments), Some(sets)) =
            (schema::object("PermissionSetAssignment"), schema::object("PermissionSet"))
        else {
            return BTreeSet::new();
        };
        let at = |name: &str| assignments.place(name).unwrap_or_default();
        let (assignee, set, expires, active) =
            (at("AssigneeId"), at("PermissionSetId"), at("ExpirationDate"), at("IsActive"));
        let mut rights = BTreeSet::new();
        for row in self.rows(assignments) {
            let is_over = matches!(row[expires], Value::Time(end) if end <= now);
            if row[assignee].as_text() != Some(user_id) || is_over || !row[active].is_true() {
                continue;
            }
            let Some(given) = row[set].as_text().and_then(|id| self.find(sets, id)) else { continue };
            for name in schema::permissions() {
                let place = sets.place(&format!("Permissions{name}"));
                if place.is_some_and(|place| given[place].is_true()) {
                    rights.insert(name.as_str());
                }
            }
        }
        rights
    }
}

/// A record in which nothing is said.
pub fn blank(object: &Object) -> Row {
    let empty = |kind: Kind| if kind == Kind::Bool { Value::Bool(false) } else { Value::Null };
    object.fields.iter().map(|field| empty(field.kind)).collect()
}

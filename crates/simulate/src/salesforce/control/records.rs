//! Orders that change what an org holds; each writes its line in the audit trail.

use super::{
    super::{
        audit::{self, Line},
        groups,
        org::Org,
        schema::{self, Kind, Object},
        seed,
        value::Value as Cell,
    },
    Refusal, Shared, find, wrong,
};
use axum::{Json, extract::State};
use model::Time;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    org: String,
    #[serde(rename = "type")]
    kind: String,
    /// Settings have one name, which need not be said.
    #[serde(default)]
    name: Option<String>,
    /// Laid over the document; a null removes a key. A new name makes a document.
    #[serde(default)]
    merge: Option<Value>,
    /// Removes the whole document.
    #[serde(default)]
    remove: bool,
    #[serde(default)]
    operator: Option<String>,
}

/// Changes a metadata document, and with it the Health Check rows that are about the same.
pub async fn metadata(State(sim): Shared, Json(mut order): Json<Metadata>) -> Result<Json<Value>, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &order.org)?;
    let org = &mut world.orgs[place];
    let documents = org
        .documents
        .get_mut(&order.kind)
        .ok_or_else(|| wrong(format!("there is no metadata type “{}” here", order.kind)))?;
    let name = match order.name {
        Some(name) => name,
        None if documents.len() == 1 => documents.keys().next().cloned().unwrap_or_default(),
        None => return Err(wrong("say which of them: name")),
    };
    let was = documents.get(&name).cloned().unwrap_or_default();
    let lines = if order.remove {
        documents.remove(&name);
        let (action, section) = audit::of_object(&order.kind);
        vec![Line::new(action, section, format!("Deleted {name}"))]
    } else {
        let merge = order.merge.as_mut().ok_or_else(|| wrong("say what to change: merge, or remove"))?;
        seed::resolve_times(merge, now);
        let document = documents.entry(name.clone()).or_insert_with(|| json!({}));
        lay_over(document, merge);
        audit::lines(&order.kind, &name, &was, document)
    };
    let is = documents.get(&name).cloned().unwrap_or_default();
    for line in &lines {
        audit::note(org, order.operator.as_deref(), line, now);
    }
    Ok(Json(is))
}

/// JSON merge patch (RFC 7396).
fn lay_over(target: &mut Value, change: &Value) {
    let Value::Object(change) = change else {
        *target = change.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, value) in change {
        if value.is_null() {
            target.as_object_mut().and_then(|members| members.remove(name));
        } else {
            lay_over(&mut target[name], value);
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Health {
    org: String,
    durable_id: String,
    value: String,
    #[serde(default)]
    operator: Option<String>,
}

/// Sets a Health Check value that no metadata document holds.
pub async fn health(State(sim): Shared, Json(order): Json<Health>) -> Result<Json<Value>, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &order.org)?;
    let org = &mut world.orgs[place];
    let value = org.health.get_mut(&order.durable_id).ok_or_else(|| {
        wrong(format!("“{}” follows from metadata or records: change those", order.durable_id))
    })?;
    let was = std::mem::replace(value, order.value.clone());
    let display = format!("{}: changed from {was} to {}", order.durable_id, order.value);
    let line = Line::new("changedsessionsettings", "Security Controls", display);
    audit::note(org, order.operator.as_deref(), &line, now);
    Ok(Json(json!({ "was": was, "is": order.value })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    org: String,
    object: String,
    /// None: a new record.
    #[serde(default)]
    id: Option<String>,
    merge: Map<String, Value>,
    #[serde(default)]
    operator: Option<String>,
    /// False: the audit trail says nothing of it.
    #[serde(default = "yes")]
    audit: bool,
}

fn yes() -> bool {
    true
}

fn object_of(name: &str) -> Result<&'static Object, Refusal> {
    schema::object(name).ok_or_else(|| wrong(format!("there is no object “{name}”")))
}

/// Adds a record or changes one; its id.
pub async fn change(State(sim): Shared, Json(order): Json<Change>) -> Result<Json<Value>, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &order.org)?;
    let object = object_of(&order.object)?;
    let org = &mut world.orgs[place];
    let values = cells(object, &order.merge, now)?;
    let named: Vec<(&str, Cell)> = values.iter().map(|(name, cell)| (name.as_str(), cell.clone())).collect();
    let (id, display) = match &order.id {
        Some(id) => {
            let id = super::super::ids::long(id);
            let were = org
                .change(object, &id, &named)
                .ok_or_else(|| wrong(format!("there is no {} “{id}”", object.name)))?;
            let title = title(org, object, &id);
            let changes: Vec<String> = were
                .iter()
                .zip(&values)
                .map(|((name, was), (_, is))| {
                    let shown = |cell: &Cell| cell.in_xml().unwrap_or_else(|| "(none)".to_owned());
                    format!("{name} from {} to {}", shown(was), shown(is))
                })
                .collect();
            (id, format!("Changed {} {title}: {}", object.name, changes.join(", ")))
        }
        None => {
            let id = added(org, object, &named);
            let title = title(org, object, &id);
            (id, format!("Created {} {title}", object.name))
        }
    };
    if object.name.starts_with("PermissionSet") {
        groups::recalculate(org);
    }
    note(org, object, display, order.audit, order.operator.as_deref(), now);
    Ok(Json(json!({ "id": id })))
}

/// Adds a record with what comes with it.
fn added(org: &mut Org, object: &'static Object, named: &[(&str, Cell)]) -> String {
    let mut all = named.to_vec();
    let says = |name: &str| named.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let is_set = object.name == "PermissionSetAssignment" && !says("PermissionSetId");
    let group = named.iter().find(|(own, _)| *own == "PermissionSetGroupId").and_then(|(_, id)| id.as_text());
    if let Some(set) = group.filter(|_| is_set).and_then(|group| groups::set_of(org, group)) {
        all.push(("PermissionSetId", Cell::text(set)));
    }
    for (owner, name, value) in [
        ("PermissionSetAssignment", "IsActive", Cell::Bool(true)),
        ("User", "IsActive", Cell::Bool(true)),
        ("User", "UserType", "Standard".into()),
        ("PermissionSet", "Type", "Regular".into()),
    ] {
        if object.name == owner && !says(name) {
            all.push((name, value));
        }
    }
    let id = org.add(object, &all);
    match object.name.as_str() {
        "User" => groups::accompany_user(org, &id, false, &|_| false),
        "Profile" => {
            groups::set_of_profile(org, &id);
        }
        _ => {}
    }
    id
}

fn note(org: &mut Org, object: &Object, display: String, audit: bool, operator: Option<&str>, now: Time) {
    let is_log = matches!(object.name.as_str(), "SetupAuditTrail" | "LoginHistory");
    if audit && !is_log {
        let (action, section) = audit::of_object(&object.name);
        let line = Line::new(action, section, display);
        audit::note(org, operator, &line, now);
    }
}

/// What a record is called.
fn title(org: &Org, object: &Object, id: &str) -> String {
    let names = ["Name", "DeveloperName", "Username", "SiteName", "Domain", "QualifiedApiName"];
    let name = names.iter().find_map(|field| org.value(&object.name, id, field).in_xml());
    name.unwrap_or_else(|| id.to_owned())
}

fn cells(object: &Object, merge: &Map<String, Value>, now: Time) -> Result<Vec<(String, Cell)>, Refusal> {
    merge
        .iter()
        .map(|(name, value)| {
            let place =
                object.place(name).ok_or_else(|| wrong(format!("{} has no field “{name}”", object.name)))?;
            let field = &object.fields[place];
            let cell = match (field.kind, value) {
                (_, Value::Null) => Cell::Null,
                (Kind::Bool, Value::Bool(flag)) => Cell::Bool(*flag),
                (Kind::Int, Value::Number(number)) => Cell::Int(number.as_i64().unwrap_or_default()),
                (Kind::Time, Value::String(text)) => {
                    Cell::Time(seed::relative(text, now).or_else(|| text.parse().ok()).ok_or_else(|| {
                        wrong(format!("“{text}” is no time: say =-5h, =+30d or 2026-11-21T08:00:00Z"))
                    })?)
                }
                (Kind::Text | Kind::Id | Kind::Reference, Value::String(text)) => {
                    let text =
                        if field.kind == Kind::Text { text.clone() } else { super::super::ids::long(text) };
                    Cell::text(text)
                }
                _ => return Err(wrong(format!("{value} is no value of {}.{name}", object.name))),
            };
            Ok((field.name.clone(), cell))
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    org: String,
    object: String,
    /// None: all of them.
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    operator: Option<String>,
}

/// Removes one record, or all of an object.
pub async fn remove(State(sim): Shared, Json(order): Json<Removal>) -> Result<Json<Value>, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &order.org)?;
    let object = object_of(&order.object)?;
    let org = &mut world.orgs[place];
    let id = order.id.as_deref().map(super::super::ids::long);
    let title = id.as_deref().map_or_else(|| "(all)".to_owned(), |id| title(org, object, id));
    let removed = org.remove(object, |row| id.is_none() || row[0].as_text() == id.as_deref());
    if removed == 0 && id.is_some() {
        return Err(wrong(format!("there is no such {}", object.name)));
    }
    if object.name.starts_with("PermissionSet") {
        groups::recalculate(org);
    }
    note(org, object, format!("Deleted {} {title}", object.name), true, order.operator.as_deref(), now);
    Ok(Json(json!({ "removed": removed })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trail {
    org: String,
    action: String,
    section: String,
    display: String,
    #[serde(default)]
    minutes_ago: u64,
    #[serde(default)]
    delegate: Option<String>,
    #[serde(default)]
    operator: Option<String>,
}

/// Adds a line to the audit trail.
pub async fn audit_trail(State(sim): Shared, Json(order): Json<Trail>) -> Result<Json<Value>, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &order.org)?;
    let at = now.minus(std::time::Duration::from_secs(order.minutes_ago * 60));
    let line = Line { delegate: order.delegate, ..Line::new(&order.action, &order.section, order.display) };
    audit::note(&mut world.orgs[place], order.operator.as_deref(), &line, at);
    Ok(Json(json!({ "at": at })))
}

//! Orders about signing in: rights, the org's state, passwords, certificates, sessions, the quota.

use super::{
    super::{
        Access, access as sign_in, jwt,
        org::{State as OrgState, Who},
        schema,
        value::Value as Cell,
        world::letters,
    },
    Refusal, Shared, find, wrong,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rights {
    org: String,
    #[serde(default)]
    user: Who,
    permissions: Vec<String>,
}

/// Sets what the permission set of the signed-in user gives; what it does not give counts from then on, Use Any API
/// Auth too.
pub async fn rights(State(sim): Shared, Json(order): Json<Rights>) -> Result<Json<Value>, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &order.org)?;
    let known = schema::permissions();
    let wanted: Vec<&str> =
        order.permissions.iter().map(|name| name.strip_prefix("Permissions").unwrap_or(name)).collect();
    if let Some(unknown) = wanted.iter().find(|name| !known.iter().any(|own| own == *name)) {
        return Err(wrong(format!(
            "there is no permission “{unknown}”; the ones there are: {}",
            known.join(", ")
        )));
    }
    let org = &mut world.orgs[place];
    let columns: Vec<(String, Cell)> = known
        .iter()
        .map(|name| (format!("Permissions{name}"), Cell::Bool(wanted.contains(&name.as_str()))))
        .collect();
    let values: Vec<(&str, Cell)> =
        columns.iter().map(|(name, cell)| (name.as_str(), cell.clone())).collect();
    org.state.any_api_auth_enforced = true;
    let id = org.integration(order.user).rights_id.clone();
    if let Some(object) = schema::object("PermissionSet") {
        org.change(object, &id, &values);
    }
    Ok(Json(json!({ "rights": org.rights(&org.integration(order.user).user_id, sim.now()) })))
}

#[derive(Deserialize)]
pub struct OfOrg {
    org: String,
}

pub async fn state(State(sim): Shared, Json(order): Json<OfOrg>) -> Result<Json<OrgState>, Refusal> {
    let world = sim.world();
    Ok(Json(world.orgs[find(&world, &order.org)?].state.clone()))
}

/// Lays the given keys over the org's state; `user_locked` and `user_frozen` are about its user.
pub async fn set_state(State(sim): Shared, Json(mut order): Json<Value>) -> Result<Json<OrgState>, Refusal> {
    let mut world = sim.world();
    let keys = order.as_object_mut().ok_or_else(|| wrong("the body is no JSON object"))?;
    let name = keys.remove("org").unwrap_or_default();
    let place = find(&world, name.as_str().unwrap_or_default())?;
    let org = &mut world.orgs[place];
    let who: Who = match keys.remove("user") {
        Some(who) => serde_json::from_value(who).map_err(|error| wrong(error.to_string()))?,
        None => Who::default(),
    };
    for (key, field) in [("user_locked", "IsPasswordLocked"), ("user_frozen", "IsFrozen")] {
        if let Some(flag) = keys.remove(key) {
            sign_in::set_login(org, who, field, flag == true);
        }
    }
    if let Some(flag) = keys.remove("user_active") {
        let id = org.integration(who).user_id.clone();
        if let Some(object) = schema::object("User") {
            org.change(object, &id, &[("IsActive", Cell::Bool(flag == true))]);
        }
    }
    let mut state = json!(org.state);
    for (key, value) in keys.iter() {
        state[key] = value.clone();
    }
    org.state = serde_json::from_value(state).map_err(|error| wrong(error.to_string()))?;
    Ok(Json(org.state.clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    org: String,
    #[serde(default)]
    user: Who,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    password: Option<String>,
    /// Without a password: *Reset My Security Token* alone.
    #[serde(default)]
    token_only: bool,
}

/// Changes the password: the security token is made anew and the user's sessions end.
pub async fn password(State(sim): Shared, Json(order): Json<Password>) -> Result<Json<Access>, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &order.org)?;
    let token = letters(sim.random.as_ref(), 24).replace(['.', '_'], "x");
    let user_id = world.orgs[place].integration(order.user).user_id.clone();
    if !order.token_only {
        world.end_sessions(place, Some(&user_id));
    }
    let org = &mut world.orgs[place];
    org.integration_mut(order.user).credentials.security_token = token;
    if let Some(username) = order.username {
        if let Some(object) = schema::object("User") {
            org.change(object, &user_id, &[("Username", Cell::text(&username))]);
        }
        org.integration_mut(order.user).credentials.username = username;
    }
    if !order.token_only {
        org.state.password_expired = false;
        let made = || format!("changed-{}", letters(sim.random.as_ref(), 12));
        org.integration_mut(order.user).credentials.password = order.password.unwrap_or_else(made);
    }
    Ok(Json(Access::to(org)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    org: String,
    #[serde(default)]
    user: Who,
    /// Null takes it away.
    #[serde(alias = "certificate")]
    pem: Option<String>,
}

/// Uploads the certificate that assertions of the JWT bearer flow are verified with.
pub async fn certificate(State(sim): Shared, Json(order): Json<Certificate>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &order.org)?;
    let key = match &order.pem {
        Some(pem) => Some(jwt::public_key(pem).ok_or_else(|| wrong("this is no X.509 certificate as PEM"))?),
        None => None,
    };
    world.orgs[place].integration_mut(order.user).credentials.public_key = key;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all sessions of an org.
pub async fn expire(State(sim): Shared, Json(order): Json<OfOrg>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &order.org)?;
    world.end_sessions(place, None);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    org: String,
    #[serde(default)]
    used: Option<u32>,
    #[serde(default)]
    limit: Option<u32>,
}

/// Sets how many API calls the org may make in 24 hours, and has made.
pub async fn limits(State(sim): Shared, Json(order): Json<Quota>) -> Result<Json<Value>, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &order.org)?;
    let (limits, now) = (&mut world.orgs[place].limits, sim.now());
    if let Some(limit) = order.limit {
        limits.limit = limit;
    }
    if let Some(used) = order.used {
        limits.set_used(used, now);
    }
    Ok(Json(json!({ "used": limits.used(now), "limit": limits.limit })))
}

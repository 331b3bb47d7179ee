//! The control API under `/_simulate/`; the crate's documentation lists it.

mod access;
mod chatter;
mod records;

use super::{
    Access,
    chatter::feed,
    fault::{self, Fault},
    generated,
    world::{Sim, World},
};
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

type Shared = State<Arc<Sim>>;

/// A sentence for the person or program that ordered something impossible.
pub struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}

/// The place of the org of a name or an id.
fn find(world: &World, name: &str) -> Result<usize, Refusal> {
    world.place(name).ok_or_else(|| {
        let words =
            format!("there is no org “{name}”; say tidy, careless, a name that was made, or an org id");
        Refusal(StatusCode::NOT_FOUND, words)
    })
}

fn wrong(words: impl Into<String>) -> Refusal {
    Refusal(StatusCode::UNPROCESSABLE_ENTITY, words.into())
}

/// The routes, to be nested under `/_simulate`.
pub fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/orgs", get(orgs).post(add_org))
        .route("/faults", get(faults).post(order_fault).delete(withdraw_faults))
        .route("/clock", get(clock).post(advance))
        .route("/rights", put(access::rights))
        .route("/state", get(access::state).put(access::set_state))
        .route("/password", put(access::password))
        .route("/certificate", put(access::certificate))
        .route("/sessions/expire", post(access::expire))
        .route("/limits", put(access::limits))
        .route("/metadata", post(records::metadata))
        .route("/health", post(records::health))
        .route("/records", post(records::change).delete(records::remove))
        .route("/audit_trail", post(records::audit_trail))
        .route("/orgs/{org}/chatter", post(chatter::actions))
        .route("/orgs/{org}/chatter/day", post(chatter::day))
        .route("/orgs/{org}/chatter/expected", get(chatter::expected))
        .route("/orgs/{org}/chatter/limit", put(chatter::limit))
        .route("/orgs/{org}/chatter/{action}", post(chatter::action))
        .route("/requests", get(requests).delete(forget_requests))
}

async fn orgs(State(sim): Shared) -> Json<Value> {
    let world = sim.world();
    let now = sim.now();
    let orgs: Vec<Value> = world
        .orgs
        .iter()
        .map(|org| {
            json!({
                "access": Access::to(org), "state": org.state, "rights": org.rights(&org.reader.user_id, now),
                "archiver_rights": org.rights(&org.archiver.user_id, now),
                "api_calls": { "used": org.limits.used(now), "limit": org.limits.limit },
            })
        })
        .collect();
    Json(json!({ "orgs": orgs }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOrg {
    name: String,
    users: usize,
    /// Posts and comments of a large feed.
    #[serde(default)]
    feed_items: Option<usize>,
    /// Bytes of the file on each tenth of them.
    #[serde(default)]
    feed_file_bytes: Option<u64>,
}

async fn add_org(State(sim): Shared, Json(order): Json<NewOrg>) -> Result<Json<Value>, Refusal> {
    if !order.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        || order.name.is_empty()
    {
        return Err(wrong("the name of an org is of small letters and digits"));
    }
    if !(1..=generated::USERS_MAX).contains(&order.users) {
        return Err(wrong(format!("an org has 1 to {} users", generated::USERS_MAX)));
    }
    let most = feed::ITEMS_MAX;
    if order.feed_items.is_some_and(|items| !(1..=most).contains(&items) || order.users < feed::MEMBERS) {
        return Err(wrong(format!(
            "a feed has 1 to {most} items, and its org {} users at least",
            feed::MEMBERS
        )));
    }
    let feed = order.feed_items.map(|items| feed::Size { items, file_bytes: order.feed_file_bytes });
    let size = generated::Size { users: order.users, feed };
    let number = sim.world().orgs.len();
    if sim.world().place(&order.name).is_some() {
        return Err(wrong(format!("there is an org “{}” already", order.name)));
    }
    let org =
        generated::org(&order.name, size, number, sim.now()).map_err(|error| wrong(error.to_string()))?;
    let access = Access::to(&org);
    sim.world().orgs.push(org);
    Ok(Json(json!(access)))
}

async fn faults(State(sim): Shared) -> Json<Value> {
    Json(fault::shown(&sim.world().faults))
}

async fn order_fault(State(sim): Shared, Json(fault): Json<Fault>) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    if let Some(name) = &fault.org {
        find(&world, name)?;
    }
    world.faults.push(fault);
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw_faults(State(sim): Shared) -> StatusCode {
    sim.world().faults.clear();
    StatusCode::NO_CONTENT
}

async fn clock(State(sim): Shared) -> Json<Value> {
    Json(json!({ "now": sim.now() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: u64,
}

async fn advance(State(sim): Shared, Json(order): Json<Advance>) -> Json<Value> {
    sim.clock.advance(Duration::from_millis(order.advance_ms));
    Json(json!({ "now": sim.now() }))
}

async fn requests(State(sim): Shared) -> Json<Value> {
    Json(json!({ "requests": sim.world().log }))
}

async fn forget_requests(State(sim): Shared) -> StatusCode {
    sim.world().log.clear();
    StatusCode::NO_CONTENT
}

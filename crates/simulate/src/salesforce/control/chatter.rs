//! Orders about what people write: actions one by one, a day's life, and what mailboxes should hold of it.

use super::{
    super::{
        chatter::{
            act::{self, Action},
            content::Content,
            day, journal,
        },
        org::Org,
        schema,
        table::Plan,
        world::Sim,
    },
    Refusal, Shared, find, wrong,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use model::Time;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Made rows shown at once.
const MADE_MAX: usize = 10_000;

/// The action of an order, with the digests of its files: they take a while, and nothing else waits for them.
async fn prepared(sim: &Sim, order: Value) -> Result<Action, Refusal> {
    let mut action: Action = serde_json::from_value(order).map_err(|error| wrong(error.to_string()))?;
    for file in act::files_of(&mut action) {
        let seed = file.seed.unwrap_or_else(|| {
            let mut bytes = [0; 8];
            sim.random.fill(&mut bytes);
            u64::from_le_bytes(bytes)
        });
        file.seed = Some(seed);
        let (sort, size) = (file.sort, file.size);
        let reckoned = tokio::task::spawn_blocking(move || Content::of(sort, seed, size).md5());
        file.checksum = Some(reckoned.await.map_err(|error| wrong(error.to_string()))?);
    }
    Ok(action)
}

fn done(sim: &Sim, org: &str, action: &Action) -> Result<Value, Refusal> {
    let (mut world, now) = (sim.world(), sim.now());
    world.live(now);
    let place = find(&world, org)?;
    act::act(&mut world.orgs[place], action, now).map_err(wrong)
}

/// One action, named in the path: `POST orgs/tidy/chatter/post`.
pub async fn action(
    State(sim): Shared,
    Path((org, name)): Path<(String, String)>,
    Json(mut order): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    if !order.is_object() {
        return Err(wrong("the body is no JSON object"));
    }
    order["do"] = name.into();
    let action = prepared(&sim, order).await?;
    Ok(Json(done(&sim, &org, &action)?))
}

/// Several actions, each with `do`, one after another.
pub async fn actions(
    State(sim): Shared,
    Path(org): Path<String>,
    Json(orders): Json<Vec<Value>>,
) -> Result<Json<Value>, Refusal> {
    let mut told = Vec::new();
    for order in orders {
        let action = prepared(&sim, order).await?;
        told.push(done(&sim, &org, &action)?);
    }
    Ok(Json(Value::Array(told)))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Day {
    /// Over how long it is spread from now on; 0: all happens now.
    over_s: u64,
}

/// A day's life.
pub async fn day(
    State(sim): Shared,
    Path(org): Path<String>,
    order: Option<Json<Option<Day>>>,
) -> Result<Json<Value>, Refusal> {
    let over = Duration::from_secs(order.and_then(|Json(order)| order).unwrap_or_default().over_s);
    let (mut world, now) = (sim.world(), sim.now());
    let place = find(&world, &org)?;
    let many = day::order(&mut world.orgs[place], now, over).map_err(wrong)?;
    world.live(now);
    Ok(Json(json!({ "actions": many, "from": now, "until": now.plus(over) })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Calls of Connect REST that a user may make in an hour.
    connect_calls: usize,
}

pub async fn limit(
    State(sim): Shared,
    Path(org): Path<String>,
    Json(order): Json<Limit>,
) -> Result<StatusCode, Refusal> {
    let mut world = sim.world();
    let place = find(&world, &org)?;
    world.orgs[place].chatter.connect_limit = order.connect_calls;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Expected {
    /// Only what happened from then on.
    from: Option<Time>,
    until: Option<Time>,
    /// Rows of a generated feed too, from this number on.
    made_from: Option<usize>,
    made_many: Option<usize>,
}

/// What mailboxes should hold: each revision with the people it belongs to, and the people.
pub async fn expected(
    State(sim): Shared,
    Path(org): Path<String>,
    Query(asked): Query<Expected>,
) -> Result<Json<Value>, Refusal> {
    let mut world = sim.world();
    world.live(sim.now());
    let org = &world.orgs[find(&world, &org)?];
    let within =
        |at: Time| asked.from.is_none_or(|from| at >= from) && asked.until.is_none_or(|until| at < until);
    let mut revisions: Vec<Value> =
        org.chatter.journal.entries().iter().filter(|one| within(one.at)).map(|one| json!(one)).collect();
    if asked.made_from.is_some() || asked.made_many.is_some() {
        let many = asked.made_many.unwrap_or(MADE_MAX).min(MADE_MAX);
        revisions.extend(made(org, asked.made_from.unwrap_or(0), many));
    }
    Ok(Json(json!({ "revisions": revisions, "people": people(org) })))
}

fn made(org: &Org, from: usize, many: usize) -> Vec<Value> {
    let all = ["FeedItem", "FeedComment"].into_iter().filter_map(schema::object);
    let plan = Plan { by_id: true, ..Plan::default() };
    let noted = |id: &str| org.chatter.journal.knows(id);
    let rows = all.flat_map(|object| org.search(object, &plan));
    let ids = rows.filter_map(|row| row[0].as_text().map(str::to_owned)).filter(|id| !noted(id));
    ids.skip(from).take(many).map(|id| json!(journal::of_made(org, &id))).collect()
}

fn people(org: &Org) -> Vec<Value> {
    let Some(users) = schema::object("User") else { return Vec::new() };
    let rows = org.rows(users).iter().filter_map(|row| row[0].as_text());
    let shown = |id: &str| {
        let value = |field: &str| org.value("User", id, field).in_json();
        json!({
            "id": id, "name": value("Name"), "username": value("Username"), "email": value("Email"),
            "active": value("IsActive"),
        })
    };
    rows.map(shown).collect()
}

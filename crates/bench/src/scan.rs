//! A full scan of an account with 5,000 people, four roles and five groups, against the same calls made one after
//! the other by a client that reads the answers and does nothing with them. The simulator's limits are off.

use crate::{
    house::{House, until},
    measure::{self, Spread},
};
use anyhow::{Context, Result, ensure};
use model::Time;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

const USERS: usize = 5_000;
const ROUNDS: usize = 7;

pub async fn run() -> Result<()> {
    let house = House::start("zoom", USERS).await?;
    let id = house.activate("Large", &house.large()?, &house.terms().await?).await?;
    completed(&house, &id, None).await?;
    let peak = house.peak_kb()?;
    let (mut ours, mut plain, mut calls) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        house.control(Method::DELETE, "requests", None).await?;
        let path = format!("/api/v1/instances/{id}/refresh");
        let asked = house.call(Method::POST, &path, Some(&json!({}))).await?;
        let run = completed(&house, &id, asked["run"].as_str()).await?;
        ours.push(moment(&run, "ended_at")?.since(moment(&run, "started_at")?));
        calls = made(&house).await?;
        plain.push(replay(&house, &calls).await?);
    }
    let names = ["ours: read, kept, judged (bound: 3 s)", "anchor: the same calls by a plain client"];
    let title = format!("a full scan of {USERS} people, 4 roles, 5 groups, limits off");
    measure::print(&title, &names, &[Spread::of(ours), Spread::of(plain)]);
    let count = |is: fn(&str) -> bool| calls.iter().filter(|call| is(call)).count();
    let groups = count(|call| call.starts_with("/v2/groups/"));
    let sign_ins = count(|call| call.starts_with("/v2/report/activities"));
    println!(
        "  calls: {} in all; of these {groups} for settings of groups and {sign_ins} for sign-ins, which leaves {} \
         (bound: 60)",
        calls.len(),
        calls.len() - groups - sign_ins
    );
    let after = house.peak_kb()?;
    println!(
        "  most memory resident: {:.1} MB after the first scan, {:.1} MB after {} (bound: 60 MB)",
        peak as f64 / 1024.0,
        after as f64 / 1024.0,
        ROUNDS + 1
    );
    Ok(())
}

/// The run of that id once it is complete, or the first one.
pub async fn completed(house: &House, instance: &str, id: Option<&str>) -> Result<Value> {
    let path = format!("/api/v1/instances/{instance}/runs");
    let run = until("the run ends", async || {
        let runs = house.call(Method::GET, &path, None).await?;
        let runs = runs["items"].as_array().cloned().unwrap_or_default();
        let is_it = |run: &Value| id.is_none_or(|id| run["id"] == id) && !run["ended_at"].is_null();
        Ok(runs.into_iter().find(is_it))
    })
    .await?;
    ensure!(run["state"] == "complete", "the run is not complete: {run:#}");
    Ok(run)
}

pub fn moment(run: &Value, key: &str) -> Result<Time> {
    run[key].as_str().with_context(|| format!("the run has no {key}"))?.parse().context("a time")
}

/// Path and query of every call of the API that the simulator saw.
async fn made(house: &House) -> Result<Vec<String>> {
    let log = house.control(Method::GET, "requests", None).await?;
    let lines = log["requests"].as_array().cloned().unwrap_or_default();
    let text = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let calls = lines.iter().filter(|line| text(line, "path").starts_with("/v2/"));
    Ok(calls.map(|line| format!("{}?{}", text(line, "path"), text(line, "query"))).collect())
}

/// The same calls one after the other; page tokens are good for a quarter of an hour.
async fn replay(house: &House, calls: &[String]) -> Result<Duration> {
    let access = house.large()?;
    let text = |key: &str| access[key].as_str().unwrap_or_default().to_owned();
    let form = [("grant_type", "account_credentials".to_owned()), ("account_id", text("account_id"))];
    let request = house.http.post(format!("{}/oauth/token", house.service_base));
    let request = request.basic_auth(text("client_id"), Some(text("client_secret"))).form(&form);
    let reply: Value = request.send().await?.json().await?;
    let token = reply["access_token"].as_str().context("a token")?;
    let clock = measure::Stopwatch::start();
    for call in calls {
        let answer =
            house.http.get(format!("{}{call}", house.service_base)).bearer_auth(token).send().await?;
        ensure!(answer.status().is_success(), "{call} answered {}", answer.status());
        let _: Value = answer.json().await?;
    }
    Ok(clock.elapsed())
}

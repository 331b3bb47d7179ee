//! A full read of a Salesforce org with 2,000 users, 500 permission sets, 10,000 assignments and 50,000 log-ins in the
//! window, against the same read with nothing kept and nothing judged. The simulator's limits are off.

use crate::{
    checks::{self, Readings},
    house::House,
    measure::{self, Spread, Stopwatch},
    scan::{completed, moment},
};
use anyhow::{Result, anyhow, ensure};
use assure::{Catalog, Judge};
use connect::source::{Source, WholeSet, salesforce::Salesforce};
use model::{Clock, Presence, Reading, Secret, SignalName, SystemClock, Time};
use reqwest::Method;
use serde_json::{Value, json};
use std::{collections::BTreeMap, hint::black_box, sync::Arc, time::Duration};

const USERS: usize = 2_000;
const ROUNDS: usize = 5;

pub async fn run() -> Result<()> {
    let house = House::start("salesforce", USERS).await?;
    let idle = house.peak_kb()?;
    let access = house.large()?;
    let id = house.activate("Large", &access, &house.terms().await?).await?;
    completed(&house, &id, None).await?;
    let source = Salesforce::new(Some(house.service_base.parse()?), Arc::new(SystemClock))?;
    let (mut ours, mut alone, mut judged, mut calls) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let catalog = checks::catalog()?;
    let judge = Judge::new(&catalog);
    for _ in 0..ROUNDS {
        house.control(Method::DELETE, "requests", None).await?;
        let asked =
            house.call(Method::POST, &format!("/api/v1/instances/{id}/refresh"), Some(&json!({}))).await?;
        let run = completed(&house, &id, asked["run"].as_str()).await?;
        ours.push(moment(&run, "ended_at")?.since(moment(&run, "started_at")?));
        let log = house.control(Method::GET, "requests", None).await?;
        calls = log["requests"].as_array().map_or(0, Vec::len);
        let (took, readings) = read(&source, &access).await?;
        alone.push(took);
        judged.push(judge_all(&catalog, &judge, &readings)?);
    }
    let names =
        ["ours: read, joined, kept, judged (bound: 5 s)", "anchor: read and joined, nothing kept or judged"];
    let title = format!("an org of {USERS} users, 500 permission sets, 10,000 assignments, 50,000 log-ins");
    measure::print(&title, &names, &[Spread::of(ours), Spread::of(alone)]);
    let judged = Spread::of(judged).median;
    println!("  all checks on what was read: {:.1} ms (bound: 300 ms)", judged.as_secs_f64() * 1e3);
    println!("  calls: {calls} (bound: 120)");
    println!(
        "  most memory resident: {:.1} MB, of which {:.1} MB before it began (bound: 100 MB)",
        house.peak_kb()? as f64 / 1024.0,
        idle as f64 / 1024.0
    );
    Ok(())
}

/// Judges every check of Salesforce.
fn judge_all(catalog: &Catalog, judge: &Judge, readings: &Readings) -> Result<Duration> {
    let (service, none, now) = ("salesforce".parse()?, BTreeMap::new(), SystemClock.now());
    let clock = Stopwatch::start();
    for check in catalog.checks_of(&service) {
        black_box(judge.evaluate(check, readings, &none, now));
    }
    Ok(clock.elapsed())
}

/// Reads every set to its end, as the engine does, and keeps nothing.
async fn read(source: &Salesforce, access: &Value) -> Result<(Duration, Readings)> {
    let text = |key: &str| Secret::new(access[key].as_str().unwrap_or_default());
    let form = [
        ("method", Secret::new("client-credentials")),
        ("domain", text("my_domain")),
        ("client_id", text("client_id")),
        ("client_secret", text("client_secret")),
    ];
    let form = form.map(|(field, value)| (field.to_owned(), value)).into();
    let account = source.open(&form).map_err(|problems| anyhow!("{problems:?}"))?;
    let clock = Stopwatch::start();
    let mut all = WholeSet::new();
    for spec in source.sets() {
        let mut whole = WholeSet::new();
        let mut cursor = None;
        loop {
            let page = account.read_page(&spec.name, cursor.as_ref()).await?;
            for part in page.parts {
                match (whole.get_mut(&part.signal), part.presence) {
                    (Some((Presence::Table(all), _)), Presence::Table(more)) => {
                        all.rows.extend(more.rows);
                        all.complete = more.complete;
                    }
                    (_, presence) => {
                        whole.insert(part.signal, (presence, part.read_at));
                    }
                }
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        source.reduce(&spec.name, &mut whole);
        ensure!(whole.len() == spec.signals.len(), "“{}” did not come whole", spec.name);
        all.extend(whole);
    }
    let took = clock.elapsed();
    let reading = |(signal, (presence, read_at)): (SignalName, (Presence, Time))| {
        (signal.clone(), Reading { signal, presence, read_at, recorded_at: read_at })
    };
    Ok((took, all.into_iter().map(reading).collect()))
}

//! A thousand instances on SQLite: judging and keeping all checks of all of them anew, against writing the same
//! rows into a bare file; then reads at 200 requests a second, as a ratio to `/healthz`.

use crate::{
    house::House,
    measure::{self, Spread, Stopwatch},
};
use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::json;
use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};
use tokio::task::JoinSet;

/// Instances, unless `BENCH_INSTANCES` says another number.
const INSTANCES: usize = 1_000;
/// People of each account: what is judged does not grow with them.
const USERS: usize = 3;
/// Activations under way at once.
const AT_ONCE: usize = 8;
const REQUESTS_PER_SECOND: u32 = 200;
const SECONDS: u32 = 10;
/// Rounds of each path, in turn.
const ROUNDS: usize = 3;

/// Waits until a query's number is at least the wanted one.
const WAIT: &str = r"
import sqlite3, sys, time
file, sql, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
while True:
    try:
        base = sqlite3.connect(f'file:{file}?mode=ro', uri=True, timeout=10)
        while base.execute(sql).fetchone()[0] < wanted:
            time.sleep(0.02)
        break
    except sqlite3.OperationalError:
        time.sleep(0.02)
";
/// 1 once no job runs or is due.
const NOTHING_IS_DUE: &str = "SELECT count(*) = 0 FROM job WHERE state = 'running' OR state = 'waiting' AND \
                              due <= CAST(strftime('%s', 'now') AS INTEGER) * 1000";
/// Takes all outcomes away; prints how many there were.
const FORGET: &str = r"
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], timeout=10)
print(base.execute('SELECT count(*) FROM outcome WHERE closed_at IS NULL').fetchone()[0])
base.execute('DELETE FROM outcome')
base.commit()
";
/// Writes the same rows into a bare file, a transaction an instance; prints the seconds.
const BARE: &str = r#"
import os, sqlite3, sys, tempfile, time
base = sqlite3.connect(f'file:{sys.argv[1]}?mode=ro', uri=True, timeout=10)
made = [row[0] for row in base.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'outcome' AND sql NOT NULL")]
rows = {}
for row in base.execute('SELECT * FROM outcome ORDER BY instance'):
    rows.setdefault(row[1], []).append(row)
with tempfile.TemporaryDirectory(dir=os.path.dirname(sys.argv[1])) as folder:
    bare = sqlite3.connect(os.path.join(folder, 'bare.db'))
    bare.execute('PRAGMA journal_mode = WAL')
    for sql in made:
        bare.execute(sql)
    bare.commit()
    begun = time.monotonic()
    for some in rows.values():
        bare.executemany('INSERT INTO outcome VALUES (' + ','.join('?' * len(some[0])) + ')', some)
        bare.commit()
    print(time.monotonic() - begun)
"#;

pub async fn run() -> Result<()> {
    let wanted = std::env::var("BENCH_INSTANCES").ok().map_or(Ok(INSTANCES), |text| text.parse())?;
    let mut house = House::start("zoom", USERS).await?;
    let clock = Stopwatch::start();
    activate(&house, wanted).await?;
    let runs = "SELECT count(DISTINCT instance) FROM run WHERE state = 'complete'";
    ended(python(WAIT, &[&house.database().display().to_string(), runs, &wanted.to_string()])?).await?;
    println!("\n{wanted} instances activated and read for the first time in {:.0?}", clock.elapsed());
    judge(&mut house, wanted).await?;
    let body = json!({
        "name": "Benchmark", "regulation": "cis-zoom-1.0", "group": { "name": "Default" }, "services": ["zoom"],
        "covers": "all", "instances": [],
    });
    house.call(Method::POST, "/api/v1/assessments", Some(&body)).await?;
    reads(&house, wanted).await
}

async fn activate(house: &House, wanted: usize) -> Result<()> {
    let terms = house.terms().await?;
    let http = house.http.clone();
    let mut under_way = JoinSet::new();
    for number in 0..wanted {
        if under_way.len() >= AT_ONCE {
            under_way.join_next().await.context("one is under way")???;
        }
        let order = json!({ "name": format!("a{number:04}"), "users": USERS });
        let access = house.control(Method::POST, "accounts", Some(&order)).await?;
        let body = json!({
            "connector": "zoom", "name": format!("Account {number:04}"), "terms_version": terms,
            "credentials": {
                "account_id": access["account_id"], "client_id": access["client_id"],
                "client_secret": access["client_secret"],
            },
        });
        let request = http.post(format!("{}/api/v1/instances", house.base)).bearer_auth(&house.token);
        under_way.spawn(async move {
            let answer = request.json(&body).send().await?;
            let status = answer.status();
            ensure!(status.is_success(), "activating answered {status}: {}", answer.text().await?);
            Ok::<_, anyhow::Error>(())
        });
    }
    while let Some(done) = under_way.join_next().await {
        done??;
    }
    Ok(())
}

/// All outcomes are taken away while the server is down; at its start it judges what was read anew, and does nothing
/// else: what was due before is done.
async fn judge(house: &mut House, instances: usize) -> Result<()> {
    let database = house.database().display().to_string();
    ended(python(WAIT, &[&database, NOTHING_IS_DUE, "1"])?).await?;
    let file = house.stop()?.display().to_string();
    let counted = output(python(FORGET, &[&file])?)?;
    let outcomes: u64 = counted.trim().parse()?;
    let open = "SELECT count(*) FROM outcome WHERE closed_at IS NULL";
    house.restart().await?;
    let clock = Stopwatch::start();
    ended(python(WAIT, &[&file, open, &outcomes.to_string()])?).await?;
    let ours = clock.elapsed();
    let bare = Duration::from_secs_f64(output(python(BARE, &[&file])?)?.trim().parse()?);
    let title =
        format!("{instances} instances × all checks: {outcomes} outcomes judged and kept on SQLite, once");
    let names = ["ours, from ready to the last (bound: 10 s)", "anchor: the same rows into a bare file"];
    measure::print(&title, &names, &[Spread::of(vec![ours]), Spread::of(vec![bare])]);
    println!("  most memory resident: {:.1} MB", house.peak_kb()? as f64 / 1024.0);
    Ok(())
}

async fn reads(house: &House, instances: usize) -> Result<()> {
    let paths = ["/healthz", "/api/v1/instances", "/api/v1/actions", "/api/v1/overview"];
    let mut seen = vec![Seen::default(); paths.len()];
    for _ in 0..ROUNDS {
        for (path, seen) in paths.iter().zip(&mut seen) {
            let more = at_rate(house, path).await?;
            seen.times.extend(more.times);
            seen.refused += more.refused;
        }
    }
    println!(
        "\nreads with {instances} instances, {REQUESTS_PER_SECOND} requests a second, {SECONDS} s, {ROUNDS} rounds"
    );
    let mut anchor = None;
    for (path, Seen { mut times, refused }) in paths.iter().zip(seen) {
        times.sort_unstable();
        let at = |part: f64| times.get((times.len().saturating_sub(1) as f64 * part) as usize).copied();
        let (median, most) = (at(0.5).unwrap_or_default(), at(0.99).unwrap_or_default());
        let (first_median, first_most) = *anchor.get_or_insert((median, most));
        println!(
            "  {path:<20} p50 {median:>9.1?} × {:>7.1}   p99 {most:>9.1?} × {:>7.1}   refused {refused}",
            median.as_secs_f64() / first_median.as_secs_f64(),
            most.as_secs_f64() / first_most.as_secs_f64()
        );
    }
    Ok(())
}

/// How long reads took, and how many a server that fell behind refused.
#[derive(Default, Clone)]
struct Seen {
    times: Vec<Duration>,
    refused: usize,
}

/// Requests at fixed moments, whether or not those before were answered; each time counts from its moment, so that
/// a server that falls behind shows.
async fn at_rate(house: &House, path: &str) -> Result<Seen> {
    let (url, token) = (format!("{}{path}", house.base), house.token.clone());
    let mut beat = tokio::time::interval(Duration::from_secs(1) / REQUESTS_PER_SECOND);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut under_way = JoinSet::new();
    for _ in 0..REQUESTS_PER_SECOND * SECONDS {
        let due = beat.tick().await;
        let request = house.http.get(&url).bearer_auth(&token);
        under_way.spawn(async move {
            let answer = request.send().await?;
            let taken = match answer.status().as_u16() {
                200 => true,
                // What a server answers that cannot follow, or that gave a request up.
                429 | 503 | 504 => false,
                status => bail!("a read answered {status}"),
            };
            answer.bytes().await?;
            Ok::<_, anyhow::Error>((due.elapsed(), taken))
        });
    }
    let mut seen = Seen::default();
    while let Some(done) = under_way.join_next().await {
        match done?? {
            (time, true) => seen.times.push(time),
            (_, false) => seen.refused += 1,
        }
    }
    Ok(seen)
}

fn python(script: &str, arguments: &[&str]) -> Result<Child> {
    let mut command = Command::new("python3");
    command.args(["-c", script]).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    command.spawn().context("python3 is needed")
}

fn output(child: Child) -> Result<String> {
    let out = child.wait_with_output()?;
    ensure!(out.status.success(), "python3 ended with {}", out.status);
    Ok(String::from_utf8(out.stdout)?)
}

async fn ended(child: Child) -> Result<()> {
    tokio::task::spawn_blocking(move || output(child)).await?.map(drop)
}

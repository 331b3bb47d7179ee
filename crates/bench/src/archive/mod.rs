//! Back-fills of an org's feed: from its first page until the last message is in its mailboxes, on SQLite with fsync on.
//! Beside it, on the same disk, one synced file per item: what an archive without segments would cost. After that a feed
//! that is live, and one large file.

mod live;

use crate::{
    house::{House, until},
    measure::Stopwatch,
};
use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::{fs::File, io::Write, time::Duration};

/// Items of the two feeds: linear is what takes at most eleven times as long for ten times as many.
const ITEMS: [usize; 2] = [10_000, 100_000];
/// Items of the feed with files, of which a tenth has one of that many bytes.
const WITH_FILES: usize = 10_000;
const FILE_BYTES: usize = 200_000;
/// Files that are synced for the anchor, of about a message's bytes.
const SYNCED: usize = 1_000;
const SYNCED_BYTES: usize = 4_096;

/// One back-fill.
struct Filled {
    took: Duration,
    revisions: u64,
    bytes: u64,
    delivered: u64,
    peak_kb: u64,
    idle_kb: u64,
}

pub async fn run() -> Result<()> {
    let per_file = synced()?;
    println!("\nback-fills of an org's feed, three participants each");
    let mut times = Vec::new();
    for items in ITEMS {
        let filled = fill(items, None).await?;
        print(&format!("{items} items without files (bound: 1,500 items/s, 200 MB)"), &filled);
        times.push(filled.took.as_secs_f64());
    }
    println!("  ten times the items: {:.1} times the time (bound: 11)", times[1] / times[0]);
    let filled = fill(WITH_FILES, Some(FILE_BYTES)).await?;
    print(
        &format!("{WITH_FILES} items, a tenth with a file of {FILE_BYTES} bytes (bound: 60 MB/s)"),
        &filled,
    );
    println!(
        "  anchor, one synced file of {SYNCED_BYTES} bytes per item: {:.0} items/s",
        1.0 / per_file.as_secs_f64()
    );
    live::run().await
}

fn print(title: &str, filled: &Filled) {
    let seconds = filled.took.as_secs_f64();
    println!(
        "  {title}: {seconds:.1} s, {:.0} items/s, {:.1} MB/s of messages, {} deliveries; most memory {:.1} MB, of which {:.1} MB before",
        filled.revisions as f64 / seconds,
        filled.bytes as f64 / 1e6 / seconds,
        filled.delivered,
        filled.peak_kb as f64 / 1024.0,
        filled.idle_kb as f64 / 1024.0,
    );
}

/// Archives a feed of so many items in a house of its own.
async fn fill(items: usize, file_bytes: Option<usize>) -> Result<Filled> {
    let items_text = items.to_string();
    let bytes_text = file_bytes.map(|bytes| bytes.to_string());
    let mut flags = vec!["--feed-items", &items_text];
    if let Some(bytes) = &bytes_text {
        flags.extend(["--feed-file-bytes", bytes]);
    }
    let house = House::start_with("salesforce", &flags).await?;
    let idle_kb = house.peak_kb()?;
    let body = activation(&house).await?;
    let clock = Stopwatch::start();
    let archive = house.call(Method::POST, "/api/v1/archives", Some(&body)).await?;
    let path = format!("/api/v1/archives/{}", archive["id"].as_str().context("an id")?);
    let done = until("the feed is archived", async || {
        // Looking costs as well: a page does so once in a while.
        tokio::time::sleep(Duration::from_millis(450)).await;
        let archive = house.call(Method::GET, &path, None).await?;
        let idle = ["fetching", "captured", "staged"].iter().all(|step| archive[*step] == 0);
        let whole = archive["revisions"].as_u64().is_some_and(|count| count >= items as u64);
        Ok((whole && idle && archive["totals"]["waiting"] == 0).then_some(archive))
    });
    let done: Value = done.await?;
    let took = clock.elapsed();
    let figure = |value: &Value| value.as_u64().unwrap_or(0);
    ensure!(figure(&done["totals"]["imported"]) > 0, "nothing was delivered: {}", done["totals"]);
    Ok(Filled {
        took,
        revisions: figure(&done["revisions"]),
        bytes: figure(&done["bytes"]),
        delivered: figure(&done["totals"]["imported"]) + figure(&done["totals"]["skipped"]),
        peak_kb: house.peak_kb()?,
        idle_kb,
    })
}

/// What a person would enter to archive the feed.
async fn activation(house: &House) -> Result<Value> {
    let access = house.large()?;
    let connectors = house.call(Method::GET, "/api/v1/connectors", None).await?;
    let connectors = connectors["items"].as_array().context("a list")?;
    let connector = connectors.iter().find(|one| one["kind"] == "archive").context("an archive connector")?;
    let domain = access["username"].as_str().and_then(|name| name.rsplit('@').next()).context("a domain")?;
    Ok(json!({
        "connector": connector["id"], "name": "Feed", "terms_version": connector["terms"]["version"],
        "credentials": { "method": "client-credentials", "domain": access["my_domain"],
            "client_id": access["archiver"]["client_id"], "client_secret": access["archiver"]["client_secret"] },
        "settings": { "domains": [domain], "every_s": 86_400 },
    }))
}

/// What one synced file costs.
fn synced() -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let bytes = vec![7_u8; SYNCED_BYTES];
    let directory = File::open(folder.path())?;
    let clock = Stopwatch::start();
    for number in 0..SYNCED {
        let mut file = File::create(folder.path().join(number.to_string()))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        directory.sync_all()?;
    }
    Ok(clock.elapsed() / u32::try_from(SYNCED)?)
}

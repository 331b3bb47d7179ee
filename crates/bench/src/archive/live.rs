//! A feed that is live: how long a new post takes to its mailboxes, and what a file of two gigabytes takes.

use super::activation;
use crate::{
    house::{House, until},
    measure::Stopwatch,
};
use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// Items that are there before.
const ITEMS: &str = "100";
/// New posts, one after another.
const POSTS: usize = 100;
const LARGE_BYTES: u64 = 2 << 30;
/// How often one looks whether a post has arrived.
const LOOK: Duration = Duration::from_millis(10);

struct Live {
    house: House,
    /// The connector's page.
    path: String,
    author: Value,
}

pub async fn run() -> Result<()> {
    let live = Live::start().await?;
    let mut times = Vec::new();
    for number in 0..POSTS {
        let post = json!({ "by": live.author, "body": format!("Post {number} of a live feed") });
        times.push(live.arrives(&post).await?.as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "  a new post, from being asked for until it is in its mailbox: median {:.0} ms, p95 {:.0} ms, most {:.0} ms (bound: p95 2,000 ms from capture)",
        times[POSTS / 2],
        times[POSTS * 95 / 100],
        times[POSTS - 1],
    );
    let before_kb = live.house.peak_kb()?;
    let file = json!([{ "name": "Recording.mp4", "size": LARGE_BYTES }]);
    let took = live.arrives(&json!({ "by": live.author, "body": "The recording", "files": file })).await?;
    let after_kb = live.house.peak_kb()?;
    println!(
        "  a file of {LARGE_BYTES} bytes: {:.1} s, {:.0} MB/s; most memory {:.1} MB, {:.1} MB more than before it (bound: 64 MB)",
        took.as_secs_f64(),
        LARGE_BYTES as f64 / 1e6 / took.as_secs_f64(),
        after_kb as f64 / 1024.0,
        (after_kb - before_kb) as f64 / 1024.0,
    );
    Ok(())
}

impl Live {
    async fn start() -> Result<Self> {
        let house = House::start_with("salesforce", &["--feed-items", ITEMS]).await?;
        let author = house.large()?["username"].clone();
        let body = activation(&house).await?;
        let archive = house.call(Method::POST, "/api/v1/archives", Some(&body)).await?;
        let path = format!("/api/v1/archives/{}", archive["id"].as_str().context("an id")?);
        let live = Self { house, path, author };
        let whole: u64 = ITEMS.parse()?;
        until("the feed is archived", async || {
            let archive = live.look().await?;
            Ok((archive.0 >= whole && archive.1).then_some(()))
        })
        .await?;
        Ok(live)
    }

    /// How many revisions there are, and whether each was tried for everybody.
    async fn look(&self) -> Result<(u64, bool)> {
        let archive = self.house.call(Method::GET, &self.path, None).await?;
        let idle = ["fetching", "captured", "staged"].iter().all(|step| archive[*step] == 0);
        let revisions = archive["revisions"].as_u64().context("a count")?;
        Ok((revisions, idle && archive["totals"]["waiting"] == 0))
    }

    /// Has somebody post, and waits for it.
    async fn arrives(&self, post: &Value) -> Result<Duration> {
        let before = self.look().await?.0;
        self.house.control(Method::POST, "orgs/large/chatter/post", Some(post)).await?;
        let clock = Stopwatch::start();
        self.house.call(Method::POST, &format!("{}/capture", self.path), None).await?;
        loop {
            let (revisions, idle) = self.look().await?;
            if revisions > before && idle {
                return Ok(clock.elapsed());
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

//! `vouchsafe archive mapping`: who at the source has which mailbox.

use super::path;
use crate::{
    cli::Global,
    client::Client,
    nouns::{query, segment},
    output::{self, Column, text},
};
use anyhow::{Context, Result};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Mapping {
    /// The people of the source with their mailboxes, and who has none
    People {
        /// The connector's name or id
        name: String,
        /// Only those whom nothing maps
        #[arg(long)]
        unmapped: bool,
        /// Part of a name or an address
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// The rules: 500 of them, those that wait for a second person first
    Rules {
        /// The connector's name or id
        name: String,
        /// Part of what was typed or of the mailbox
        #[arg(long, value_name = "TEXT")]
        search: Option<String>,
    },
    /// Map somebody to a mailbox
    Set {
        /// The connector's name or id
        name: String,
        /// A user id, a username or an e-mail address of the source
        external: String,
        /// The mailbox's address
        mailbox: String,
        /// Why
        #[arg(long, default_value = "")]
        why: String,
    },
    /// Take a CSV file over: ExternalUserId,Mailbox
    Import {
        /// The connector's name or id
        name: String,
        /// The file
        file: PathBuf,
        /// Why
        #[arg(long)]
        why: Option<String>,
        /// Only say what it would do
        #[arg(long)]
        dry_run: bool,
    },
    /// End a rule
    End {
        /// The connector's name or id
        name: String,
        /// The rule's id
        rule: String,
    },
    /// Agree to a rule that maps somebody to another person's mailbox, or refuse it
    Decide {
        /// The connector's name or id
        name: String,
        /// The rule's id
        rule: String,
        /// Refuse it
        #[arg(long)]
        refuse: bool,
    },
}

const PEOPLE: &[Column] = &[
    ("User", |p| text(&p["user"])),
    ("Name", |p| text(&p["name"])),
    ("E-mail", |p| text(&p["email"])),
    ("Mailbox", |p| text(&p["mailbox"])),
    ("By", |p| text(&p["by"])),
    ("Why not", |p| text(&p["reason"])),
];

const RULES: &[Column] = &[
    ("Id", |r| text(&r["id"])),
    ("External", |r| text(&r["external"])),
    ("User", |r| text(&r["user"])),
    ("Mailbox", |r| text(&r["mailbox"])),
    ("State", |r| text(&r["state"])),
    ("Set by", |r| text(&r["set_by"])),
    ("Decided by", |r| text(&r["decided_by"])),
    ("Why", |r| text(&r["why"])),
];

const IMPORTED: &[Column] = &[
    ("Added", |i| text(&i["added"])),
    ("Unchanged", |i| text(&i["unchanged"])),
    ("Replaced", |i| text(&i["replaced"])),
    ("Waiting for a second person", |i| text(&i["waiting"])),
    ("Only tried", |i| text(&i["dry_run"])),
];

/// Pages of people that are listed at most: a hundred thousand.
const PAGES_MAX: usize = 500;

impl Mapping {
    pub async fn run(self, global: &Global, client: &Client) -> Result<()> {
        match self {
            Mapping::People { name, unmapped, search } => {
                let path = path(client, &name, "mapping").await?;
                let mut people = Vec::new();
                let mut after = None;
                for _ in 0..PAGES_MAX {
                    let page = client
                        .get(&format!("{path}{}", query(&[("search", search.clone()), ("after", after)])))
                        .await?;
                    let some = page["people"].as_array().cloned().unwrap_or_default();
                    people.extend(some.into_iter().filter(|person| !unmapped || person["mailbox"].is_null()));
                    after = page["next"].as_str().map(str::to_owned);
                    if after.is_none() {
                        break;
                    }
                }
                output::list(global, &json!({ "items": people }), PEOPLE);
            }
            Mapping::Rules { name, search } => {
                let path = path(client, &name, "mapping").await?;
                let answer = client.get(&format!("{path}{}", query(&[("search", search)]))).await?;
                output::list(global, &json!({ "items": answer["rules"] }), RULES);
            }
            Mapping::Set { name, external, mailbox, why } => {
                let body = json!({ "rules": [{ "external": external, "mailbox": mailbox, "why": why }] });
                let answer = client.post(&path(client, &name, "mapping").await?, &body).await?;
                output::one(global, &answer, IMPORTED);
            }
            Mapping::Import { name, file, why, dry_run } => {
                let bytes =
                    std::fs::read(&file).with_context(|| format!("{} could not be read", file.display()))?;
                let query = query(&[("why", why), ("dry_run", Some(dry_run.to_string()))]);
                let path = path(client, &name, &format!("mapping/csv{query}")).await?;
                output::one(global, &client.upload(&path, "text/csv", bytes).await?, IMPORTED);
            }
            Mapping::End { name, rule } => {
                let path = path(client, &name, &format!("mapping/{}", segment(&rule))).await?;
                client.delete(&path).await?;
                output::note("the rule has ended");
            }
            Mapping::Decide { name, rule, refuse } => {
                let path = path(client, &name, &format!("mapping/{}/decision", segment(&rule))).await?;
                client.post(&path, &json!({ "agree": !refuse })).await?;
                output::note(if refuse { "the rule is refused" } else { "the rule counts now" });
            }
        }
        Ok(())
    }
}

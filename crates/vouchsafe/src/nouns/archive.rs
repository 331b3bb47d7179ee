//! `vouchsafe archive`: archive connectors, from set-up to what became of every item.

mod activate;
mod mapping;

use super::{find, id, query, segment};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use activate::Activate;
use anyhow::{Context, Result};
use clap::Subcommand;
use mapping::Mapping;
use serde_json::{Value, json};
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub enum Archive {
    /// The activated archive connectors
    List,
    /// Activate an archive connector: validates the credentials first
    Activate(Box<Activate>),
    /// One archive connector
    Show {
        /// The connector's name or id
        name: String,
    },
    /// Ask its source at once
    Capture {
        /// The connector's name or id
        name: String,
    },
    /// Capture nothing until it is resumed
    Pause {
        /// The connector's name or id
        name: String,
    },
    /// Go on
    Resume {
        /// The connector's name or id
        name: String,
    },
    /// Agree to private messages being archived: somebody else than who asked for it
    ApproveMessages {
        /// The connector's name or id
        name: String,
    },
    /// The status log: a line per day
    Log {
        /// The connector's name or id
        name: String,
        /// Days until today
        #[arg(long)]
        days: Option<u32>,
        /// Write the log to this file, which must not be there yet: CSV, or JSON where it ends in .json
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// What did not reach a mailbox whole on a day
    Failures {
        /// The connector's name or id
        name: String,
        /// A day of UTC: 2026-11-21
        day: String,
    },
    /// Whose messages wait because nobody knows their mailbox; --deliver tries them again
    Quarantine {
        /// The connector's name or id
        name: String,
        /// Deliver now: of everybody, or of --user
        #[arg(long)]
        deliver: bool,
        /// A user's id at the source
        #[arg(long, value_name = "ID")]
        user: Option<String>,
        /// Confirm that this address, which another user had, is --user's now
        #[arg(long, value_name = "ADDRESS", requires = "user", conflicts_with = "deliver")]
        confirm: Option<String>,
    },
    /// Who is mapped to which mailbox, and the rules
    #[command(subcommand)]
    Mapping(Mapping),
    /// Per day and kind, what the source counts against what was captured
    Reconciliation {
        /// The connector's name or id
        name: String,
        /// Days until today
        #[arg(long)]
        days: Option<u32>,
        /// The gaps that were found, instead
        #[arg(long)]
        gaps: bool,
    },
    /// Deliver everything again that was captured on a day; what is there is skipped
    Redo {
        /// The connector's name or id
        name: String,
        /// A day of UTC: 2026-11-21
        day: String,
    },
    /// Delete it: the archive stays
    Delete {
        /// The connector's name or id
        name: String,
        /// Do it; without this only what stays is said
        #[arg(long)]
        yes: bool,
    },
}

const ARCHIVES: &[Column] = &[
    ("Name", |a| text(&a["name"])),
    ("Connector", |a| text(&a["connector"])),
    ("Account", |a| text(&a["account_id"])),
    ("Health", |a| text(&a["health"])),
    ("Revisions", |a| text(&a["revisions"])),
    ("Imported", |a| text(&a["totals"]["imported"])),
    ("Quarantined", |a| text(&a["totals"]["quarantined"])),
    ("Lag, s", |a| text(&a["lag_s"])),
    ("Asked", |a| output::moment(&a["asked_at"])),
];

const DETAILS: &[Column] = &[
    ("Name", |a| text(&a["name"])),
    ("Id", |a| text(&a["id"])),
    ("Account", |a| text(&a["account_id"])),
    ("Health", |a| format!("{}: {}", text(&a["health"]), text(&a["message"]))),
    ("Folder", |a| text(&a["folder"])),
    ("Next asking", |a| output::moment(&a["next_at"])),
    ("Revisions", |a| text(&a["revisions"])),
    ("Bytes", |a| text(&a["bytes"])),
    ("On the way", |a| {
        let stage = |name: &str| format!("{} {name}", text(&a[name]));
        [stage("fetching"), stage("captured"), stage("staged")].join(", ")
    }),
    ("Available for import", |a| text(&a["totals"]["available"])),
    ("Imported", |a| text(&a["totals"]["imported"])),
    ("Partially", |a| text(&a["totals"]["partially_imported"])),
    ("Skipped", |a| text(&a["totals"]["skipped"])),
    ("Failed", |a| text(&a["totals"]["failed"])),
    ("Waiting", |a| text(&a["totals"]["waiting"])),
    ("Quarantined", |a| text(&a["totals"]["quarantined"])),
];

const LINES: &[Column] = &[
    ("Day", |l| text(&l["day"])),
    ("From source", |l| text(&l["available_from_source"])),
    ("Available", |l| text(&l["available"])),
    ("Imported", |l| text(&l["imported"])),
    ("Partially", |l| text(&l["partially_imported"])),
    ("Skipped", |l| text(&l["skipped"])),
    ("Failed", |l| text(&l["failed"])),
    ("Waiting", |l| text(&l["waiting"])),
    ("Quarantined", |l| text(&l["quarantined"])),
    ("Frozen", |l| text(&l["frozen"])),
    ("", |l| text(&l["message"])),
];

const FAILURES: &[Column] = &[
    ("Item", |f| text(&f["item"])),
    ("User", |f| text(&f["user"])),
    ("Mailbox", |f| text(&f["mailbox"])),
    ("State", |f| text(&f["state"])),
    ("Reason", |f| text(&f["reason"])),
];

const QUARANTINE: &[Column] = &[
    ("User", |p| text(&p["user"])),
    ("Name", |p| text(&p["name"])),
    ("E-mail", |p| text(&p["email"])),
    ("Messages", |p| text(&p["messages"])),
    ("Why", |p| text(&p["reason"])),
    ("Mapped now", |p| text(&p["mapped_now"])),
];

const RECONCILIATION: &[Column] = &[
    ("Day", |r| text(&r["day"])),
    ("Kind", |r| text(&r["kind"])),
    ("At source", |r| text(&r["at_source"])),
    ("Captured", |r| text(&r["captured"])),
    ("Left out", |r| text(&r["left_out"])),
    ("Missing", |r| text(&r["missing_count"])),
    ("Checked", |r| output::moment(&r["checked_at"])),
];

const GAPS: &[Column] = &[
    ("Found", |g| output::moment(&g["found_at"])),
    ("Item", |g| text(&g["item"])),
    ("Gap", |g| text(&g["detail"])),
];

impl Archive {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = &Client::new(global)?;
        match self {
            Archive::List => output::list(global, &client.get("archives").await?, ARCHIVES),
            Archive::Activate(activate) => {
                output::one(global, &activate.run(client).await?, DETAILS);
            }
            Archive::Show { name } => {
                let found = find(client, "archives", "archive connector", &name).await?;
                output::one(global, &client.get(&format!("archives/{}", id(&found))).await?, DETAILS);
            }
            Archive::Capture { name } => self::act(global, client, &name, "capture").await?,
            Archive::Pause { name } => self::act(global, client, &name, "pause").await?,
            Archive::Resume { name } => self::act(global, client, &name, "resume").await?,
            Archive::ApproveMessages { name } => {
                self::act(global, client, &name, "messages_approval").await?;
            }
            Archive::Log { name, days, output: Some(file) } => {
                let is_json = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
                let format = if is_json { "json" } else { "csv" };
                let query =
                    query(&[("format", Some(format.into())), ("days", days.map(|days| days.to_string()))]);
                let path = path(client, &name, &format!("log/download{query}")).await?;
                let bytes = client.download(&path, &mut new_file(&file)?).await?;
                output::note(format_args!("wrote {bytes} bytes to {}", file.display()));
            }
            Archive::Log { name, days, output: None } => {
                let query = query(&[("days", days.map(|days| days.to_string()))]);
                let answer = client.get(&path(client, &name, &format!("log{query}")).await?).await?;
                output::list(global, &json!({ "items": answer["lines"] }), LINES);
            }
            Archive::Failures { name, day } => {
                let query = query(&[("day", Some(day))]);
                let path = path(client, &name, &format!("failures{query}")).await?;
                output::list(global, &client.get(&path).await?, FAILURES);
            }
            Archive::Quarantine { name, deliver: false, user, confirm: None } => {
                let answer = client.get(&path(client, &name, "quarantine").await?).await?;
                let people = answer["people"].as_array().into_iter().flatten();
                let people: Vec<_> = people
                    .filter(|person| user.as_ref().is_none_or(|user| person["user"] == **user))
                    .collect();
                output::list(global, &json!({ "items": people }), QUARANTINE);
            }
            Archive::Quarantine { name, user, confirm: Some(address), .. } => {
                let path = path(client, &name, "quarantine/confirm").await?;
                again(global, &client.post(&path, &json!({ "user": user, "address": address })).await?);
            }
            Archive::Quarantine { name, user, .. } => {
                let path = path(client, &name, "quarantine/release").await?;
                again(global, &client.post(&path, &json!({ "user": user })).await?);
            }
            Archive::Mapping(mapping) => mapping.run(global, client).await?,
            Archive::Reconciliation { name, days, gaps } => {
                let query = query(&[("days", days.map(|days| days.to_string()))]);
                let (noun, columns) = if gaps { ("gaps", GAPS) } else { ("reconciliation", RECONCILIATION) };
                let path = path(client, &name, &format!("{noun}{query}")).await?;
                output::list(global, &client.get(&path).await?, columns);
            }
            Archive::Redo { name, day } => {
                let path = path(client, &name, &format!("days/{}/redo", segment(&day))).await?;
                again(global, &client.post(&path, &json!({})).await?);
            }
            Archive::Delete { name, yes } => {
                let found = find(client, "archives", "archive connector", &name).await?;
                let path = format!("archives/{}", id(&found));
                let preview = client.get(&format!("{path}/deletion")).await?;
                output::note(format_args!(
                    "{} revisions stay in the archive, readable, with their log; the credentials are destroyed",
                    text(&preview["revisions"])
                ));
                if yes {
                    client.delete(&path).await?;
                    output::note(format_args!("deleted “{}”", text(&preview["name"])));
                } else {
                    output::note("nothing was deleted; --yes does it");
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The path of what lies below an archive connector.
async fn path(client: &Client, name: &str, below: &str) -> Result<String> {
    let found = find(client, "archives", "archive connector", name).await?;
    Ok(format!("archives/{}/{below}", id(&found)))
}

async fn act(global: &Global, client: &Client, name: &str, what: &str) -> Result<()> {
    let path = path(client, name, what).await?;
    output::one(global, &client.post(&path, &json!({})).await?, DETAILS);
    Ok(())
}

/// Says how much is tried again.
fn again(global: &Global, answer: &Value) {
    output::one(global, answer, &[("Deliveries tried again", |a| text(&a["deliveries"]))]);
}

/// A file that is not there yet, for its owner alone: it holds what others may not read.
pub(super) fn new_file(path: &std::path::Path) -> Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.with_context(|| format!("{} cannot be written; choose a file that is not there yet", path.display()))
}

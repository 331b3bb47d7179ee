//! `vouchsafe break-glass`: reading what no role lets one read, for a reason and for a time, when somebody else agrees.

use super::{archive::new_file, mailbox, query, segment};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, moment, text},
};
use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub enum BreakGlass {
    /// The requests that one may see, the latest first
    List,
    /// Ask to read mailboxes; somebody else grants it
    Ask {
        /// The mailboxes' addresses
        #[arg(required = true)]
        addresses: Vec<String>,
        /// Why; it is shown to who decides and to auditors
        #[arg(long)]
        reason: String,
        /// For how long, from when it is granted: 1 to 480
        #[arg(long, default_value_t = 60)]
        minutes: u32,
    },
    /// One request: what was read by it, and who was told
    Show {
        /// The request's id
        id: String,
    },
    /// Grant what somebody else asked for
    Grant {
        /// The request's id
        id: String,
    },
    /// Refuse what somebody else asked for
    Refuse {
        /// The request's id
        id: String,
    },
    /// End a reading before its time, or withdraw one's own request
    End {
        /// The request's id
        id: String,
    },
    /// A mailbox's messages, the latest first
    Messages {
        /// The request's id
        id: String,
        /// The mailbox's address
        address: String,
        /// Words, "phrases", from: to: subject: kind: sent>=2026-11-21, AND OR NOT
        #[arg(default_value = "")]
        query: String,
    },
    /// One message as text, its RFC 5322 form, or a file of it
    Read {
        /// The request's id
        id: String,
        /// The mailbox's address
        address: String,
        /// The message's UID
        uid: i64,
        /// Its RFC 5322 form instead
        #[arg(long, conflicts_with = "file")]
        raw: bool,
        /// The file of that number instead, as the text lists it
        #[arg(long, value_name = "NUMBER")]
        file: Option<usize>,
        /// Write it to this file, which must not be there yet, instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

const LIST: &[Column] = &[
    ("Request", |r| text(&r["id"])),
    ("Asked by", |r| text(&r["asked_by"])),
    ("Asked", |r| moment(&r["asked_at"])),
    ("Mailboxes", |r| addresses(r, ", ")),
    ("Minutes", |r| text(&r["minutes"])),
    ("State", |r| text(&r["state"])),
    ("Until", |r| moment(&r["until"])),
];

const REQUEST: &[Column] = &[
    ("Request", |r| text(&r["id"])),
    ("Asked by", |r| text(&r["asked_by"])),
    ("Asked", |r| moment(&r["asked_at"])),
    ("Reason", |r| text(&r["reason"])),
    ("Mailboxes", |r| addresses(r, "\n")),
    ("Minutes", |r| text(&r["minutes"])),
    ("State", |r| text(&r["state"])),
    ("Decided", |r| by(&r["decided_at"], &r["decided_by"])),
    ("Until", |r| moment(&r["until"])),
    ("Ended", |r| by(&r["ended_at"], &r["ended_by"])),
    ("Lists of messages", |r| text(&r["used"]["listed"])),
    ("Messages opened", |r| text(&r["used"]["opened"])),
    ("Downloads", |r| text(&r["used"]["downloaded"])),
];

const USES: &[Column] = &[
    ("At", |u| moment(&u["at"])),
    ("What", |u| text(&u["what"])),
    ("Mailbox", |u| text(&u["address"])),
    ("UID", |u| text(&u["uid"])),
    ("File", |u| text(&u["file"])),
];

const MESSAGES: &[Column] = &[
    ("At", |m| moment(&m["at"])),
    ("Notice", |m| text(&m["what"])),
    ("Target", |m| text(&m["target"])),
    ("State", |m| text(&m["state"])),
    ("Error", |m| text(&m["error"])),
];

fn addresses(request: &Value, between: &str) -> String {
    let all = request["mailboxes"].as_array().into_iter().flatten();
    all.map(|mailbox| text(&mailbox["address"])).collect::<Vec<_>>().join(between)
}

fn by(at: &Value, who: &Value) -> String {
    match who.as_str() {
        Some(who) => format!("{} by {who}", moment(at)),
        None => moment(at),
    }
}

impl BreakGlass {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = &Client::new(global)?;
        match self {
            BreakGlass::List => output::list(global, &client.get("break_glass").await?, LIST),
            BreakGlass::Ask { addresses, reason, minutes } => {
                let body = json!({ "mailboxes": addresses, "reason": reason, "minutes": minutes });
                output::one(global, &client.post("break_glass", &body).await?, REQUEST);
                output::note("it waits for somebody else to grant it");
            }
            BreakGlass::Show { id } => {
                let detail = client.get(&at(&id)).await?;
                if global.json {
                    output::json(&detail);
                    return Ok(ExitCode::SUCCESS);
                }
                output::one(global, &detail["request"], REQUEST);
                for (key, columns) in [("uses", USES), ("messages", MESSAGES)] {
                    let rows = detail[key].as_array().cloned().unwrap_or_default();
                    if !rows.is_empty() {
                        output::line("");
                        output::rows(&rows, columns);
                    }
                }
            }
            BreakGlass::Grant { id } => decide(global, client, &id, true).await?,
            BreakGlass::Refuse { id } => decide(global, client, &id, false).await?,
            BreakGlass::End { id } => {
                let ended = client.post(&format!("{}/end", at(&id)), &json!({})).await?;
                output::one(global, &ended, REQUEST);
            }
            BreakGlass::Messages { id, address, query: wanted } => {
                let base = mailbox_of(client, &id, &address).await?;
                let query = query(&[("query", Some(wanted))]);
                let page = client.get(&format!("{base}/messages{query}")).await?;
                mailbox::list(global, &page);
            }
            BreakGlass::Read { id, address, uid, raw, file, output } => {
                let base = mailbox_of(client, &id, &address).await?;
                let message = format!("{base}/messages/{uid}");
                match (raw, file) {
                    (true, _) => download(client, &format!("{message}/raw"), output).await?,
                    (false, Some(file)) => {
                        download(client, &format!("{message}/files/{file}"), output).await?;
                    }
                    (false, None) if output.is_some() => {
                        bail!("--output is for --raw and --file; text goes to standard output")
                    }
                    (false, None) => {
                        let message = client.get(&message).await?;
                        if global.json { output::json(&message) } else { mailbox::show(&message)? }
                    }
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn decide(global: &Global, client: &Client, id: &str, grant: bool) -> Result<()> {
    let answer = client.post(&format!("{}/decision", at(id)), &json!({ "grant": grant })).await?;
    output::one(global, &answer, REQUEST);
    Ok(())
}

/// Writes what is downloaded; a file is taken away again where nothing comes.
async fn download(client: &Client, path: &str, output: Option<PathBuf>) -> Result<()> {
    let Some(file) = output else {
        client.download(path, &mut std::io::stdout()).await?;
        return Ok(());
    };
    match client.download(path, &mut new_file(&file)?).await {
        Ok(bytes) => output::note(format_args!("wrote {bytes} bytes to {}", file.display())),
        Err(error) => {
            std::fs::remove_file(&file)?;
            return Err(error);
        }
    }
    Ok(())
}

fn at(id: &str) -> String {
    format!("break_glass/{}", segment(id))
}

/// Where a mailbox of a request is read.
async fn mailbox_of(client: &Client, id: &str, address: &str) -> Result<String> {
    let wanted = address.trim().to_lowercase();
    let request = client.get(&at(id)).await?["request"].take();
    let mut boxes = request["mailboxes"].as_array().into_iter().flatten();
    match boxes.find(|mailbox| mailbox["address"] == *wanted) {
        Some(mailbox) => Ok(format!("{}/mailboxes/{}", at(id), text(&mailbox["id"]))),
        None => bail!("the request is not for {wanted}; it is for {}", addresses(&request, ", ")),
    }
}

//! `vouchsafe mailbox`: reading and exporting what is archived, and whom mailboxes belong to.

use super::{archive::new_file, query};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use std::{io::Write, path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub enum Mailbox {
    /// Mailboxes and whom they belong to
    List {
        /// Part of an address or a name
        #[arg(default_value = "")]
        search: String,
    },
    /// Make a mailbox for somebody
    Add {
        /// The address
        address: String,
        /// The custodian's name
        #[arg(long, default_value = "")]
        name: String,
    },
    /// A mailbox's messages, the latest first
    Messages {
        /// The mailbox's address
        address: String,
        /// Words, "phrases", from: to: subject: kind: sent>=2026-11-21, AND OR NOT
        #[arg(default_value = "")]
        query: String,
    },
    /// One message as text
    Show {
        /// The mailbox's address
        address: String,
        /// The message's UID
        uid: i64,
        /// Its RFC 5322 form instead
        #[arg(long)]
        raw: bool,
    },
    /// Export a mailbox as it is streamed
    Export {
        /// The mailbox's address
        address: String,
        /// mbox, or a tar archive of one EML file per message
        #[arg(long, value_enum, default_value_t = Format::Mbox)]
        format: Format,
        /// Write it to this file, which must not be there yet, instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Mbox,
    Eml,
}

const MAILBOXES: &[Column] = &[
    ("Address", |m| text(&m["address"])),
    ("Name", |m| text(&m["name"])),
    ("Messages", |m| text(&m["messages"])),
    ("Origin", |m| text(&m["origin"])),
];

const MESSAGES: &[Column] = &[
    ("UID", |m| text(&m["uid"])),
    ("At", |m| output::moment(&m["at"])),
    ("From", |m| text(&m["from_name"])),
    ("Subject", |m| text(&m["subject"])),
    ("Files", |m| text(&m["attachments"])),
];

impl Mailbox {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = &Client::new(global)?;
        match self {
            Mailbox::List { search } => {
                let query = query(&[("search", Some(search)), ("limit", Some("1000".into()))]);
                output::list(global, &client.get(&format!("custodians{query}")).await?, MAILBOXES);
            }
            Mailbox::Add { address, name } => {
                let body = json!({ "custodians": [{ "address": address, "name": name }] });
                let made = client.post("custodians", &body).await?;
                output::one(
                    global,
                    &made,
                    &[("Made", |m| text(&m["made"])), ("There already", |m| text(&m["known"]))],
                );
            }
            Mailbox::Messages { address, query: wanted } => {
                let id = mailbox(client, &address).await?;
                let query = query(&[("query", Some(wanted))]);
                let page = client.get(&format!("mailboxes/{id}/messages{query}")).await?;
                list(global, &page);
            }
            Mailbox::Show { address, uid, raw: true } => {
                let id = mailbox(client, &address).await?;
                client
                    .download(&format!("mailboxes/{id}/messages/{uid}/raw"), &mut std::io::stdout())
                    .await?;
            }
            Mailbox::Show { address, uid, raw: false } => {
                let id = mailbox(client, &address).await?;
                let message = client.get(&format!("mailboxes/{id}/messages/{uid}")).await?;
                if global.json {
                    output::json(&message);
                } else {
                    show(&message)?;
                }
            }
            Mailbox::Export { address, format, output: file } => {
                let id = mailbox(client, &address).await?;
                let format = match format {
                    Format::Mbox => "mbox",
                    Format::Eml => "eml",
                };
                let path = format!("mailboxes/{id}/export?format={format}");
                match file {
                    Some(file) => {
                        let bytes = client.download(&path, &mut new_file(&file)?).await?;
                        output::note(format_args!("wrote {bytes} bytes to {}", file.display()));
                    }
                    None => drop(client.download(&path, &mut std::io::stdout()).await?),
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A page of a mailbox.
pub(super) fn list(global: &Global, page: &Value) {
    output::list(global, &json!({ "items": page["messages"] }), MESSAGES);
    if page["next"].is_string() {
        output::note("there are more; narrow the query to see others");
    }
}

/// The id of the mailbox of that address.
async fn mailbox(client: &Client, address: &str) -> Result<String> {
    let wanted = address.trim().to_lowercase();
    let query = query(&[("search", Some(wanted.clone())), ("limit", Some("1000".into()))]);
    let answer = client.get(&format!("mailboxes{query}")).await?;
    let mut found = answer["items"].as_array().into_iter().flatten();
    match found.find(|mailbox| mailbox["address"] == *wanted) {
        Some(mailbox) => Ok(text(&mailbox["id"])),
        None => bail!("there is no mailbox {wanted} that you may read; `mailbox list` shows all addresses"),
    }
}

/// A message as one would read it on a terminal.
pub(super) fn show(message: &Value) -> Result<()> {
    let people = |key: &str| {
        let all = message[key].as_array().into_iter().flatten();
        all.map(|one| format!("{} <{}>", text(&one["name"]), text(&one["address"])))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "From: {} <{}>", text(&message["from_name"]), text(&message["from_address"]))?;
    writeln!(out, "To: {}", people("to"))?;
    if !people("cc").is_empty() {
        writeln!(out, "Cc: {}", people("cc"))?;
    }
    writeln!(out, "Date: {}", text(&message["at"]))?;
    writeln!(out, "Subject: {}\n", text(&message["subject"]))?;
    writeln!(out, "{}", text(&message["text"]).replace('\r', ""))?;
    for file in message["files"].as_array().into_iter().flatten() {
        writeln!(
            out,
            "[{}] {} ({} bytes) {}",
            text(&file["number"]),
            text(&file["name"]),
            text(&file["size"]),
            text(&file["gap"])
        )?;
    }
    out.flush().context("it could not be written")
}

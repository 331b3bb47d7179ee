//! `vouchsafe connector`: what the portal's *Data connectors* does.

pub(super) mod credentials;
mod records;

use super::{find, id, query, segment, session};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Result, bail};
use clap::Subcommand;
use credentials::{Activate, Credentials, Form, MakeKeyPair};
use serde_json::{Value, json};
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub enum Connector {
    /// The connectors that can be activated
    Available,
    /// The activated ones
    List,
    /// Activate a connector: validates the credentials first
    Activate(Activate),
    /// Try credentials out; nothing is kept
    Validate(Credentials),
    /// Make a key for a service that takes a certificate: the key is kept here, the certificate is written to a file
    KeyPair(MakeKeyPair),
    /// One activated connector
    Show {
        /// The activated connector's name or id
        name: String,
    },
    /// Read it again now
    Refresh {
        /// The activated connector's name or id
        name: String,
    },
    /// Give it another name
    Rename {
        /// The activated connector's name or id
        name: String,
        /// Its new, unique name
        new_name: String,
    },
    /// Change its name, or how often its service's log is asked for changes
    Edit {
        /// The activated connector's name or id
        name: String,
        /// Its new, unique name
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        /// How often its service's log is asked: 45s, 5m, 1h, or `default`
        #[arg(long, value_name = "TIME", value_parser = period)]
        poll_every: Option<Period>,
    },
    /// Give it new credentials for the same account: validates them first
    Credentials {
        /// The activated connector's name or id
        name: String,
        #[command(flatten)]
        form: Form,
    },
    /// Take events: the Secret Token is asked for, or read from standard input
    Events {
        /// The activated connector's name or id
        name: String,
        /// Read the Secret Token from standard input instead of asking for it
        #[arg(long)]
        secret_stdin: bool,
        /// Forget the Secret Token: no more events are taken
        #[arg(long, conflicts_with = "secret_stdin")]
        remove: bool,
    },
    /// Its latest refreshes, and what each read
    Runs {
        /// The activated connector's name or id
        name: String,
    },
    /// What its events told: who changed what when
    Changes {
        /// The activated connector's name or id
        name: String,
    },
    /// What it has used of its service's limits today
    Quota {
        /// The activated connector's name or id
        name: String,
    },
    /// Which settings became another between two readings, when, and by whom
    Drift {
        /// The activated connector's name or id
        name: String,
        /// Only settings whose place contains this
        #[arg(long)]
        setting: Option<String>,
    },
    /// Who holds which permission at its service, and by which path
    People {
        /// The activated connector's name or id
        name: String,
        /// Only permissions whose name contains this
        #[arg(long, value_name = "TEXT")]
        permission: Option<String>,
    },
    /// What every check found on it, the worst first
    Checks {
        /// The activated connector's name or id
        name: String,
    },
    /// The settings that it returns and no description names, without their values
    FirstContact {
        /// The activated connector's name or id
        name: String,
    },
    /// What was read last, with names, addresses and ids replaced: for a bug report, and for `check run`
    Record {
        /// The activated connector's name or id
        name: String,
        /// Write it to this file, which must not be there yet, instead of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Set-ups that were begun and are not finished
    Drafts {
        /// Forget the one with this id and what was typed
        #[arg(long, value_name = "ID")]
        discard: Option<String>,
    },
    /// How a check stood on it, and since when
    History {
        /// The activated connector's name or id
        name: String,
        /// The check's id, as `connector checks` lists it
        check: String,
    },
    /// Delete it: says first what that does to the scores
    Delete {
        /// The activated connector's name or id
        name: String,
        /// Do it; without this only what it would do is said
        #[arg(long)]
        yes: bool,
    },
}

const ACTIVATED: &[Column] = &[
    ("Name", |i| text(&i["name"])),
    ("Service", |i| text(&i["service"])),
    ("Account", |i| text(&i["account_id"])),
    ("Health", |i| text(&i["health"]["state"])),
    ("Passed", |i| text(&i["checks"]["passed"])),
    ("Failed", |i| text(&i["checks"]["failed"])),
    ("Undetected", |i| text(&i["checks"]["undetected"])),
    ("Last run", |i| output::moment(&i["last_run"]["started_at"])),
];

const DETAILS: &[Column] = &[
    ("Name", |i| text(&i["name"])),
    ("Id", |i| text(&i["id"])),
    ("Account", |i| text(&i["account_id"])),
    ("Signs in by", |i| text(&i["method"]["title"])),
    ("Warning", |i| text(&i["method"]["notice"])),
    ("Certificate until", |i| output::moment(&i["certificate"]["not_after"])),
    ("Health", |i| format!("{}: {}", text(&i["health"]["state"]), text(&i["health"]["message"]))),
    ("Next refresh", |i| output::moment(&i["next_refresh_at"])),
    ("Changes", |i| text(&i["noticing"]["message"])),
    ("Event URL", |i| match i["events"]["arrivals"].as_array() {
        Some(wanted) if wanted.is_empty() => String::new(),
        _ => text(&i["events"]["url"]),
    }),
    ("Last event", |i| output::moment(&i["events"]["last_event_at"])),
];

const QUOTA: &[Column] = &[
    ("Class", |q| text(&q["class"])),
    ("Used today", |q| text(&q["used"])),
    ("Limit", |q| match q["limit_is_told"].as_bool() {
        Some(true) => text(&q["limit"]),
        _ => format!("{} (assumed)", text(&q["limit"])),
    }),
    ("Remaining", |q| text(&q["remaining"])),
    ("Per second", |q| text(&q["per_second"])),
    ("Begins anew", |q| match q["window"].as_str() {
        Some("rolling_24h") => "each call after 24 hours".to_owned(),
        _ => output::moment(&q["resets_at"]),
    }),
    ("Refused until", |q| output::moment(&q["blocked_until"])),
];

impl Connector {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        let instance = async |name: &str| find(&client, "instances", "activated connector", name).await;
        match self {
            Connector::Available => {
                let columns: &[Column] = &[
                    ("Connector", |c| text(&c["id"])),
                    ("Title", |c| text(&c["title"])),
                    ("Summary", |c| text(&c["summary"])),
                    ("Activated", |c| text(&c["instances"])),
                ];
                output::list(global, &client.get("connectors").await?, columns);
            }
            Connector::List => output::list(global, &client.get("instances").await?, ACTIVATED),
            Connector::Activate(wanted) => return wanted.run(global, &client).await,
            Connector::Validate(credentials) => return credentials.validate(global, &client).await,
            Connector::KeyPair(wanted) => return wanted.run(global, &client).await,
            Connector::Show { name } => {
                let path = format!("instances/{}", id(&instance(&name).await?));
                output::one(global, &client.get(&path).await?, DETAILS);
            }
            Connector::Refresh { name } => {
                let found = instance(&name).await?;
                let asked = client.post(&format!("instances/{}/refresh", id(&found)), &json!({})).await?;
                output::one(global, &asked, &[("Asked for, run", |a| text(&a["run"]))]);
            }
            Connector::Rename { name, new_name } => {
                let found = instance(&name).await?;
                let path = format!("instances/{}", id(&found));
                output::one(global, &client.patch(&path, &json!({ "name": new_name })).await?, DETAILS);
            }
            Connector::Edit { name, rename, poll_every } => {
                let mut body = serde_json::Map::new();
                if let Some(rename) = rename {
                    body.insert("name".into(), rename.into());
                }
                if let Some(Period(every_s)) = poll_every {
                    body.insert("poll_every_s".into(), json!(every_s));
                }
                if body.is_empty() {
                    bail!("nothing is to change; say --rename or --poll-every");
                }
                let path = format!("instances/{}", id(&instance(&name).await?));
                output::one(global, &client.patch(&path, &Value::Object(body)).await?, DETAILS);
            }
            Connector::People { name, permission } => {
                let query = query(&[("permission", permission)]);
                let path = format!("instances/{}/people{query}", id(&instance(&name).await?));
                records::people(global, &client.get(&path).await?);
            }
            Connector::Credentials { name, form } => {
                return form.renew(global, &client, &instance(&name).await?).await;
            }
            Connector::Events { name, remove: true, .. } => {
                let path = format!("instances/{}/event-secret", id(&instance(&name).await?));
                output::one(global, &client.delete(&path).await?, DETAILS);
            }
            Connector::Events { name, secret_stdin, .. } => {
                let found = instance(&name).await?;
                let secret = session::ask("Secret Token", secret_stdin)?;
                let path = format!("instances/{}/event-secret", id(&found));
                let body = json!({ "secret_token": secret.expose() });
                output::one(global, &client.put(&path, &body).await?, DETAILS);
            }
            Connector::Runs { name } => {
                let path = format!("instances/{}/runs", id(&instance(&name).await?));
                output::list(global, &client.get(&path).await?, records::RUNS);
            }
            Connector::Quota { name } => {
                let path = format!("instances/{}/quota", id(&instance(&name).await?));
                output::list(global, &client.get(&path).await?, QUOTA);
            }
            Connector::Changes { name } => {
                let path = format!("instances/{}/events", id(&instance(&name).await?));
                output::list(global, &client.get(&path).await?, records::CHANGES);
            }
            Connector::Drift { name, setting } => {
                let mut path = format!("instances/{}/drift", id(&instance(&name).await?));
                if let Some(setting) = setting {
                    let pairs: String = url::form_urlencoded::byte_serialize(setting.as_bytes()).collect();
                    path = format!("{path}?setting={pairs}");
                }
                output::list(global, &client.get(&path).await?, records::DRIFT);
            }
            Connector::Checks { name } => {
                let path = format!("instances/{}/checks", id(&instance(&name).await?));
                output::list(global, &client.get(&path).await?, records::CHECKS);
            }
            Connector::FirstContact { name } => {
                let path = format!("instances/{}/first-contact", id(&instance(&name).await?));
                records::first_contact(global, &client.get(&path).await?);
            }
            Connector::Record { name, output } => {
                let path = format!("instances/{}/recording", id(&instance(&name).await?));
                return records::write(&client.get(&path).await?, output.as_deref());
            }
            Connector::Drafts { discard: Some(draft) } => {
                client.delete(&format!("drafts/{}", segment(&draft))).await?;
                output::note("the draft was forgotten, and what was typed is destroyed");
            }
            Connector::Drafts { discard: None } => {
                output::list(global, &client.get("drafts").await?, records::DRAFTS);
            }
            Connector::History { name, check } => {
                let found = instance(&name).await?;
                let path = format!("instances/{}/checks/{}/history", id(&found), segment(&check));
                let answer = client.get(&path).await?;
                output::list(global, &answer, records::HISTORY);
                if answer["items"].as_array().is_some_and(Vec::is_empty) {
                    output::note(
                        "no outcome is kept under this id; `vouchsafe connector checks` has the ids",
                    );
                }
            }
            Connector::Delete { name, yes } => {
                return delete(global, &client, &instance(&name).await?, yes).await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Seconds between two askings; none: as often as the connector does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(Option<u32>);

fn period(text: &str) -> Result<Period, String> {
    let wrong = || "write a time as 45s, 5m or 1h, or `default`".to_owned();
    if text == "default" {
        return Ok(Period(None));
    }
    let (number, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
    let (number, unit) =
        if text.ends_with(|c: char| c.is_ascii_digit()) { (text, "s") } else { (number, unit) };
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(wrong()),
    };
    let number: u32 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(seconds).map(|seconds| Period(Some(seconds))).ok_or_else(wrong)
}

async fn delete(global: &Global, client: &Client, instance: &Value, yes: bool) -> Result<ExitCode> {
    let path = format!("instances/{}", id(instance));
    let preview = client.get(&format!("{path}/deletion")).await?;
    if global.json {
        output::json(&preview);
    } else {
        let change = |c: &Value| format!("{} → {}", output::score(&c["before"]), output::score(&c["after"]));
        output::line(format_args!("organisation: {}", change(&preview["organisation"])));
        for assessment in preview["assessments"].as_array().into_iter().flatten() {
            output::line(format_args!("{}: {}", text(&assessment["name"]), change(assessment)));
        }
    }
    if !yes {
        bail!("nothing was deleted; say it again with --yes (its evidence stays)");
    }
    client.delete(&path).await?;
    output::note(format_args!("deleted {}; its evidence stays", text(&instance["name"])));
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_a_unit() {
        for (text, seconds) in [("45s", 45), ("5m", 300), ("1h", 3600), ("60", 60)] {
            assert_eq!(period(text), Ok(Period(Some(seconds))), "{text}");
        }
        assert_eq!(period("default"), Ok(Period(None)));
        for text in ["", "m", "5 m", "-1s", "1d", "9999999h", "5ü"] {
            assert!(period(text).is_err(), "{text}");
        }
    }
}

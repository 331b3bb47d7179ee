//! `vouchsafe assessment`: a regulation applied to services and chosen instances.

use super::{find, id, overview::as_of};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use model::Time;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Assessment {
    /// All assessments with their scores
    List,
    /// Create one
    Create(Create),
    /// One assessment: points per service and instance, controls
    Show {
        /// The assessment's name or id
        name: String,
        /// As it was known at that moment (RFC 3339)
        #[arg(long)]
        as_of: Option<Time>,
    },
    /// Give one another name, or let it cover other instances
    Edit(Edit),
    /// Delete one; its evidence stays
    Delete {
        /// The assessment's name or id
        name: String,
        /// Do it; without this nothing is deleted
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct Create {
    /// Its unique name
    #[arg(long)]
    name: String,
    /// The regulation's id or title
    #[arg(long)]
    regulation: String,
    /// The group that it belongs to; made when there is none of that name
    #[arg(long)]
    group: String,
    /// A service that it covers; may be given several times
    #[arg(long = "service")]
    services: Vec<String>,
    /// An activated connector that it covers; all, later ones included, when none is given
    #[arg(long = "instance")]
    instances: Vec<String>,
}

#[derive(Args)]
pub struct Edit {
    /// The assessment's name or id
    #[arg(value_name = "NAME")]
    assessment: String,
    /// Its new name
    #[arg(long = "name", value_name = "NEW_NAME")]
    new_name: Option<String>,
    /// An activated connector that it covers, instead of those it covered; may be given several times
    #[arg(long = "instance", value_name = "INSTANCE")]
    instances: Vec<String>,
    /// Cover all activated connectors of its services, later ones included
    #[arg(long, conflicts_with = "instances")]
    all: bool,
}

const COLUMNS: &[Column] = &[
    ("Assessment", |a| text(&a["name"])),
    ("Status", |a| output::words(&a["status"])),
    ("Score", |a| output::score(&a["score"])),
    ("Failed instances", |a| text(&a["failed_instances"])),
    ("Services", |a| text(&a["services"])),
    ("Group", |a| text(&a["group"]["name"])),
    ("Regulation", |a| text(&a["regulation"]["title"])),
];

impl Assessment {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Assessment::List => output::list(global, &client.get("assessments").await?, COLUMNS),
            Assessment::Create(create) => {
                let created = create.run(&client).await?;
                output::one(global, &created, COLUMNS);
            }
            Assessment::Show { name, as_of: at } => {
                let found = find(&client, "assessments", "assessment", &name).await?;
                let whole = client.get(&format!("assessments/{}{}", id(&found), as_of(at))).await?;
                output::one(global, &whole, COLUMNS);
                if !global.json {
                    show(&whole);
                }
            }
            Assessment::Edit(edit) => output::one(global, &edit.run(&client).await?, COLUMNS),
            Assessment::Delete { name, yes } => {
                let found = find(&client, "assessments", "assessment", &name).await?;
                if !yes {
                    bail!("nothing was deleted; say it again with --yes (its evidence stays)");
                }
                client.delete(&format!("assessments/{}", id(&found))).await?;
                output::note(format_args!("deleted {}", text(&found["name"])));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(assessment: &Value) {
    let list = |key: &str| assessment[key].as_array().cloned().unwrap_or_default();
    output::rows(
        &list("service_scores"),
        &[("Service", |s| text(&s["service"])), ("Score", |s| output::score(&s["score"]))],
    );
    output::rows(
        &list("instance_scores"),
        &[
            ("Instance", |i| text(&i["instance"]["name"])),
            ("Score", |i| output::score(&i["score"])),
            ("Failed actions", |i| text(&i["failed"])),
        ],
    );
    output::rows(&list("actions"), super::action::COLUMNS);
}

impl Create {
    async fn run(self, client: &Client) -> Result<Value> {
        let regulation = find(client, "regulations", "regulation", &self.regulation).await?;
        let groups = client.get("groups").await?;
        let wanted = self.group.trim().to_lowercase();
        let existing = groups["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|group| group["name"].as_str().is_some_and(|name| name.to_lowercase() == wanted));
        let instances = instance_ids(client, &self.instances).await?;
        let body = json!({
            "name": self.name,
            "regulation": id(&regulation),
            "group": match existing { Some(group) => json!({ "id": id(group) }), None => json!({ "name": self.group }) },
            "services": self.services,
            "covers": if instances.is_empty() { "all" } else { "chosen" },
            "instances": instances,
        });
        client.post("assessments", &body).await
    }
}

impl Edit {
    async fn run(self, client: &Client) -> Result<Value> {
        if self.new_name.is_none() && self.instances.is_empty() && !self.all {
            bail!("say what is to change: --name, --instance or --all");
        }
        let found = find(client, "assessments", "assessment", &self.assessment).await?;
        let mut body = Map::new();
        if let Some(name) = self.new_name {
            body.insert("name".into(), json!(name));
        }
        if self.all {
            body.insert("covers".into(), json!("all"));
        } else if !self.instances.is_empty() {
            body.insert("covers".into(), json!("chosen"));
            body.insert("instances".into(), json!(instance_ids(client, &self.instances).await?));
        }
        client.patch(&format!("assessments/{}", id(&found)), &Value::Object(body)).await
    }
}

async fn instance_ids(client: &Client, names: &[String]) -> Result<Vec<Value>> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(find(client, "instances", "activated connector", name).await?["id"].clone());
    }
    Ok(ids)
}

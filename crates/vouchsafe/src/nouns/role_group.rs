//! `vouchsafe role-group`: roles under a name.

use super::{find, id, principal::done};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum RoleGroup {
    /// All role groups: those of the roles, and those that were created
    List,
    /// Create one
    Create {
        /// Its unique name
        #[arg(long)]
        name: String,
        /// What it is for
        #[arg(long, default_value = "")]
        description: String,
        /// A role of it, as the list spells them; may be given several times
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
    /// Change one; what is left out stays
    Edit {
        /// The group's name or id
        #[arg(value_name = "NAME")]
        group: String,
        /// Its new name
        #[arg(long = "name", value_name = "NEW_NAME")]
        new_name: Option<String>,
        /// What it is for
        #[arg(long)]
        description: Option<String>,
        /// A role of it, instead of those it had; may be given several times
        #[arg(long = "role")]
        roles: Vec<String>,
    },
    /// Delete one that nobody is in
    Delete {
        /// The group's name or id
        name: String,
        /// Do it; without this nothing is deleted
        #[arg(long)]
        yes: bool,
    },
}

const COLUMNS: &[Column] = &[
    ("Role group", |g| text(&g["name"])),
    ("Roles", |g| g["roles"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("\n")),
    ("Users", |g| text(&g["members"])),
    ("Description", |g| text(&g["description"])),
];

impl RoleGroup {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            RoleGroup::List => output::list(global, &client.get("role-groups").await?, COLUMNS),
            RoleGroup::Create { name, description, roles } => {
                let body = json!({ "name": name, "description": description, "roles": roles });
                output::one(global, &client.post("role-groups", &body).await?, COLUMNS);
            }
            RoleGroup::Edit { group, new_name, description, roles } => {
                let found = find(&client, "role-groups", "role group", &group).await?;
                let mut body = Map::new();
                body.extend(new_name.map(|name| ("name".to_owned(), Value::from(name))));
                body.extend(description.map(|text| ("description".to_owned(), Value::from(text))));
                if !roles.is_empty() {
                    body.insert("roles".to_owned(), Value::from(roles));
                }
                let path = format!("role-groups/{}", id(&found));
                output::one(global, &client.patch(&path, &Value::from(body)).await?, COLUMNS);
            }
            RoleGroup::Delete { name, yes } => {
                let found = find(&client, "role-groups", "role group", &name).await?;
                if !yes {
                    bail!("nothing was deleted; add --yes to delete {}", text(&found["name"]));
                }
                client.delete(&format!("role-groups/{}", id(&found))).await?;
                done(global, format_args!("deleted {}", text(&found["name"])));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

//! `vouchsafe principal`: people and programs.

use super::{find, id, session};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Principal {
    /// Everybody who may sign in, and the programs
    List,
    /// Add a person or a program
    Create(Create),
    /// Put somebody into another role group
    Edit {
        /// Their name or id
        name: String,
        /// The group's name or id
        #[arg(long)]
        role_group: String,
    },
    /// Remove somebody's second factor who lost it
    ResetSecondFactor {
        /// Their name or id
        name: String,
    },
    /// Remove somebody; what they did stays on record
    Remove {
        /// Their name or id
        name: String,
        /// Do it; without this nothing is removed
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct Create {
    /// Their unique name
    #[arg(long)]
    name: String,
    /// The role group's name or id
    #[arg(long, default_value = "compliance_manager_reader")]
    role_group: String,
    /// A program, which has API tokens instead of a password
    #[arg(long)]
    program: bool,
    /// Read the password from standard input instead of asking for it
    #[arg(long, conflicts_with = "program")]
    password_stdin: bool,
}

const COLUMNS: &[Column] = &[
    ("Name", |p| text(&p["name"])),
    ("Kind", |p| output::words(&p["kind"])),
    ("Role group", |p| text(&p["role_group"]["name"])),
    ("Second factor", |p| if p["second_factor"] == true { "yes".into() } else { "no".into() }),
    ("Since", |p| output::moment(&p["created_at"])),
];

impl Principal {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Principal::List => output::list(global, &client.get("principals").await?, COLUMNS),
            Principal::Create(create) => create.run(global, &client).await?,
            Principal::Edit { name, role_group } => {
                let found = find(&client, "principals", "user", &name).await?;
                let group = find(&client, "role-groups", "role group", &role_group).await?;
                let body = json!({ "role_group": id(&group) });
                let answer = client.patch(&format!("principals/{}", id(&found)), &body).await?;
                output::one(global, &answer, COLUMNS);
            }
            Principal::ResetSecondFactor { name } => {
                let found = find(&client, "principals", "user", &name).await?;
                client.delete(&format!("principals/{}/second-factor", id(&found))).await?;
                done(global, format_args!("{} signs in with the password alone", text(&found["name"])));
            }
            Principal::Remove { name, yes } => {
                let found = find(&client, "principals", "user", &name).await?;
                if !yes {
                    bail!("nothing was removed; add --yes to remove {}", text(&found["name"]));
                }
                client.delete(&format!("principals/{}", id(&found))).await?;
                done(global, format_args!("removed {}", text(&found["name"])));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    async fn run(self, global: &Global, client: &Client) -> Result<()> {
        let group = find(client, "role-groups", "role group", &self.role_group).await?;
        let mut body = json!({ "name": self.name, "role_group": id(&group) });
        if self.program {
            body["kind"] = json!("program");
        } else {
            body["password"] = json!(session::ask("Password", self.password_stdin)?.expose());
        }
        output::one(global, &client.post("principals", &body).await?, COLUMNS);
        Ok(())
    }
}

/// Says that something was done; programs are told nothing.
pub fn done(global: &Global, what: std::fmt::Arguments<'_>) {
    if global.json {
        output::json(&json!({}));
    } else {
        output::line(what);
    }
}

//! `vouchsafe action`: improvement actions and their statuses.

use super::{find, id, query, segment};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use model::Time;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Action {
    /// Improvement actions, the worst first
    List(List),
    /// One action with each instance's outcome
    Show {
        /// The action's id, as `action list` has it
        id: String,
        /// The group, for an action that is not technical
        #[arg(long)]
        group: Option<String>,
        /// As it was known at that moment (RFC 3339)
        #[arg(long)]
        as_of: Option<Time>,
    },
    /// Set the implementation status and, for a manual action, the test status
    Set(Set),
    /// Say how the test of an action went that no check tests; its implementation status stays
    Test(Test),
    /// What people said of an action: who set which status when
    History {
        /// The action's id
        id: String,
        /// The group, for an action that is not technical
        #[arg(long)]
        group: Option<String>,
    },
}

#[derive(Args)]
pub struct List {
    /// A test status, or `failed` for every action that failed on any instance
    #[arg(long)]
    status: Option<String>,
    /// Only those with all these words in title, id, category, group or regulations
    #[arg(long)]
    search: Option<String>,
    /// Only those of this assessment, over the instances that it covers
    #[arg(long)]
    assessment: Option<String>,
    /// As it was known at that moment (RFC 3339)
    #[arg(long)]
    as_of: Option<Time>,
}

#[derive(Args)]
pub struct Set {
    /// The action's id
    id: String,
    /// The group, for an action that is not technical
    #[arg(long)]
    group: Option<String>,
    /// not_implemented, implemented, alternative_implementation, planned or out_of_scope
    #[arg(long)]
    implementation: String,
    /// none, not_assessed, passed, failed_low_risk, failed_medium_risk, failed_high_risk, out_of_scope or in_progress
    #[arg(long)]
    test: Option<String>,
    /// What there is to say about it; what was said stays when left out
    #[arg(long)]
    notes: Option<String>,
}

#[derive(Args)]
pub struct Test {
    /// The action's id
    id: String,
    /// The group, for an action that is not technical
    #[arg(long)]
    group: Option<String>,
    /// passed, failed-low, failed-medium, failed-high, none, not-assessed, in-progress or out-of-scope; to say the same
    /// again says that it was tested again
    #[arg(long, required_unless_present = "notes")]
    status: Option<String>,
    /// When it was tested (RFC 3339)
    #[arg(long)]
    date: Option<Time>,
    /// What was looked at and found; what was said stays when left out
    #[arg(long)]
    notes: Option<String>,
}

pub const COLUMNS: &[Column] = &[
    ("Action", |a| text(&a["id"])),
    ("Title", |a| text(&a["title"])),
    ("Test status", |a| output::words(&a["test_status"])),
    ("Group", |a| text(&a["group"]["name"])),
    ("Note", |a| a["note"].as_str().unwrap_or_default().to_owned()),
    ("Points", |a| output::points(&a["points"])),
    ("Implementation", |a| output::words(&a["implementation_status"])),
    ("Source", |a| text(&a["testing_source"])),
];

const RESULTS: &[Column] = &[
    ("Instance, check", |r| {
        let (id, version) = (text(&r["check"]["id"]), text(&r["check"]["version"]));
        format!("{}\n{id} v{version}", text(&r["instance"]))
    }),
    ("Verdict, read", |r| format!("{}\n{}", verdict(r), output::moment(&r["read_at"]))),
    ("Expected", |r| {
        let parameters = r["parameters"].as_array().into_iter().flatten();
        let parameters = parameters.map(|p| format!("\n{} = {}", text(&p["name"]), p["value"]));
        text(&r["expected"]) + &parameters.collect::<String>()
    }),
    ("Actual, why", |r| {
        let why = r["reason"]["text"].as_str().map(|why| format!("\n{why}")).unwrap_or_default();
        output::facts(r, output::place) + &why
    }),
];

const SET: &[Column] = &[
    ("Set", |e| output::moment(&e["recorded_at"])),
    ("By", |e| text(&e["by"])),
    ("Implementation", |e| output::words(&e["implementation_status"])),
    ("Implemented", |e| output::moment(&e["implementation_date"])),
    ("Test status", |e| output::words(&e["test_status"])),
    ("Tested", |e| output::moment(&e["test_date"])),
    ("Notes", |e| e["notes"].as_str().unwrap_or_default().to_owned()),
    ("Stood until", |e| output::moment(&e["closed_at"])),
];

impl Action {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Action::List(list) => output::list(global, &list.run(&client).await?, COLUMNS),
            Action::Show { id, group, as_of } => {
                let group = group_id(&client, group.as_deref()).await?;
                let query = query(&[("as_of", as_of.map(|time| time.to_string())), ("group", group)]);
                show(global, &client.get(&format!("actions/{}{query}", segment(&id))).await?);
            }
            Action::History { id, group } => {
                let query = query(&[("group", group_id(&client, group.as_deref()).await?)]);
                output::list(
                    global,
                    &client.get(&format!("actions/{}/history{query}", segment(&id))).await?,
                    SET,
                );
            }
            Action::Set(set) => {
                let mut body = Map::new();
                body.insert("group".into(), json!(group_id(&client, set.group.as_deref()).await?));
                body.insert("implementation_status".into(), json!(spelled(&set.implementation)));
                for (key, value) in
                    [("test_status", set.test.as_deref().map(test_status)), ("notes", set.notes)]
                {
                    if let Some(value) = value {
                        body.insert(key.into(), json!(value));
                    }
                }
                show(
                    global,
                    &client
                        .put(&format!("actions/{}/status", segment(&set.id)), &Value::Object(body))
                        .await?,
                );
            }
            Action::Test(test) => {
                let mut body = Map::new();
                body.insert("group".into(), json!(group_id(&client, test.group.as_deref()).await?));
                for (key, value) in [
                    ("test_status", test.status.as_deref().map(test_status)),
                    ("test_date", test.date.map(|time| time.to_string())),
                    ("notes", test.notes),
                ] {
                    if let Some(value) = value {
                        body.insert(key.into(), json!(value));
                    }
                }
                show(
                    global,
                    &client.put(&format!("actions/{}/test", segment(&test.id)), &Value::Object(body)).await?,
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl List {
    async fn run(self, client: &Client) -> Result<Value> {
        let assessment = match &self.assessment {
            Some(name) => Some(id(&find(client, "assessments", "assessment", name).await?).to_owned()),
            None => None,
        };
        let query = query(&[
            ("status", self.status.as_deref().map(spelled)),
            ("search", self.search),
            ("assessment", assessment),
            ("as_of", self.as_of.map(|time| time.to_string())),
        ]);
        client.get(&format!("actions{query}")).await
    }
}

fn show(global: &Global, action: &Value) {
    output::one(global, action, COLUMNS);
    if global.json {
        return;
    }
    let mut rows = Vec::new();
    for result in action["results"].as_array().into_iter().flatten() {
        for check in result["checks"].as_array().into_iter().flatten() {
            let mut row = check.clone();
            row["instance"] = result["instance"]["name"].clone();
            rows.push(row);
        }
    }
    output::rows(&rows, RESULTS);
}

/// “passed with 1 exception”.
fn verdict(result: &Value) -> String {
    let verdict = output::words(&result["verdict"]);
    match result["exceptions"].as_array().map_or(0, Vec::len) {
        0 => verdict,
        1 => format!("{verdict} with 1 exception"),
        count => format!("{verdict} with {count} exceptions"),
    }
}

/// A status as the API spells it: tables show it with blanks.
fn spelled(status: &str) -> String {
    status.trim().replace([' ', '-'], "_")
}

/// A test status as the API spells it: `failed-low` is `failed_low_risk`.
fn test_status(status: &str) -> String {
    match spelled(status).as_str() {
        short @ ("failed_low" | "failed_medium" | "failed_high") => format!("{short}_risk"),
        spelled => spelled.to_owned(),
    }
}

async fn group_id(client: &Client, name: Option<&str>) -> Result<Option<String>> {
    let Some(name) = name else { return Ok(None) };
    let group = find(client, "groups", "group", name).await?;
    Ok(Some(group["id"].as_str().context("the group has no id")?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_status_may_be_said_in_short_and_as_tables_show_it() {
        for (said, sent) in [
            ("passed", "passed"),
            ("failed-low", "failed_low_risk"),
            ("failed_medium", "failed_medium_risk"),
            ("failed high", "failed_high_risk"),
            ("failed high risk", "failed_high_risk"),
            ("in-progress", "in_progress"),
            ("failed", "failed"),
        ] {
            assert_eq!(test_status(said), sent, "{said}");
        }
    }
}

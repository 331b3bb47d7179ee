//! Activating an archive connector from the command line.

use crate::{
    client::Client,
    nouns::{connector::credentials::Form, id},
    output::text,
};
use anyhow::{Result, bail};
use clap::Args;
use model::Time;
use serde_json::{Value, json};

#[derive(Args)]
pub struct Activate {
    /// The connector's id, as `connector available` lists it
    connector: String,
    #[command(flatten)]
    form: Form,
    /// The unique name of the new connector
    #[arg(long)]
    name: String,
    /// Accept the connector's terms (`connector available --json` shows them)
    #[arg(long)]
    accept_terms: bool,
    /// Leave out what was created before (RFC 3339)
    #[arg(long)]
    from: Option<Time>,
    /// Archive items without their files
    #[arg(long)]
    no_files: bool,
    /// Every address of this domain has a mailbox; may be given several times
    #[arg(long = "domain", value_name = "DOMAIN")]
    domains: Vec<String>,
    /// Somebody with a mailbox, as ADDRESS or ADDRESS=NAME; may be given several times
    #[arg(long = "custodian", value_name = "ADDRESS=NAME")]
    custodians: Vec<String>,
    /// Seconds between two askings of the source
    #[arg(long, value_name = "SECONDS")]
    every: Option<u32>,
    /// Archive private messages for this purpose; somebody else has to agree
    #[arg(long, value_name = "TEXT", requires = "legal_basis")]
    messages_purpose: Option<String>,
    /// Why private messages may be archived
    #[arg(long, value_name = "TEXT", requires = "messages_purpose")]
    legal_basis: Option<String>,
}

impl Activate {
    pub async fn run(self, client: &Client) -> Result<Value> {
        let (connector, credentials) = self.form.fill(client, &self.connector).await?;
        let terms = &connector["terms"];
        if !self.accept_terms {
            bail!("read and accept the terms with --accept-terms:\n\n{}", text(&terms["text"]));
        }
        let custodian = |given: &String| {
            let (address, name) = given.split_once('=').unwrap_or((given, ""));
            json!({ "address": address, "name": name })
        };
        let messages = self
            .messages_purpose
            .as_ref()
            .map(|purpose| json!({ "purpose": purpose, "legal_basis": self.legal_basis }));
        let body = json!({
            "connector": id(&connector),
            "name": self.name,
            "credentials": credentials,
            "draft": self.form.draft(),
            "terms_version": terms["version"],
            "settings": {
                "from": self.from,
                "files": !self.no_files,
                "domains": self.domains,
                "every_s": self.every,
                "messages": messages,
            },
            "custodians": self.custodians.iter().map(custodian).collect::<Vec<_>>(),
        });
        client.post("archives", &body).await
    }
}

//! Signing in to a service: the connector's form, filled from the command line.

use super::DETAILS;
use crate::{
    cli::Global,
    client::Client,
    nouns::{find, id, segment, session},
    output::{self, text},
};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use std::{
    fs::File,
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

#[derive(Args)]
pub struct Credentials {
    /// The connector's id, as `connector available` lists it
    connector: String,
    #[command(flatten)]
    form: Form,
}

/// A connector's sign-in form.
#[derive(Args)]
pub struct Form {
    /// The way to sign in, where the connector has several; asked for where it is left out
    #[arg(long)]
    method: Option<String>,
    /// A field of the sign-in form as FIELD=VALUE; @FILE as the value reads a file, @- standard input. Fields
    /// that are not given are asked for
    #[arg(long = "field", value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// The draft that has what is not given here, such as a key that `connector key-pair` made
    #[arg(long, value_name = "ID")]
    draft: Option<String>,
}

#[derive(Args)]
pub struct Activate {
    #[command(flatten)]
    credentials: Credentials,
    /// The unique name of the new connector
    #[arg(long)]
    name: String,
    /// Accept the connector's terms (`connector available --json` shows them)
    #[arg(long)]
    accept_terms: bool,
}

#[derive(Args)]
pub struct MakeKeyPair {
    /// The connector's id, as `connector available` lists it
    connector: String,
    /// Write the certificate to this file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The way to sign in, where several take a key
    #[arg(long)]
    method: Option<String>,
    /// The draft to keep the key in; a new one where it is left out
    #[arg(long, value_name = "ID")]
    draft: Option<String>,
}

impl Form {
    /// The draft that has what is not given here.
    pub fn draft(&self) -> Option<&str> {
        self.draft.as_deref()
    }

    /// The connector, and its form filled from the command line and, for what is missing, by asking.
    pub async fn fill(&self, client: &Client, connector: &str) -> Result<(Value, Value)> {
        let connector = find(client, "connectors", "connector", connector).await?;
        let draft = match &self.draft {
            Some(draft) => client.get(&format!("drafts/{}", segment(draft))).await?,
            None => Value::Null,
        };
        let method = self.method_of(&connector, &draft)?;
        let form = method["fields"].as_array().cloned().unwrap_or_default();
        let known: Vec<_> = form.iter().filter_map(|field| field["name"].as_str()).collect();
        let mut filled = Map::new();
        if connector["methods"].as_array().is_some_and(|methods| methods.len() > 1) {
            filled.insert("method".into(), method["id"].clone());
        }
        for given in &self.fields {
            let (field, value) =
                given.split_once('=').with_context(|| format!("--field {given}: write FIELD=VALUE"))?;
            if !known.contains(&field) {
                bail!("{} has no field “{field}”; it has: {}", text(&method["title"]), known.join(", "));
            }
            filled.insert(field.into(), read(value)?.into());
        }
        for field in &form {
            let name = text(&field["name"]);
            if !filled.contains_key(&name)
                && !is_kept(&draft, &name)
                && let Some(value) = asked(field, &text(&connector["id"]))?
            {
                filled.insert(name, value.into());
            }
        }
        if let Some(notice) = method["notice"].as_str() {
            output::note(format_args!("warning: {notice}"));
        }
        Ok((connector, Value::Object(filled)))
    }

    /// The way to sign in: the one that is named, that the draft has, the only one, or the one that is chosen.
    fn method_of(&self, connector: &Value, draft: &Value) -> Result<Value> {
        let methods = connector["methods"].as_array().cloned().unwrap_or_default();
        let named = self.method.as_deref().or(draft["fields"]["method"].as_str());
        let named = match (named, methods.as_slice()) {
            (Some(named), _) => named.to_owned(),
            (None, [only]) => return Ok(only.clone()),
            (None, _) => {
                let known = methods.iter().map(|one| (text(&one["id"]), text(&one["title"])));
                choose("How to sign in", &known.collect::<Vec<_>>(), "--method gives it")?
            }
        };
        let ids: Vec<_> = methods.iter().map(|one| text(&one["id"])).collect();
        let found = methods.into_iter().find(|one| one["id"] == named.as_str());
        found.with_context(|| {
            format!("{} does not sign in by “{named}”; choose one of: {}", id(connector), ids.join(", "))
        })
    }

    /// Gives an instance new credentials for the account that it is pinned to.
    pub async fn renew(self, global: &Global, client: &Client, instance: &Value) -> Result<ExitCode> {
        let (_, credentials) = self.fill(client, &text(&instance["connector"])).await?;
        let path = format!("instances/{}", id(instance));
        let body = json!({ "credentials": credentials, "draft": self.draft });
        output::one(global, &client.patch(&path, &body).await?, DETAILS);
        Ok(ExitCode::SUCCESS)
    }
}

impl Credentials {
    async fn fill(&self, client: &Client) -> Result<(Value, Value)> {
        self.form.fill(client, &self.connector).await
    }

    pub async fn validate(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let (connector, credentials) = self.fill(client).await?;
        let path = format!("connectors/{}/validation", id(&connector));
        let body = json!({ "credentials": credentials, "draft": self.form.draft });
        let answer = client.post(&path, &body).await?;
        if global.json {
            output::json(&answer);
        } else {
            output::line(format_args!("{}: {}", text(&answer["result"]), text(&answer["message"])));
            for warning in answer["warnings"].as_array().into_iter().flatten() {
                output::line(format_args!("  warning: {}", text(warning)));
            }
            for problem in answer["problems"].as_array().into_iter().flatten() {
                let at = problem["field"].as_str().map(|field| format!("{field}: ")).unwrap_or_default();
                output::line(format_args!("  {at}{} {}", text(&problem["message"]), text(&problem["mend"])));
            }
            for right in answer["missing"].as_array().into_iter().flatten() {
                let (right, affects) = (text(&right["right"]), text(&right["affects"]));
                output::line(format_args!("  missing {right}: affects {affects}"));
            }
        }
        Ok(if answer["result"] == "failed" { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl Activate {
    pub async fn run(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let (connector, credentials) = self.credentials.fill(client).await?;
        let terms = &connector["terms"];
        if !self.accept_terms {
            bail!("read and accept the terms with --accept-terms:\n\n{}", text(&terms["text"]));
        }
        let body = json!({
            "connector": id(&connector),
            "name": self.name,
            "credentials": credentials,
            "draft": self.credentials.form.draft,
            "terms_version": terms["version"],
        });
        output::one(global, &client.post("instances", &body).await?, DETAILS);
        Ok(ExitCode::SUCCESS)
    }
}

impl MakeKeyPair {
    pub async fn run(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let connector = find(client, "connectors", "connector", &self.connector).await?;
        // Before a key is made that nobody could make use of.
        let mut file = File::create_new(&self.out).with_context(|| {
            format!("{} cannot be written; choose a file that is not there yet", self.out.display())
        })?;
        let body = json!({ "method": self.method, "draft": self.draft, "name": "" });
        let made = client.post(&format!("connectors/{}/key-pair", id(&connector)), &body).await;
        let made = match made {
            Ok(made) => made,
            Err(error) => {
                // Nothing stands in it.
                let _ = std::fs::remove_file(&self.out);
                return Err(error);
            }
        };
        file.write_all(text(&made["certificate_pem"]).as_bytes())?;
        output::one(
            global,
            &made,
            &[
                ("Draft", |m| text(&m["draft"])),
                ("Fingerprint (SHA-256)", |m| text(&m["fingerprint_sha256"])),
                ("Valid until", |m| output::moment(&m["not_after"])),
            ],
        );
        let draft = text(&made["draft"]);
        output::note(format_args!(
            "wrote the certificate to {}; upload it at the service, then go on with --draft {draft}",
            self.out.display()
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Whether a draft has a field already.
fn is_kept(draft: &Value, name: &str) -> bool {
    let secrets = draft["secrets"].as_array().into_iter().flatten();
    secrets.into_iter().any(|kept| kept == name) || draft["fields"][name].is_string()
}

/// A field's value from the person at the terminal; `None` where it may be left out, and is.
fn asked(field: &Value, connector: &str) -> Result<Option<String>> {
    let (name, label) = (text(&field["name"]), text(&field["label"]));
    let default = field["default"].as_str();
    let may_be_empty = default.is_some() || field["optional"] == true;
    if field["generated"].is_string() {
        bail!(
            "{label} is made here: run `vouchsafe connector key-pair {connector} --out FILE`, upload the certificate, \
             then give the draft's id with --draft"
        );
    }
    // Without a terminal only what is needed is asked for, which then says how to give it.
    if may_be_empty && !io::stdin().is_terminal() {
        return Ok(None);
    }
    if field["secret"] == true {
        let hint = if may_be_empty { " (may be left empty)" } else { "" };
        let typed = session::ask(&format!("{label}{hint}"), false)?;
        return Ok(Some(typed.expose().to_owned()).filter(|typed| !typed.is_empty() || !may_be_empty));
    }
    let choices = field["choices"].as_array().into_iter().flatten();
    let choices: Vec<_> = choices.map(|choice| (text(&choice["value"]), text(&choice["label"]))).collect();
    let instead = format!("--field {name}=VALUE gives it");
    if !choices.is_empty() {
        if !io::stdin().is_terminal() {
            bail!("{label} could not be asked for without a terminal; {instead}");
        }
        return choose(&label, &choices, &instead).map(Some);
    }
    let hint = match default {
        Some(default) => format!(" [{default}]"),
        None if may_be_empty => " (may be left empty)".to_owned(),
        None => String::new(),
    };
    let typed = line(&format!("{label}{hint}"), &instead)?;
    Ok(Some(typed).filter(|typed| !typed.is_empty() || !may_be_empty))
}

/// One of several, by its number or its name.
fn choose(what: &str, known: &[(String, String)], instead: &str) -> Result<String> {
    let names: Vec<_> = known.iter().map(|(name, _)| name.as_str()).collect();
    if !io::stdin().is_terminal() {
        bail!("{what}? Choose one of: {}; {instead}", names.join(", "));
    }
    for (number, (name, label)) in known.iter().enumerate() {
        output::note(format_args!("  {}  {label} ({name})", number + 1));
    }
    let typed = line(what, instead)?;
    let by_number = typed.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?));
    let chosen = by_number.or_else(|| names.iter().find(|name| **name == typed));
    chosen
        .map(|name| (*name).to_owned())
        .with_context(|| format!("“{typed}” is none of these; choose one of: {}", names.join(", ")))
}

/// A line from the terminal, which is no secret.
fn line(what: &str, instead: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        bail!("{what} could not be asked for without a terminal; {instead}");
    }
    let mut error = io::stderr();
    write!(error, "{what}: ").and_then(|()| error.flush())?;
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).context("standard input could not be read")?;
    Ok(typed.trim().to_owned())
}

/// A field's value: as given, or the content of a file, without the newline at its end.
fn read(value: &str) -> Result<String> {
    let content = match value.strip_prefix('@') {
        None => return Ok(value.to_owned()),
        Some("-") => std::io::read_to_string(std::io::stdin()).context("standard input could not be read")?,
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("{file} could not be read"))?,
    };
    Ok(content.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(method: Option<&str>) -> Form {
        Form { method: method.map(str::to_owned), fields: vec![], draft: None }
    }

    #[test]
    fn the_method_is_the_named_one_the_drafts_or_the_only_one() {
        let one = json!({ "id": "x", "methods": [{ "id": "app", "title": "App" }] });
        let two = json!({ "id": "x", "methods": [{ "id": "app" }, { "id": "key" }] });
        let of = |connector: &Value, method: Option<&str>, draft: Value| {
            form(method).method_of(connector, &draft).map(|found| text(&found["id"]))
        };
        assert_eq!(of(&one, None, Value::Null).ok().as_deref(), Some("app"));
        assert_eq!(of(&two, Some("key"), Value::Null).ok().as_deref(), Some("key"));
        let draft = json!({ "fields": { "method": "key" } });
        assert_eq!(of(&two, None, draft.clone()).ok().as_deref(), Some("key"));
        assert_eq!(of(&two, Some("app"), draft).ok().as_deref(), Some("app"));
        let wrong = of(&two, Some("robot"), Value::Null).unwrap_err().to_string();
        assert!(wrong.contains("app, key"), "{wrong}");
    }

    #[test]
    fn what_a_draft_has_is_not_asked_for() {
        let draft = json!({ "fields": { "domain": "example.com" }, "secrets": ["private_key"] });
        assert!(is_kept(&draft, "domain") && is_kept(&draft, "private_key"));
        assert!(!is_kept(&draft, "client_id") && !is_kept(&Value::Null, "domain"));
    }

    #[test]
    fn a_key_is_made_and_not_typed() {
        let field =
            json!({ "name": "private_key", "label": "Private key", "generated": "key_pair", "secret": true });
        let said = asked(&field, "x").unwrap_err().to_string();
        assert!(said.contains("connector key-pair x") && said.contains("--draft"), "{said}");
    }
}

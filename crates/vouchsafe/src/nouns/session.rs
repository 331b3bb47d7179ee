//! Signing in and out.

use crate::{cli::Global, client, output};
use anyhow::{Context, Result};
use clap::Args;
use model::Secret;
use serde_json::json;
use std::process::ExitCode;

#[derive(Args)]
pub struct Login {
    /// Who signs in
    #[arg(long)]
    name: String,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
    /// What the authenticator shows, or a recovery code; asked for when it is needed and left out
    #[arg(long)]
    code: Option<String>,
}

impl Login {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let password = ask("Password", self.password_stdin)?;
        let client = client::Client::new(&Global { token: Some(String::new()), ..global.clone() })?;
        let mut body = json!({
            "name": self.name,
            "password": password.expose(),
            "code": self.code,
            "kind": "bearer",
        });
        let mut answered = client.ask("session", &body).await?;
        if self.code.is_none() && answered.as_ref().is_err_and(|refusal| refusal.names("code")) {
            body["code"] = json!(ask("Code", self.password_stdin)?.expose());
            answered = client.ask("session", &body).await?;
        }
        let mut answer = answered.map_err(client::Refusal::into_error)?;
        let token = answer["token"].take();
        let token = Secret::new(token.as_str().context("the server gave no token")?);
        let file = client::keep(&global.server, &token)?;
        if let Some(fields) = answer.as_object_mut() {
            fields.remove("token");
        }
        if global.json {
            output::json(&answer);
        } else {
            let file = file.display();
            output::line(format_args!("signed in as {}; the session is kept in {file}", self.name));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Ends the session at the server, and forgets it here in any case.
pub async fn logout(global: &Global) -> Result<ExitCode> {
    let ended = client::Client::new(global)?.delete("session").await;
    client::forget(&global.server)?;
    ended?;
    if global.json {
        output::json(&json!({}));
    } else {
        output::line("signed out");
    }
    Ok(ExitCode::SUCCESS)
}

/// A secret, asked for without showing it, or the first line of standard input.
pub fn ask(what: &str, from_stdin: bool) -> Result<Secret> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).context("standard input could not be read")?;
        return Ok(Secret::new(line.trim_end_matches(['\n', '\r'])));
    }
    let typed = rpassword::prompt_password(format!("{what}: ")).with_context(|| {
        format!("{what} could not be asked for without a terminal; an option gives it (see --help)")
    })?;
    Ok(Secret::new(typed))
}

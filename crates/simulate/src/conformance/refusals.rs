//! Refusals: each status and code that is answered has to be one that the description of the call lists.

use super::{Documents, Error, Report, client::Client, described_here, filled, schema::Misfit};
use crate::zoom::Running;
use serde_json::json;

/// What every call may answer, whatever its own description lists: the token, the scopes, the parameters.
const EVERYWHERE: &[i64] = &[124, 300, 4700, 4711];

/// The refusals of every call: for a thing that is not there, for a page token that is none, and for an account
/// that does not pay.
pub async fn refusals(
    documents: &Documents,
    running: &Running,
    client: &Client<'_>,
    report: &mut Report,
) -> Result<(), Error> {
    for plan in ["business", "free"] {
        running.control("PUT", "plan", json!({ "account": client.account, "plan": plan })).await?;
        for operation in described_here() {
            let (method, template) = (operation.method, operation.template);
            let things = if template.contains("{accountId}") { vec!["me", "nobody"] } else { vec!["nobody"] };
            for thing in things {
                let path = filled(template, thing) + "?next_page_token=stale&from=2020-01-01&to=2020-01-02";
                let (status, body) = client.send(method, &path, &json!({})).await?;
                let Some(code) = body["code"].as_i64() else { continue };
                let described = documents.operation(method, template)?;
                let listed = described["responses"][status.to_string()]["description"].as_str();
                let is_listed = listed.is_some_and(|text| text.contains(&format!("`{code}`")));
                let what = "is no refusal that its description lists".to_owned();
                let misfit = Misfit { path: format!("HTTP {status} code {code}"), what };
                let known = EVERYWHERE.contains(&code) || is_listed;
                report.add(&format!("{method} {template}"), if known { vec![] } else { vec![misfit] });
            }
        }
    }
    Ok(())
}

//! The reply of every GET, in all its views, against the branch of the description that belongs to it.

use super::{Documents, Error, Report, client::Client, described_here, filled, schema};
use model::{Clock, SystemClock};
use serde_json::Value;

/// The reply of every GET, in all its views.
pub async fn replies(documents: &Documents, client: &Client<'_>, report: &mut Report) -> Result<(), Error> {
    const SETTINGS: &str = "/accounts/{accountId}/settings";
    const LOCKS: &str = "/accounts/{accountId}/lock_settings";
    const GROUP: &str = "/groups/{groupId}/settings";
    const GROUP_LOCKS: &str = "/groups/{groupId}/lock_settings";
    let now = SystemClock.now().to_string();
    let today = now.split('T').next().unwrap_or_default();
    let month = today.rsplit_once('-').map_or(today, |(month, _)| month);
    let this_month = format!("?from={month}-01&to={today}");
    let views: [(&str, &str, &[usize]); 21] = [
        (SETTINGS, "", &[0]),
        (SETTINGS, "?option=security", &[0]),
        (SETTINGS, "?option=meeting_authentication", &[1, 0]),
        (SETTINGS, "?option=recording_authentication", &[1, 1]),
        (SETTINGS, "?option=meeting_security", &[2]),
        (LOCKS, "", &[0]),
        (LOCKS, "?option=meeting_security", &[1]),
        ("/users", "", &[]),
        ("/users", "?status=inactive", &[]),
        ("/users", "?status=pending", &[]),
        ("/groups", "?page_size=1", &[]),
        (GROUP, "", &[0]),
        (GROUP, "?option=meeting_authentication", &[1, 0]),
        (GROUP, "?option=recording_authentication", &[1, 1]),
        (GROUP, "?option=meeting_security", &[2]),
        (GROUP_LOCKS, "", &[0]),
        (GROUP_LOCKS, "?option=meeting_security", &[1]),
        ("/report/operationlogs", &this_month, &[]),
        ("/report/activities", "", &[]),
        ("/report/users", &this_month, &[]),
        ("/report/daily", "", &[]),
    ];
    let ids = |list: Value, key: &str| -> Vec<String> {
        let rows = list[key].as_array().cloned().unwrap_or_default();
        rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
    };
    for operation in described_here().filter(|operation| operation.method == "GET") {
        let template = operation.template;
        let arguments = match template {
            _ if template.contains("{accountId}") => vec!["me".to_owned(), client.account_id.clone()],
            _ if template.contains("{userId}") => ids(client.get("/users").await?, "users"),
            _ if template.contains("{roleId}") => ids(client.get("/roles").await?, "roles"),
            _ if template.contains("{groupId}") => ids(client.get("/groups").await?, "groups"),
            _ => vec![String::new()],
        };
        let mut asked: Vec<(&str, &[usize])> = views
            .iter()
            .filter(|(of, ..)| *of == template)
            .map(|(_, query, branch)| (*query, *branch))
            .collect();
        if asked.is_empty() {
            asked.push(("", &[]));
        }
        for argument in arguments {
            for (query, branches) in &asked {
                let path = filled(template, &argument) + query;
                let body = client.get(&path).await?;
                let schema = documents.reply("GET", template, branches)?;
                report.add(&format!("GET {template}"), schema::misfits(schema, &body));
            }
        }
    }
    Ok(())
}

//! What the demo says when it opens.

use super::{
    server::Server,
    set_up::{House, Mailboxes},
};
use serde_json::Value;

/// What the ready line has of an account, and how a person reads it.
const CREDENTIALS: &[(&str, &str)] = &[
    ("account_id", "Account ID"),
    ("org_id", "Org ID"),
    ("my_domain", "My Domain host"),
    ("username", "Username"),
    ("password", "Password"),
    ("security_token", "Security token"),
    ("client_id", "Client ID"),
    ("client_secret", "Client secret"),
];

/// Everything that one needs to begin. `keys`: whether somebody can press Enter.
pub fn text(house: &House, filled: &Mailboxes, services: &[(&str, &Server)], keys: bool) -> String {
    let mut out = String::new();
    for (name, server) in services {
        out += &format!("\n  Simulated {name} at {}\n", server.ready["base_url"].as_str().unwrap_or("?"));
        let accounts = ["accounts", "orgs"].iter().filter_map(|key| server.ready[*key].as_array()).flatten();
        accounts.for_each(|account| out += &credentials(account));
    }
    out += &format!("\n  Vouchsafe is open at {}\n\n", house.url);
    for account in [&house.administrator, &house.reader] {
        out += &format!("    {:<22}{:<28}password  {}\n", account.role, account.name, account.password);
    }
    out += &format!(
        "\n  The Salesforce Chatter of the first org is archived: {} messages in {} mailboxes, and more every half minute.\n  \
         Sign in as the eDiscovery Manager and open Mailboxes; the administrator sets up and reads none of it.\n  \
         Sign in as the administrator to connect the four accounts above: docs/demo.md walks through both.\n\n",
        filled.messages, filled.mailboxes
    );
    if keys {
        out += "  Enter   lets a day pass at Salesforce Chatter\n  Ctrl-C  ends all of it; its data go too\n";
    } else {
        out += "  Each line on standard input lets a day pass at Salesforce Chatter; Ctrl-C or SIGTERM ends all of it.\n";
    }
    out
}

/// How one signs in to an account of a simulated service, and how its archiving user does.
fn credentials(account: &Value) -> String {
    let mut out = format!("\n    {}\n", account["name"].as_str().unwrap_or("?"));
    for (key, label) in CREDENTIALS {
        if let Some(value) = account[*key].as_str() {
            out += &format!("      {label:<15} {value}\n");
        }
    }
    for (key, label) in CREDENTIALS {
        if let Some(value) = account["archiver"][*key].as_str() {
            out += &format!("      {:<30} {value}\n", format!("{label} (archiving)"));
        }
    }
    out
}

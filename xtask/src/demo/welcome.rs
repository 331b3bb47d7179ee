//! What the demo says when it opens.

use super::{
    server::Server,
    set_up::{House, Mailboxes},
};
use serde_json::Value;

/// What the ready lines have of an account, and how the product's forms name it.
const ZOOM: &[(&str, &str)] =
    &[("account_id", "Account ID"), ("client_id", "Client ID"), ("client_secret", "Client secret")];
const SALESFORCE: &[(&str, &str)] = &[
    ("org_id", "Org ID"),
    ("my_domain", "My Domain host"),
    ("username", "Username"),
    ("password", "Password"),
    ("security_token", "Security token"),
    ("client_id", "Consumer key"),
    ("client_secret", "Consumer secret"),
];

/// Everything that one needs to begin. `keys`: whether somebody can press Enter.
pub fn text(house: &House, filled: &Mailboxes, zoom: &Server, salesforce: &Server, keys: bool) -> String {
    let mut out = String::new();
    for (name, server, of, labels) in
        [("Zoom", zoom, "accounts", ZOOM), ("Salesforce", salesforce, "orgs", SALESFORCE)]
    {
        out += &format!("\n  Simulated {name} at {}\n", server.ready["base_url"].as_str().unwrap_or("?"));
        let accounts = server.ready[of].as_array().into_iter().flatten();
        accounts.for_each(|account| out += &credentials(account, labels));
    }
    out += &format!("\n  Vouchsafe is open at {}\n\n", house.url);
    for account in [&house.administrator, &house.reader] {
        out += &format!("    {:<22}{:<28}password  {}\n", account.role, account.name, account.password);
    }
    out += &format!(
        "\n  What people write in the Salesforce Chatter of tidy is archived: {} messages in {} mailboxes, and more\n  \
         every minute. Sign in as the eDiscovery Manager and open Mailboxes; no administrator reads them. As the\n  \
         administrator you connect the four accounts above: docs/demo.md walks through all of it.\n\n",
        filled.messages, filled.mailboxes
    );
    if keys {
        out += "  Enter    a day passes at Salesforce Chatter, within a minute\n  Ctrl-C   ends all of it; its data go too\n";
    } else {
        out += "  Each line on standard input lets a day pass at Salesforce Chatter. SIGINT ends all of it; its data go too.\n";
    }
    out
}

/// How one signs in to an account of a simulated service, and how its archiving user does.
fn credentials(account: &Value, labels: &[(&str, &str)]) -> String {
    let of = |user: &Value| -> String {
        let known = labels.iter().filter_map(|(key, label)| Some((label, user[*key].as_str()?)));
        known.map(|(label, value)| format!("      {label:<15} {value}\n")).collect()
    };
    let name = account["name"].as_str().unwrap_or("?");
    let mut out = format!("\n    {name}\n{}", of(account));
    if account["archiver"].is_object() {
        out += &format!("    {name}, the user for archiving\n{}", of(&account["archiver"]));
    }
    out
}

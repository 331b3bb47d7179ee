//! What the control API changes is told by the org's audit trail, as if a person had changed it in Setup.

use super::{
    health,
    org::Org,
    schema::{self, Object},
    value::Value,
};
use model::Time;
use serde_json::Value as Json;

/// A line of the audit trail.
pub struct Line {
    pub action: String,
    pub section: String,
    pub display: String,
    /// On whose behalf an administrator acted who was logged in as somebody else.
    pub delegate: Option<String>,
}

impl Line {
    pub fn new(action: &str, section: &str, display: String) -> Self {
        Self { action: action.to_owned(), section: section.to_owned(), display, delegate: None }
    }
}

/// Adds a line by an operator: a username, or the first administrator. Whoever is no user of the org was one who has
/// left since.
pub fn note(org: &mut Org, operator: Option<&str>, line: &Line, at: Time) {
    let (Some(object), Some(users)) = (schema::object("SetupAuditTrail"), schema::object("User")) else {
        return;
    };
    let by = match operator {
        Some(name) => match org.find_by("User", "Username", name) {
            Some(user) => user[0].clone(),
            None => Value::text(left(org, users, name, at)),
        },
        // The users of an org begin with its administrator.
        None => org.rows(users).first().map_or(Value::Null, |user| user[0].clone()),
    };
    let values = [
        ("CreatedDate", Value::Time(Time::from_ms(at.ms() - at.ms().rem_euclid(1_000)))),
        ("CreatedById", by),
        ("Action", Value::text(&line.action)),
        ("Section", Value::text(&line.section)),
        ("Display", Value::text(&line.display)),
        ("DelegateUser", line.delegate.as_deref().map_or(Value::Null, Value::text)),
    ];
    org.add(object, &values);
}

/// Makes a user who may no longer sign in; the id.
fn left(org: &mut Org, users: &'static Object, username: &str, at: Time) -> String {
    let profile = org.value("User", &org.reader.user_id, "ProfileId");
    let name = username.split('@').next().unwrap_or(username);
    let values = [
        ("Username", Value::text(username)),
        ("Email", Value::text(username)),
        ("Name", Value::text(name)),
        ("UserType", "Standard".into()),
        ("ProfileId", profile),
        ("CreatedDate", Value::Time(at)),
    ];
    org.add(users, &values)
}

/// The lines of a change of a metadata document: one a value.
pub fn lines(kind: &str, name: &str, was: &Json, is: &Json) -> Vec<Line> {
    let mut changes = Vec::new();
    differences("", was, is, &mut changes);
    let (action, section) = section(kind);
    changes
        .into_iter()
        .map(|(pointer, was, is)| {
            let what =
                label(kind, &pointer).map_or_else(|| format!("{name} {}", words(&pointer)), str::to_owned);
            let display = format!("{what}: changed from {was} to {is}");
            Line::new(action_of(action, &pointer), section, display)
        })
        .collect()
}

fn differences(pointer: &str, was: &Json, is: &Json, found: &mut Vec<(String, String, String)>) {
    if was == is {
        return;
    }
    if let (Json::Object(one), Json::Object(two)) = (was, is) {
        let names: std::collections::BTreeSet<&String> = one.keys().chain(two.keys()).collect();
        for name in names {
            let part = |map: &serde_json::Map<String, Json>| map.get(name).cloned().unwrap_or_default();
            differences(&format!("{pointer}/{name}"), &part(one), &part(two), found);
        }
        return;
    }
    found.push((pointer.to_owned(), shown(was), shown(is)));
}

fn shown(value: &Json) -> String {
    match value {
        Json::Bool(true) => "Enabled".to_owned(),
        Json::Bool(false) => "Disabled".to_owned(),
        Json::Null => "(none)".to_owned(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The label of Health Check for a setting, where it has one.
fn label(kind: &str, pointer: &str) -> Option<&'static str> {
    if kind == "SecuritySettings" { health::label(pointer) } else { None }
}

fn section(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "SecuritySettings" => ("changedsessionsettings", "Security Controls"),
        "MyDomainSettings" => ("changedmydomain", "Company Information"),
        "ConnectedAppSettings" | "ConnectedApp" => ("changedconnectedapp", "Connected Apps"),
        "OauthOidcSettings" => ("changedoauthsettings", "Security Controls"),
        "EventSettings" => ("changedeventsettings", "Security Controls"),
        "FileUploadAndDownloadSecuritySettings" => ("changedfileuploadsecurity", "Security Controls"),
        "SharingSettings" => ("changedsharing", "Sharing Defaults"),
        "ProfilePasswordPolicy" => ("changedprofilepasswordpolicy", "Manage Users"),
        "Certificate" => ("changedcertificate", "Certificate and Key Management"),
        _ => ("changedsettings", "Company Information"),
    }
}

fn action_of(action: &'static str, pointer: &str) -> &'static str {
    if pointer.starts_with("/passwordPolicies") {
        "changedpasswordpolicies"
    } else if pointer.starts_with("/networkAccess") {
        "changednetworkaccess"
    } else if pointer.starts_with("/singleSignOnSettings") {
        "changedsinglesignon"
    } else {
        action
    }
}

/// The audit trail's action and section for records of an object.
pub fn of_object(object: &str) -> (&'static str, &'static str) {
    match object {
        "User" | "UserLogin" | "TwoFactorMethodsInfo" => ("changeduser", "Manage Users"),
        "Profile" | "ProfileLoginIpRange" => ("changedprofile", "Manage Users"),
        "PermissionSet" | "PermissionSetGroup" | "PermissionSetGroupComponent" | "ObjectPermissions" => {
            ("changedpermissionset", "Manage Users")
        }
        "PermissionSetAssignment" => ("PermSetAssign", "Manage Users"),
        "ConnectedApplication" | "ExternalClientApplication" => ("changedconnectedapp", "Connected Apps"),
        "RemoteProxy" => ("changedremotesite", "Security Controls"),
        "Domain" => ("changeddomain", "Domain Management"),
        "EntityDefinition" => ("changedsharing", "Sharing Defaults"),
        "SecurityCustomBaseline" => ("changedbaseline", "Security Controls"),
        _ => ("changedsettings", "Company Information"),
    }
}

/// `/sessionSettings/lockSessionsToDomain` is “lock sessions to domain”.
fn words(pointer: &str) -> String {
    let last = pointer.rsplit('/').next().unwrap_or_default();
    let mut text = String::new();
    for letter in last.chars() {
        if letter.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

//! What the control API changes is told by the org's audit trail, as if a person had changed it in Setup.

use super::{health, org::Org, schema, value::Value};
use model::Time;
use serde_json::Value as Json;

/// A line of the audit trail.
pub struct Line {
    pub action: String,
    pub section: String,
    pub display: String,
}

/// Adds a line by an operator: a username, or the first administrator.
pub fn note(org: &mut Org, operator: Option<&str>, line: &Line, at: Time) {
    let Some(object) = schema::object("SetupAuditTrail") else { return };
    let user = operator.and_then(|name| org.find_by("User", "Username", name));
    // The users of an org begin with its administrator.
    let user = user.or_else(|| org.rows(schema::object("User")?).first().cloned());
    let by = user.map_or(Value::Null, |row| row[0].clone());
    let delegate = match (&by, operator) {
        // Whoever is no user of the org acted from outside, through the one who is named.
        (_, Some(name)) if org.find_by("User", "Username", name).is_none() => Value::text(name),
        _ => Value::Null,
    };
    let values = [
        ("CreatedDate", Value::Time(Time::from_ms(at.ms() - at.ms().rem_euclid(1_000)))),
        ("CreatedById", by),
        ("Action", Value::text(&line.action)),
        ("Section", Value::text(&line.section)),
        ("Display", Value::text(&line.display)),
        ("DelegateUser", delegate),
    ];
    org.add(object, &values);
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
            Line {
                action: action_of(action, &pointer).to_owned(),
                section: section.to_owned(),
                display: format!("{what}: changed from {was} to {is}"),
            }
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

//! Values of Health Check that are counted from records and metadata.

use super::super::{
    org::{Org, Row},
    schema,
    value::Value,
};
use model::Time;
use serde_json::Value as Json;
use std::sync::Arc;

/// How many records of an object fit.
fn count(org: &Org, object: &str, fits: impl Fn(&dyn Fn(&str) -> Value) -> bool) -> usize {
    let Some(object) = schema::object(object) else { return 0 };
    let get = |row: &Arc<Row>, name: &str| object.place(name).map_or(Value::Null, |at| row[at].clone());
    org.rows(object).iter().filter(|row| fits(&|name: &str| get(row, name))).count()
}

fn certificates(org: &Org) -> impl Iterator<Item = &Json> {
    org.documents.get("Certificate").into_iter().flat_map(|all| all.values())
}

fn expiry(certificate: &Json) -> Option<Time> {
    certificate["expirationDate"].as_str()?.parse().ok()
}

pub fn expired_certificates(org: &Org, now: Time) -> String {
    certificates(org).filter(|one| expiry(one).is_some_and(|end| end <= now)).count().to_string()
}

pub fn smallest_key(org: &Org, _: Time) -> String {
    certificates(org).filter_map(|one| one["keySize"].as_i64()).min().unwrap_or(4096).to_string()
}

/// Whole days until the next one expires; a year where there is none.
pub fn certificate_days(org: &Org, now: Time) -> String {
    let next = certificates(org).filter_map(expiry).min();
    next.map_or(365, |end| (end.ms() - now.ms()).div_euclid(86_400_000)).to_string()
}

pub fn hybrid_types(org: &Org, _: Time) -> String {
    let types = org.document(
        "FileUploadAndDownloadSecuritySettings",
        "FileUploadAndDownloadSecurity",
        "/dispositions",
    );
    let is_risky = |one: &&Json| one["securityRiskFileType"] == true && one["behavior"] != "DOWNLOAD";
    let risky = types.and_then(Json::as_array).map_or(0, |all| all.iter().filter(is_risky).count());
    risky.to_string()
}

pub fn public_objects(org: &Org, _: Time) -> String {
    let is_public = |get: &dyn Fn(&str) -> Value| {
        get("ExternalSharingModel").as_text().is_some_and(|model| model.starts_with("Read"))
    };
    count(org, "EntityDefinition", is_public).to_string()
}

/// 1.0 with trusted ranges, 0.5 where one of them is everything, 0.0 without.
pub fn trusted_ranges(org: &Org, _: Time) -> String {
    let ranges = org.document("SecuritySettings", "Security", "/networkAccess/ipRanges");
    let ranges = ranges.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let wide = |one: &Json| one["start"] == "0.0.0.0" && one["end"] == "255.255.255.255";
    match ranges {
        [] => "0.0",
        all if all.iter().any(wide) => "0.5",
        _ => "1.0",
    }
    .to_owned()
}

pub fn open_remote_sites(org: &Org, _: Time) -> String {
    let is_open =
        |get: &dyn Fn(&str) -> Value| get("IsActive").is_true() && get("DisableProtocolSecurity").is_true();
    count(org, "RemoteProxy", is_open).to_string()
}

/// Objects on which a guest profile has a permission.
fn guests(org: &Org, permission: &str) -> usize {
    count(org, "ObjectPermissions", |get| {
        let parent = get("ParentId");
        let profile = org.value("PermissionSet", parent.as_text().unwrap_or_default(), "ProfileId");
        let kind = org.value("Profile", profile.as_text().unwrap_or_default(), "UserType");
        kind.as_text() == Some("Guest") && get(permission).is_true()
    })
}

pub fn guest_edit(org: &Org, _: Time) -> String {
    guests(org, "PermissionsEdit").to_string()
}

pub fn guest_read(org: &Org, _: Time) -> String {
    guests(org, "PermissionsRead").to_string()
}

pub fn active_administrators(org: &Org, _: Time) -> String {
    count(org, "User", |get| {
        let profile = get("ProfileId");
        let name = org.value("Profile", profile.as_text().unwrap_or_default(), "Name");
        get("IsActive").is_true() && name.as_text() == Some("System Administrator")
    })
    .to_string()
}

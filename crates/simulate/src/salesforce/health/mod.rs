//! Health Check: its rows are reckoned from the org's metadata and records whenever they are asked for, so that
//! both ways to a setting always say the same.

mod catalogue;
mod counted;
mod words;

use super::{
    ids,
    org::{Org, Row, blank},
    schema::Object,
    value::Value,
};
use catalogue::{CATALOGUE, Category, Rule, Setting, Source};
use model::Time;
use serde_json::Value as Json;
use words::shown;

/// How an org stands to one setting of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Meets,
    Warns,
    Fails,
}

/// The one row of SecurityHealthCheck.
pub fn summary(object: &Object, org: &Org, now: Time) -> Row {
    let baseline = org.find_by("SecurityCustomBaseline", "DeveloperName", "StandardPlus");
    let (mut reached, mut reachable) = (0, 0);
    for setting in CATALOGUE {
        let weight = setting.category.weight();
        reachable += weight * 2;
        reached += weight
            * match setting.rule.judge(&raw(setting, org, now)) {
                Standing::Meets => 2,
                Standing::Warns => 1,
                Standing::Fails => 0,
            };
    }
    let score = reached * 100 / reachable.max(1);
    row_of(
        object,
        &[
            ("Id", "000000000000000AAA".into()),
            ("DurableId", "SecurityHealthCheck".into()),
            ("Score", Value::text(score.to_string())),
            ("CustomBaselineId", baseline.map_or(Value::Null, |row| row[0].clone())),
        ],
    )
}

/// The rows of SecurityHealthCheckRisks, one a setting of the standard.
pub fn risks(object: &Object, org: &Org, now: Time) -> Vec<Row> {
    CATALOGUE
        .iter()
        .map(|setting| {
            let raw = raw(setting, org, now);
            let standing = setting.rule.judge(&raw);
            row_of(
                object,
                &[
                    ("Id", "000000000000000AAA".into()),
                    ("DurableId", setting.durable_id.into()),
                    ("SecurityHealthCheckId", "SecurityHealthCheck".into()),
                    ("SettingGroup", setting.group().into()),
                    ("Setting", setting.label.into()),
                    ("OrgValue", Value::text(shown(&raw))),
                    ("StandardValue", Value::text(shown(setting.standard))),
                    ("StandardValueRaw", setting.standard.into()),
                    ("RiskType", setting.category.risk(standing).into()),
                    ("SettingRiskCategory", setting.category.name().into()),
                    ("OrgValueRaw", Value::text(raw)),
                ],
            )
        })
        .collect()
}

/// The certificates of the metadata, as the Tooling API shows them.
pub fn certificates(object: &Object, org: &Org) -> Vec<Row> {
    let Some(all) = org.documents.get("Certificate") else { return Vec::new() };
    all.iter()
        .zip(1..)
        .map(|((name, document), number)| {
            let expires = document["expirationDate"].as_str().and_then(|text| text.parse().ok());
            row_of(
                object,
                &[
                    ("Id", Value::text(ids::id(&object.prefix, &org.pod, number))),
                    ("DeveloperName", Value::text(name)),
                    ("MasterLabel", document["masterLabel"].as_str().map_or(Value::Null, Value::text)),
                    ("ExpirationDate", expires.map_or(Value::Null, Value::Time)),
                    ("KeySize", document["keySize"].as_i64().map_or(Value::Null, Value::Int)),
                    ("OptionsIsCaSigned", Value::Bool(document["caSigned"] == true)),
                    ("OptionsIsPrivateKeyExportable", Value::Bool(document["privateKeyExportable"] == true)),
                ],
            )
        })
        .collect()
}

/// The label of the setting that lies at a JSON pointer of SecuritySettings.
pub fn label(pointer: &str) -> Option<&'static str> {
    let is_it = |setting: &&Setting| matches!(setting.source, Source::Security(own) | Source::NotSecurity(own) if own == pointer);
    CATALOGUE.iter().find(is_it).map(|setting| setting.label)
}

fn row_of(object: &Object, values: &[(&str, Value)]) -> Row {
    let mut row = blank(object);
    for (name, value) in values {
        if let Some(place) = object.place(name) {
            row[place] = value.clone();
        }
    }
    row
}

/// The org's value, as the API writes it raw.
fn raw(setting: &Setting, org: &Org, now: Time) -> String {
    let document = |kind: &str, pointer: &str| {
        let name = kind.strip_suffix("Settings").unwrap_or(kind);
        match org.document(kind, name, pointer) {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Null) | None => "false".to_owned(),
            Some(other) => other.to_string(),
        }
    };
    match setting.source {
        Source::Security(pointer) => document("SecuritySettings", pointer),
        Source::NotSecurity(pointer) => (document("SecuritySettings", pointer) != "true").to_string(),
        Source::Users(pointer) => document("UserManagementSettings", pointer),
        Source::Own => org.health.get(setting.durable_id).cloned().unwrap_or_else(|| "false".to_owned()),
        Source::Counted(count) => count(org, now),
    }
}

impl Rule {
    fn judge(&self, raw: &str) -> Standing {
        let number = || raw.parse::<f64>().unwrap_or(f64::NAN);
        let (meets, warns) = match self {
            Self::Is(wanted) => (raw == *wanted, false),
            Self::OneOf { meets, warns } => (meets.contains(&raw), warns.contains(&raw)),
            Self::AtLeast { meets, warns } => (number() >= *meets, number() >= *warns),
            Self::AtMost { meets, warns } => (number() <= *meets, number() <= *warns),
        };
        match (meets, warns) {
            (true, _) => Standing::Meets,
            (false, true) => Standing::Warns,
            (false, false) => Standing::Fails,
        }
    }
}

impl Category {
    fn name(self) -> &'static str {
        match self {
            Self::High => "HIGH_RISK",
            Self::Medium => "MEDIUM_RISK",
            Self::Low => "LOW_RISK",
            Self::Informational => "INFORMATIONAL",
        }
    }
    fn weight(self) -> u32 {
        match self {
            Self::High => 4,
            Self::Medium => 2,
            Self::Low => 1,
            Self::Informational => 0,
        }
    }
    fn risk(self, standing: Standing) -> &'static str {
        match (standing, self) {
            (Standing::Meets, _) => "MEETS_STANDARD",
            (Standing::Fails, Self::High) => "HIGH_RISK",
            _ => "MEDIUM_RISK",
        }
    }
}

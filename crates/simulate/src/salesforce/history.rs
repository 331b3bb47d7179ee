//! Login history and audit trail of the shipped orgs: always the same, reckoned back from the start.

use super::{org::Org, schema, value::Value};
use model::Time;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);
/// How far back the login history goes.
const HISTORY_HOURS: u32 = 90 * 24;
/// How far back the audit trail goes.
const TRAIL_DAYS: u32 = 180;

/// How one kind of login looks.
struct Look {
    login_type: &'static str,
    api_type: Option<&'static str>,
    application: &'static str,
    browser: &'static str,
    status: &'static str,
    tls: &'static str,
    country: &'static str,
    address: &'static str,
}

const BROWSER: Look = Look {
    login_type: "Application",
    api_type: None,
    application: "Browser",
    browser: "Chrome 142",
    status: "Success",
    tls: "TLS 1.3",
    country: "IE",
    address: "203.0.113.7",
};
const OURS: Look = Look {
    login_type: "Remote Access 2.0",
    application: "Vouchsafe",
    browser: "Unknown",
    address: "203.0.113.20",
    ..BROWSER
};
const OURS_BY_SOAP: Look = Look { login_type: "Other Apex API", api_type: Some("SOAP Partner"), ..OURS };
const LOADER: Look = Look {
    login_type: "Other Apex API",
    api_type: Some("SOAP Enterprise"),
    application: "Data Loader Bulk",
    browser: "Java (Salesforce.com)",
    tls: "TLS 1.2",
    ..BROWSER
};
const MISTYPED: Look = Look { status: "Invalid Password", ..BROWSER };
const ATTACK: Look =
    Look { status: "Invalid Password", country: "KP", address: "192.0.2.66", tls: "TLS 1.1", ..BROWSER };
const ABROAD: Look = Look { country: "BR", address: "192.0.2.90", ..BROWSER };

/// Makes 90 days of login history.
pub fn logins(org: &mut Org, now: Time) {
    let careless = org.name == "careless";
    let Some(users) = schema::object("User") else { return };
    let people: Vec<(String, Option<Time>)> = org
        .rows(users)
        .iter()
        .filter_map(|row| {
            let last = match users.place("LastLoginDate").map(|place| &row[place]) {
                Some(Value::Time(last)) => Some(*last),
                _ => None,
            };
            Some((row[0].as_text()?.to_owned(), last))
        })
        .collect();
    let mut lines: Vec<(u32, String, &Look)> = Vec::new();
    for (index, (user, last)) in (0_u32..).zip(&people) {
        let Some(last) = last else { continue };
        let hours_ago = u32::try_from((now.ms() - last.ms()).div_euclid(3_600_000)).unwrap_or(u32::MAX);
        let ours = *user == org.reader.user_id;
        let name = org.value("User", user, "Name");
        let is_loader = name.as_text() == Some("Nightly Loader");
        let look = match (ours, is_loader) {
            (true, _) if careless => &OURS_BY_SOAP,
            (true, _) => &OURS,
            (_, true) => &LOADER,
            _ => &BROWSER,
        };
        let step = if ours || is_loader { 24 } else { 29 + index * 7 % 40 };
        let mut at = hours_ago;
        while at < HISTORY_HOURS {
            lines.push((at, user.clone(), look));
            // Now and then somebody mistypes.
            if !ours && at % 17 == 3 {
                lines.push((at, user.clone(), &MISTYPED));
            }
            at += step;
        }
    }
    if careless && let Some((user, _)) = people.first() {
        lines.extend((0..60).map(|number| (number % 20, user.clone(), &ATTACK)));
        lines.extend((0..3).map(|number| (4 + number, user.clone(), &ABROAD)));
    }
    lines.sort_by_key(|(hours, ..)| std::cmp::Reverse(*hours));
    for (number, (hours, user, look)) in (0_u32..).zip(lines) {
        // A failure stands before the success after it: minutes tell them apart.
        let at = now.minus(HOUR * hours).minus(Duration::from_secs(u64::from(number % 50) * 60));
        add(org, &user, look, at);
    }
}

fn add(org: &mut Org, user: &str, look: &Look, at: Time) {
    let Some(object) = schema::object("LoginHistory") else { return };
    let url = org.my_domain.clone();
    let at = Time::from_ms(at.ms() - at.ms().rem_euclid(1_000));
    org.add(
        object,
        &[
            ("UserId", Value::text(user)),
            ("LoginTime", Value::Time(at)),
            ("LoginType", look.login_type.into()),
            ("SourceIp", look.address.into()),
            ("LoginUrl", Value::text(url)),
            ("Status", look.status.into()),
            ("Application", look.application.into()),
            ("ApiType", look.api_type.map_or(Value::Null, Value::text)),
            ("ApiVersion", if look.api_type.is_some() { "64.0".into() } else { "N/A".into() }),
            ("Browser", look.browser.into()),
            ("Platform", "Unknown".into()),
            ("TlsProtocol", look.tls.into()),
            ("CipherSuite", "TLS_AES_256_GCM_SHA384".into()),
            ("CountryIso", look.country.into()),
        ],
    );
}

/// What is done again and again in an org: action, section, words.
const ROUTINE: [(&str, &str, &str); 5] = [
    ("resetpassword", "Manage Users", "For user {}: reset password"),
    (
        "changedprofileforuser",
        "Manage Users",
        "For user {}: changed profile from Standard User to Standard User",
    ),
    ("PermSetAssign", "Manage Users", "Permission set Support console: assigned to user {}"),
    ("dataExport", "Data Export", "Requested an export by {}"),
    ("changedlistview", "Customize Accounts", "Changed list view All Accounts by {}"),
];

/// Fills the audit trail back to its beginning, about every fourth day.
pub fn trail(org: &mut Org, now: Time) {
    let (Some(object), Some(users)) = (schema::object("SetupAuditTrail"), schema::object("User")) else {
        return;
    };
    let names: Vec<(Value, String)> = org
        .rows(users)
        .iter()
        .take(5)
        .map(|row| {
            let name = users.place("Name").and_then(|place| row[place].as_text()).unwrap_or_default();
            (row[0].clone(), name.to_owned())
        })
        .collect();
    if names.is_empty() {
        return;
    }
    for (number, day) in (4..TRAIL_DAYS).step_by(4).enumerate() {
        let (action, section, words) = ROUTINE[number % ROUTINE.len()];
        let ((by, _), (_, whom)) = (&names[number % 2 % names.len()], &names[number % names.len()]);
        let at = now.minus(HOUR * (day * 24 + 5));
        let values = [
            ("CreatedDate", Value::Time(Time::from_ms(at.ms() - at.ms().rem_euclid(1_000)))),
            ("CreatedById", by.clone()),
            ("Action", action.into()),
            ("Section", section.into()),
            ("Display", Value::text(words.replace("{}", whom))),
        ];
        org.add(object, &values);
    }
}

//! Signing in, whichever the way: who is barred, what the login history keeps.

use super::{
    chatter,
    org::{Org, Who},
    schema,
    value::Value,
    world::World,
};
use model::Time;
use serde_json::Value as Json;

/// A line of the login history.
pub struct Attempt {
    pub login_type: &'static str,
    pub api_type: Option<&'static str>,
    pub api_version: String,
    pub status: String,
}

/// What is made ready when somebody is about to sign in.
pub fn prepare(world: &mut World, place: usize, who: Who) {
    if who == Who::Archiver {
        chatter::seed::assign(&mut world.orgs[place]);
    }
}

/// Why the user may not sign in, in the login history's words.
pub fn barred(org: &Org, who: Who) -> Option<&'static str> {
    let user = &org.integration(who).user_id;
    if !org.value("User", user, "IsActive").is_true() {
        return Some("User is Inactive");
    }
    let login = org.find_by("UserLogin", "UserId", user)?;
    let object = schema::object("UserLogin")?;
    let is = |field: &str| object.place(field).is_some_and(|place| login[place].is_true());
    if is("IsFrozen") {
        return Some("User Is Frozen");
    }
    is("IsPasswordLocked").then_some("Password Lockout")
}

/// One wrong password more; with lockout on, as many as the policy says lock the user.
pub fn count_failure(org: &mut Org, who: Who) {
    org.integration_mut(who).failed_logins += 1;
    let policy = org.document("SecuritySettings", "Security", "/passwordPolicies/maxLoginAttempts");
    let most = match policy.and_then(Json::as_str) {
        Some("ThreeAttempts") => 3,
        Some("FiveAttempts") => 5,
        Some("TenAttempts") => 10,
        _ => return,
    };
    if org.state.lockout && org.integration(who).failed_logins >= most {
        set_login(org, who, "IsPasswordLocked", true);
    }
}

/// Sets a column of the user's UserLogin.
pub fn set_login(org: &mut Org, who: Who, field: &str, to: bool) {
    let user_id = org.integration(who).user_id.clone();
    let Some(object) = schema::object("UserLogin") else { return };
    let Some(row) = org.find_by("UserLogin", "UserId", &user_id) else { return };
    if let Some(id) = row[0].as_text() {
        org.change(object, id, &[(field, Value::Bool(to))]);
    }
}

/// Whether this host signs users of the org in: the generic ones are for production or for sandboxes, and
/// not for an org that wants its own domain. Other names (the simulator's own) always do.
pub fn right_host(org: &Org, host: &str) -> bool {
    let wanted = match host.split(':').next().unwrap_or_default() {
        "login.salesforce.com" => false,
        "test.salesforce.com" => true,
        _ => return true,
    };
    let own_only = org.document("MyDomainSettings", "MyDomain", "/doesApiLoginRequireOrgDomain")
        == Some(&Json::Bool(true));
    !own_only && org.value("Organization", &org.id, "IsSandbox").is_true() == wanted
}

/// What a successful sign-in changes: an org that was moved is found again, and the sessions of before are dead.
pub fn arrive(world: &mut World, place: usize, who: Who, now: Time) {
    if std::mem::take(&mut world.orgs[place].state.moved) {
        world.end_sessions(place, None);
    }
    let org = &mut world.orgs[place];
    let user_id = org.integration(who).user_id.clone();
    if let Some(object) = schema::object("User") {
        org.change(object, &user_id, &[("LastLoginDate", Value::Time(now))]);
    }
}

/// Keeps an attempt in the login history.
pub fn note(org: &mut Org, who: Who, attempt: &Attempt, now: Time) {
    let Some(object) = schema::object("LoginHistory") else { return };
    let user_id = org.integration(who).user_id.clone();
    let values = [
        ("UserId", Value::text(user_id)),
        ("LoginTime", Value::Time(Time::from_ms(now.ms() - now.ms().rem_euclid(1_000)))),
        ("LoginType", attempt.login_type.into()),
        ("SourceIp", "203.0.113.20".into()),
        ("LoginUrl", Value::text(&org.my_domain)),
        ("Status", Value::text(&attempt.status)),
        ("Application", "Vouchsafe".into()),
        ("ApiType", attempt.api_type.map_or(Value::Null, Value::text)),
        ("ApiVersion", Value::text(&attempt.api_version)),
        ("Browser", "Unknown".into()),
        ("Platform", "Unknown".into()),
        ("TlsProtocol", "TLS 1.3".into()),
        ("CipherSuite", "TLS_AES_256_GCM_SHA384".into()),
        ("CountryIso", "IE".into()),
    ];
    org.add(object, &values);
}

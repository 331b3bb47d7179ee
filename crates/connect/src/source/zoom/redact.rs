//! Secrets and addresses of people that Zoom's settings hold, taken out before a value leaves this room.

use model::Secret;
use serde_json::Value;

const REDACTED: &str = "[redacted]";
/// Credentials of the archiving service that Team Chat is pushed to; only these of its keys are no secret.
const ARCHIVING_SERVICE: &str = "send_data_to_third_party_archiving_service";
const ARCHIVING_SERVICE_KEPT: &[&str] = &["enable", "type"];
/// People who may sign in without SSO: their ids tell whether there are any and who; addresses are not kept.
const SSO_BYPASS_USERS: &str = "sso_bypass_users";
const SSO_BYPASS_USERS_KEPT: &[&str] = &["id"];
/// Keys whose texts are secrets wherever they stand: for settings that Zoom has not got yet.
const SECRET_KEYS: &[&str] = &["passcode", "password", "host_key"];
const SECRET_KEY_ENDS: &[&str] = &["_token", "_secret", "_passcode"];

/// Takes them out at any depth. A secret's place keeps a mark, so that “set” and “not set” stay apart;
/// `secrets` are known ones that must not come back in any text.
pub(super) fn redact(value: &mut Value, secrets: &[&Secret]) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match key.as_str() {
                    ARCHIVING_SERVICE => keep_only(value, ARCHIVING_SERVICE_KEPT),
                    SSO_BYPASS_USERS => drop_all_but(value, SSO_BYPASS_USERS_KEPT),
                    key if is_secret_key(key) && value.is_string() => blot(value),
                    _ => {}
                }
                redact(value, secrets);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| redact(value, secrets)),
        Value::String(text) if holds_any(text, secrets) => blot(value),
        _ => {}
    }
}

fn holds_any(text: &str, secrets: &[&Secret]) -> bool {
    secrets.iter().any(|secret| !secret.is_empty() && text.contains(secret.expose()))
}

fn is_secret_key(key: &str) -> bool {
    SECRET_KEYS.contains(&key) || SECRET_KEY_ENDS.iter().any(|end| key.ends_with(end))
}

/// Marks every member but these; what is there instead of an object is marked as well, unless it is a lock's
/// boolean.
fn keep_only(value: &mut Value, kept: &[&str]) {
    match value {
        Value::Object(map) => {
            map.iter_mut()
                .filter(|(key, _)| !kept.contains(&key.as_str()))
                .for_each(|(_, value)| blot(value));
        }
        other => blot(other),
    }
}

/// Leaves out every member but these, in each entry.
fn drop_all_but(value: &mut Value, kept: &[&str]) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|entry| drop_all_but(entry, kept)),
        Value::Object(map) => map.retain(|key, value| kept.contains(&key.as_str()) && value.is_string()),
        other => blot(other),
    }
}

/// Puts the mark in place of anything that could carry a secret: not of null, a boolean or an empty text.
fn blot(value: &mut Value) {
    let empty = matches!(value, Value::Null | Value::Bool(_)) || value.as_str() == Some("");
    if !empty {
        *value = Value::from(REDACTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn redacted(mut value: Value) -> Value {
        redact(&mut value, &[&Secret::new("known-secret")]);
        value
    }

    #[test]
    fn the_archiving_services_credentials_go_and_whether_they_are_set_stays() {
        let before = json!({"chat": {"send_data_to_third_party_archiving_service": {
            "enable": true, "type": "smarsh", "smtp_delivery_address": "archive@example.com", "user_name": "planted",
            "passcode": "planted", "authorized_channel_token": "", "one_day": {"deep": ["planted"]}, "number": 4711,
        }}});
        let after = json!({"chat": {"send_data_to_third_party_archiving_service": {
            "enable": true, "type": "smarsh", "smtp_delivery_address": "[redacted]", "user_name": "[redacted]",
            "passcode": "[redacted]", "authorized_channel_token": "", "one_day": "[redacted]", "number": "[redacted]",
        }}});
        assert_eq!(redacted(before), after);
        // In the lock views the same key is a boolean.
        let lock = json!({"chat": {"send_data_to_third_party_archiving_service": true}});
        assert_eq!(redacted(lock.clone()), lock);
    }

    #[test]
    fn of_people_who_bypass_sso_the_ids_stay() {
        let before = json!({"security": {"signin_with_sso": {"enable": true, "sso_bypass_users": [
            {"id": "u1", "email": "a@example.com", "name": "A"}, {"email": "b@example.com"}, "c@example.com", null,
            {"id": {"email": "d@example.com"}}
        ]}}});
        let after = json!({"security": {"signin_with_sso": {"enable": true, "sso_bypass_users": [
            {"id": "u1"}, {}, "[redacted]", null, {}
        ]}}});
        assert_eq!(redacted(before), after);
        assert_eq!(redacted(json!({"sso_bypass_users": []})), json!({"sso_bypass_users": []}));
    }

    #[test]
    fn texts_under_secret_names_and_known_secrets_go_anywhere() {
        let before = json!({"x": [{"bot_token": "planted", "host_key": "123456", "password": "planted"}],
            "echo": "before known-secret after", "phone_password": true, "require_password_for_pmi_meetings": "all"});
        let after = json!({"x": [{"bot_token": "[redacted]", "host_key": "[redacted]", "password": "[redacted]"}],
            "echo": "[redacted]", "phone_password": true, "require_password_for_pmi_meetings": "all"});
        assert_eq!(redacted(before), after);
    }
}

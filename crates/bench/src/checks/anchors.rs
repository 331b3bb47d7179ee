//! What the judging is held against, in Rust: the first ten checks by hand, and by a policy engine that parses its
//! module each time.

use super::Readings;
use anyhow::Result;
use model::Presence;
use serde_json::Value;

fn value<'a>(readings: &'a Readings, signal: &str) -> &'a Value {
    let found = readings.iter().find(|(name, _)| name.as_str() == signal);
    match found.map(|(_, reading)| &reading.presence) {
        Some(Presence::Document { value }) => value,
        _ => &Value::Null,
    }
}

/// What one would write who wants the verdicts and nothing else: no types, no reasons, no facts.
pub fn by_hand(readings: &Readings) -> usize {
    let (settings, security) =
        (value(readings, "account.settings"), value(readings, "account.settings.meeting_security"));
    let is = |of: &Value, pointer: &str, wanted: &Value| of.pointer(pointer) == Some(wanted);
    [
        is(security, "/meeting_security/waiting_room", &Value::Bool(true)),
        is(security, "/meeting_security/meeting_password", &Value::Bool(true)),
        is(security, "/meeting_security/phone_password", &Value::Bool(true)),
        is(security, "/meeting_security/pmi_password", &Value::Bool(true)),
        is(security, "/meeting_security/encryption_type", &Value::from("enhanced_encryption")),
        is(settings, "/in_meeting/who_can_share_screen", &Value::from("host")),
        is(settings, "/in_meeting/file_transfer", &Value::Bool(false)),
        is(settings, "/recording/auto_delete_cmr", &Value::Bool(true)),
        is(settings, "/security/sign_in_with_two_factor_auth", &Value::from("all")),
        is(settings, "/schedule_meeting/join_before_host", &Value::Bool(false)),
    ]
    .into_iter()
    .filter(|passed| *passed)
    .count()
}

/// The same ten as a Rego module, given to a fresh engine.
pub fn parsed_anew(readings: &Readings) -> Result<regorus::Value> {
    const MODULE: &str = r#"
        package checks
        import rego.v1
        a if input.security.meeting_security.waiting_room == true
        b if input.security.meeting_security.meeting_password == true
        c if input.security.meeting_security.phone_password == true
        d if input.security.meeting_security.pmi_password == true
        e if input.security.meeting_security.encryption_type == "enhanced_encryption"
        f if input.settings.in_meeting.who_can_share_screen == "host"
        g if input.settings.in_meeting.file_transfer == false
        h if input.settings.recording.auto_delete_cmr == true
        i if input.settings.security.sign_in_with_two_factor_auth == "all"
        j if input.settings.schedule_meeting.join_before_host == false
    "#;
    let mut engine = regorus::Engine::new();
    engine.add_policy("checks.rego".into(), MODULE.into())?;
    let input = serde_json::json!({
        "settings": value(readings, "account.settings"),
        "security": value(readings, "account.settings.meeting_security"),
    });
    engine.set_input_json(&input.to_string())?;
    engine.eval_rule("data.checks".into())
}

//! Deliveries, good and bad.

use super::*;
use serde_json::json;
use std::time::Duration;

const SIGNED_S: i64 = 1_795_248_000;
const NOW: Time = Time::from_ms(SIGNED_S * 1000 + 2_500);

fn secret() -> Secret {
    Secret::new("planted-webhook-secret")
}

fn signature(secret: &Secret, timestamp: &str, body: &[u8]) -> String {
    format!("v0={}", hex::encode(sign(secret, &[b"v0:", timestamp.as_bytes(), b":", body])))
}

fn with(headers: &[(&'static str, String)], body: &[u8]) -> RawDelivery {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, value.parse().unwrap());
    }
    RawDelivery { headers: map, body: body.to_vec() }
}

fn signed_at(body: &[u8], timestamp: &str) -> RawDelivery {
    let signature = signature(&secret(), timestamp, body);
    with(&[(TIMESTAMP, timestamp.to_owned()), (SIGNATURE, signature)], body)
}

fn signed(body: &Value) -> RawDelivery {
    signed_at(body.to_string().as_bytes(), &SIGNED_S.to_string())
}

fn settings_event() -> Value {
    json!({"event": "account.settings_updated", "event_ts": 1_795_247_999_123_i64, "payload": {
        "account_id": "abc-DEF_123", "operator": "admin@example.com", "operator_id": "u1",
        "object": {"id": "o1", "settings": {"recording": {"auto_recording": "cloud"}, "chat": {
            "send_data_to_third_party_archiving_service": {"enable": true, "passcode": "planted"}}}},
        "time_stamp": 1_795_247_999_000_i64,
        "old_object": {"id": "o1", "settings": {"recording": {"auto_recording": "local"}, "security": {
            "signin_with_sso": {"sso_bypass_users": [{"id": "u2", "email": "planted@example.com"}]}}}},
    }})
}

fn notice(delivery: &RawDelivery) -> Notice {
    match receive(&secret(), delivery, NOW) {
        Ok(Delivery::Event(notice)) => notice,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_signature_is_zooms() {
    // Computed with OpenSSL: printf 'v0:1654503849:{"a":1}' | openssl dgst -sha256 -hmac secret
    let expected = "160cf3c89ca823a6504e435a86943c507942a764d5d12cd485b84fc6fe79a2e6";
    assert_eq!(hex::encode(sign(&Secret::new("secret"), &[b"v0:1654503849:", b"{\"a\":1}"])), expected);
}

#[test]
fn a_change_of_settings_says_who_what_when_and_what_to_read() {
    let delivery = signed(&settings_event());
    let notice = notice(&delivery);
    assert_eq!(notice.name, "account.settings_updated");
    assert_eq!(notice.account_id, "abc-DEF_123");
    assert_eq!(notice.occurred_at, Time::from_ms(1_795_247_999_123));
    assert_eq!(notice.operator.as_deref(), Some("admin@example.com"));
    assert_eq!(notice.sets, [known::<SetName>("settings")]);
    let (old, new) = (notice.old.unwrap(), notice.new.unwrap());
    assert_eq!(old["settings"]["recording"]["auto_recording"], "local");
    assert_eq!(new["settings"]["recording"]["auto_recording"], "cloud");
    assert!(!format!("{old}{new}").contains("planted"));
    assert_eq!(notice.digest, ContentHash::of(&delivery.body));
}

#[test]
fn each_event_reads_what_it_touches() {
    let mut event = settings_event();
    for (name, sets) in [
        ("account.lock_settings_updated", &["locks"][..]),
        ("account.updated", &["settings", "domains"]),
        ("group.settings_updated", &["groups"]),
        ("group.lock_settings_updated", &["groups"]),
        ("group.created", &["people", "groups"]),
        ("group.updated", &["people", "groups"]),
        ("group.deleted", &["people", "groups"]),
        ("group.member_added", &["people", "groups"]),
        ("group.member_deleted", &["people", "groups"]),
        ("group.admin_added", &["people", "groups"]),
        ("group.admin_deleted", &["people", "groups"]),
        ("user.created", &["people"]),
        ("user.updated", &["people"]),
        ("user.deleted", &["people"]),
        ("user.activated", &["people"]),
        ("user.deactivated", &["people"]),
        ("user.disassociated", &["people"]),
        ("user.invitation_accepted", &["people"]),
        ("app.authorization_request_created", &["apps"]),
        ("app_deauthorized", &["settings"]),
    ] {
        event["event"] = json!(name);
        let notice = notice(&signed(&event));
        assert_eq!(notice.sets.iter().map(SetName::as_str).collect::<Vec<_>>(), sets, "{name}");
        for set in notice.sets {
            assert!(crate::source::zoom::view::VIEWS.iter().any(|view| view.set == set.as_str()), "{set}");
        }
    }
    for other in
        ["user.settings_updated", "user.signed_in", "user.presence_status_updated", "meeting.started"]
    {
        event["event"] = json!(other);
        let notice = notice(&signed(&event));
        assert_eq!((notice.sets, notice.old, notice.new), (vec![], None, None), "{other}");
        assert_eq!(notice.operator.as_deref(), Some("admin@example.com"));
    }
}

#[test]
fn of_people_in_events_nothing_is_kept_that_names_them() {
    let mut event = settings_event();
    event["event"] = json!("user.updated");
    event["payload"]["object"] = json!({"id": "u1", "email": "planted@example.com", "first_name": "planted", "role": "2",
        "type": 2, "settings": {"planted": 1}});
    event["payload"]["old_object"] = json!({"id": "u1", "role": "1", "display_name": "planted"});
    let changed = notice(&signed(&event));
    assert_eq!(changed.new, Some(json!({"id": "u1", "role": "2", "type": 2})));
    assert_eq!(changed.old, Some(json!({"id": "u1", "role": "1"})));
    event["event"] = json!("group.member_added");
    event["payload"]["object"] =
        json!({"id": "g1", "members": [{"id": "u1", "email": "planted@example.com"}, "planted@example.com"]});
    event["payload"]["old_object"] = json!("planted");
    let added = notice(&signed(&event));
    assert_eq!(added.new, Some(json!({"id": "g1", "members": [{"id": "u1"}, null]})));
    assert_eq!(added.old, Some(Value::Null));
    event["event"] = json!("group.settings_updated");
    event["payload"]["object"] = json!({"id": "g1", "settings": {"recording": {"auto_recording": "cloud"}}});
    assert_eq!(notice(&signed(&event)).new.unwrap()["settings"]["recording"]["auto_recording"], "cloud");
}

#[test]
fn the_same_event_sent_again_later_is_recognised() {
    let body = settings_event().to_string();
    let first = signed_at(body.as_bytes(), &(SIGNED_S - 290).to_string());
    let again = signed_at(body.as_bytes(), &SIGNED_S.to_string());
    assert_ne!(first.headers, again.headers);
    assert_eq!(notice(&first).digest, notice(&again).digest);
    let mut later = settings_event();
    later["event_ts"] = json!(1_795_247_999_124_i64);
    assert_ne!(notice(&signed(&later)).digest, notice(&again).digest);
}

#[test]
fn the_challenge_is_answered_with_the_secrets_proof() {
    let body = json!({"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"},
        "event_ts": 1_795_248_000_000_i64});
    let encrypted = hex::encode(sign(&secret(), &[b"qgg8vlvZRS6UYooatFL8Aw"]));
    let answer = json!({"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": encrypted});
    assert_eq!(receive(&secret(), &signed(&body), NOW), Ok(Delivery::Challenge { answer }));
}

#[test]
fn the_challenge_signs_nothing_for_strangers() {
    let challenge =
        |token: &str| json!({"event": "endpoint.url_validation", "payload": {"plainToken": token}});
    let unsigned = with(&[], challenge("x").to_string().as_bytes());
    assert_eq!(receive(&secret(), &unsigned, NOW), Err(DeliveryError::HeaderMissing { name: TIMESTAMP }));
    for token in ["v0:1795248000:{}", "", "a b", &"x".repeat(NAME_CHARS_MAX + 1)] {
        let refused = receive(&secret(), &signed(&challenge(token)), NOW);
        assert!(matches!(refused, Err(DeliveryError::Malformed { .. })), "{token}");
    }
}

#[test]
fn forged_headers_are_refused() {
    let body = settings_event().to_string().into_bytes();
    let (at, good) = (SIGNED_S.to_string(), signature(&secret(), &SIGNED_S.to_string(), &body));
    let other = signature(&Secret::new("another"), &at, &body);
    let malformed = |name, expected| DeliveryError::HeaderMalformed { name, expected };
    let (is_time, is_tag) = ("Unix seconds", "v0= and 64 hexadecimal digits");
    let cases: Vec<(Vec<(&'static str, String)>, DeliveryError)> = vec![
        (vec![], DeliveryError::HeaderMissing { name: TIMESTAMP }),
        (vec![(TIMESTAMP, at.clone())], DeliveryError::HeaderMissing { name: SIGNATURE }),
        (vec![(SIGNATURE, good.clone())], DeliveryError::HeaderMissing { name: TIMESTAMP }),
        (
            vec![(TIMESTAMP, at.clone()), (TIMESTAMP, at.clone()), (SIGNATURE, good.clone())],
            DeliveryError::HeaderRepeated { name: TIMESTAMP },
        ),
        (
            vec![(TIMESTAMP, at.clone()), (SIGNATURE, other.clone()), (SIGNATURE, good.clone())],
            DeliveryError::HeaderRepeated { name: SIGNATURE },
        ),
        (vec![(TIMESTAMP, "soon".into()), (SIGNATURE, good.clone())], malformed(TIMESTAMP, is_time)),
        (vec![(TIMESTAMP, "-5".into()), (SIGNATURE, good.clone())], malformed(TIMESTAMP, is_time)),
        (vec![(TIMESTAMP, "9".repeat(30)), (SIGNATURE, good.clone())], malformed(TIMESTAMP, is_time)),
        (vec![(TIMESTAMP, at.clone()), (SIGNATURE, good[3..].into())], malformed(SIGNATURE, is_tag)),
        (
            vec![(TIMESTAMP, at.clone()), (SIGNATURE, good.replace("v0=", "v1="))],
            malformed(SIGNATURE, is_tag),
        ),
        (
            vec![(TIMESTAMP, at.clone()), (SIGNATURE, good[..good.len() - 2].into())],
            malformed(SIGNATURE, is_tag),
        ),
        (vec![(TIMESTAMP, at.clone()), (SIGNATURE, "v0=".into())], malformed(SIGNATURE, is_tag)),
        (vec![(TIMESTAMP, at.clone()), (SIGNATURE, other)], DeliveryError::Signature),
        (vec![(TIMESTAMP, (SIGNED_S + 1).to_string()), (SIGNATURE, good.clone())], DeliveryError::Signature),
    ];
    for (headers, expected) in cases {
        let refused = receive(&secret(), &with(&headers, &body), NOW).unwrap_err();
        assert!(refused.is_unverified());
        assert_eq!(refused, expected, "{headers:?}");
    }
}

#[test]
fn one_changed_byte_breaks_the_signature() {
    let good = signed(&settings_event());
    for at in [0, good.body.len() / 2, good.body.len() - 1] {
        let mut bad = good.clone();
        bad.body[at] ^= 1;
        assert_eq!(receive(&secret(), &bad, NOW), Err(DeliveryError::Signature));
    }
    assert!(receive(&secret(), &good, NOW).is_ok());
}

#[test]
fn three_hundred_seconds_and_no_more() {
    let delivery = signed(&settings_event());
    let at = Time::from_ms(SIGNED_S * 1000);
    let limit = Duration::from_secs(SKEW_S_MAX);
    let ms = Duration::from_millis(1);
    for now in [at, at.plus(limit), at.minus(limit)] {
        assert!(receive(&secret(), &delivery, now).is_ok(), "{now}");
    }
    for now in [at.plus(limit + ms), at.minus(limit + ms)] {
        let refused = receive(&secret(), &delivery, now);
        assert_eq!(refused, Err(DeliveryError::Skewed { off_s: 300, limit_s: 300 }));
    }
}

#[test]
fn without_a_secret_nothing_is_believed() {
    // An empty key would verify what anybody signs with an empty key.
    let body = b"{}";
    let at = SIGNED_S.to_string();
    let forged = with(&[(TIMESTAMP, at.clone()), (SIGNATURE, signature(&Secret::new(""), &at, body))], body);
    assert_eq!(receive(&Secret::new(""), &forged, NOW), Err(DeliveryError::NoSecret));
}

#[test]
fn the_body_is_bounded_before_it_is_hashed() {
    let bytes = DELIVERY_BYTES_MAX + 1;
    let refused = receive(&secret(), &signed_at(&vec![b' '; bytes], &SIGNED_S.to_string()), NOW);
    assert_eq!(refused, Err(DeliveryError::TooLarge { bytes, limit: DELIVERY_BYTES_MAX }));
}

#[test]
fn signed_nonsense_is_refused_without_quoting_it() {
    let change = |path: &str, value: Value| {
        let mut event = settings_event();
        *event.pointer_mut(path).unwrap() = value;
        event.to_string().into_bytes()
    };
    for body in [
        b"".to_vec(),
        b"<planted>".to_vec(),
        b"[]".to_vec(),
        b"{\"event\":\"planted\"".to_vec(),
        b"{\"event\":\"a\",\"event\":\"b\",\"payload\":{}}".to_vec(),
        b"\xff\xfe".to_vec(),
        change("/event", json!("")),
        change("/event", json!(7)),
        change("/event", json!("planted\nline")),
        change("/event", json!("x".repeat(NAME_CHARS_MAX + 1))),
        change("/payload", json!("planted")),
        change("/payload/account_id", json!(null)),
        change("/payload/account_id", json!({"planted": 1})),
    ] {
        let refused = receive(&secret(), &signed_at(&body, &SIGNED_S.to_string()), NOW).unwrap_err();
        assert!(matches!(refused, DeliveryError::Malformed { .. }), "{refused:?}");
        assert!(!refused.is_unverified());
        assert!(!format!("{refused} {refused:?}").contains("planted"), "{refused:?}");
    }
}

#[test]
fn times_and_operators_may_be_missing() {
    let mut event = settings_event();
    event.as_object_mut().unwrap().remove("event_ts");
    assert_eq!(notice(&signed(&event)).occurred_at, Time::from_ms(1_795_247_999_000));
    let payload = event["payload"].as_object_mut().unwrap();
    payload.retain(|key, _| key == "account_id");
    let bare = notice(&signed(&event));
    assert_eq!(bare.occurred_at, Time::from_ms(SIGNED_S * 1000));
    assert_eq!((bare.operator, bare.old, bare.new), (None, None, None));
    event["payload"]["operator"] = json!(format!("a\n{}", "x".repeat(900)));
    let operator = notice(&signed(&event)).operator.unwrap();
    assert_eq!(operator.chars().count(), OPERATOR_CHARS_MAX);
    assert!(!operator.contains('\n'));
}

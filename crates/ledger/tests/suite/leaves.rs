//! Leaves: what gets in, what does not, and what is left when an opening is erased.

use ledger::{
    Checkpoint, LEAF_BYTES_MAX, Leaf, LeafError, LeafKind, Opening, OpeningError, Subject, commit,
    inclusion_proof, root, verify_opening,
};
use model::{CheckId, Clock, InstanceId, LeafId, ManualClock, Random, SeededRandom, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

fn make(subject: Subject, openings: &[Opening], at: Time) -> Result<Leaf, LeafError> {
    let id = LeafId::make(&ManualClock::at(at), &SeededRandom::new(1));
    Leaf::new(id, at, LeafKind::OUTCOME_CHANGED, subject, openings)
}

fn now() -> Time {
    Time::from_ms(1_795_248_000_123)
}

fn named(name: &str, random: &dyn Random) -> Opening {
    Opening::new(name, json!({ "owner": "Jane Example", "mail": "jane@example.com" }), random)
}

#[test]
fn a_leaf_holds_ids_and_commitments_and_no_value() {
    let (clock, random) = (ManualClock::at(now()), SeededRandom::new(5));
    let instance = InstanceId::make(&clock, &random);
    let check: CheckId = "zoom.meeting.waiting-room".parse().unwrap();
    let opening = named("outcome", &random);
    let subject = Subject::new().with("instance", &instance).with("check", &check);
    let leaf = make(subject, std::slice::from_ref(&opening), clock.now()).unwrap();
    let text = std::str::from_utf8(leaf.bytes()).unwrap();
    assert!(
        text.contains(instance.as_str()) && text.contains("\"at\":\"2026-11-21T08:00:00.123Z\""),
        "{text}"
    );
    for secret in ["Jane", "jane@example.com", &hex::encode(opening.salt)] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(!format!("{opening:?}").contains("Jane"));
}

#[test]
fn after_erasure_the_tree_still_verifies_and_before_it_only_the_true_value_opens() {
    let random = SeededRandom::new(5);
    let opening = named("outcome", &random);
    let leaf = make(Subject::new(), std::slice::from_ref(&opening), now()).unwrap();
    verify_opening(&leaf, &opening).unwrap();

    let other_value = Opening { value: json!("another"), ..opening.clone() };
    let other_salt = Opening { salt: [0; 32], ..opening.clone() };
    for wrong in [other_value, other_salt] {
        assert!(matches!(verify_opening(&leaf, &wrong), Err(OpeningError::Different { .. })));
    }
    let other_name = Opening { name: "reason".to_owned(), ..opening.clone() };
    let said = verify_opening(&leaf, &other_name).unwrap_err().to_string();
    assert!(said.contains("“reason”") && said.contains("outcome"), "{said}");
    let unsafe_value = Opening { value: json!(u64::MAX), ..opening.clone() };
    assert!(matches!(verify_opening(&leaf, &unsafe_value), Err(OpeningError::NoCanonicalForm { .. })));

    drop(opening);
    let read_back = Leaf::parse(leaf.bytes()).unwrap();
    let hashes = [leaf.hash(), [1; 32]];
    let head = Checkpoint { origin: "example.com/log".to_owned(), size: 2, root: root(&hashes) };
    head.verify_leaf(&read_back.hash(), 0, &inclusion_proof(&hashes, 0).unwrap()).unwrap();
}

#[test]
fn a_salt_has_one_text_form() {
    let good = json!({ "name": "a", "salt": "ab".repeat(32), "value": 1 });
    assert!(serde_json::from_value::<Opening>(good.clone()).is_ok());
    for (salt, found) in
        [("AB".repeat(32), 64), ("ab".repeat(31), 62), ("zz".repeat(32), 64), (String::new(), 0)]
    {
        let mut bad = good.clone();
        bad["salt"] = json!(salt);
        let said = serde_json::from_value::<Opening>(bad).unwrap_err().to_string();
        assert!(said.contains(&format!("64 lower-case hexadecimal digits, found {found}")), "{said}");
    }
}

#[test]
fn openings_never_share_a_salt() {
    let random = SeededRandom::new(5);
    assert_ne!(named("a", &random).salt, named("a", &random).salt);
}

#[test]
fn what_does_not_fit_a_leaf_is_refused_by_name() {
    let random = SeededRandom::new(5);
    let check: CheckId = "a".parse().unwrap();
    let said = |result: Result<Leaf, LeafError>| result.unwrap_err().to_string();
    for name in ["", "Name", "jane@example.com", "1st", "a-b", &"x".repeat(41)] {
        assert!(said(make(Subject::new().with(name, &check), &[], now())).contains(name));
        assert!(said(make(Subject::new(), &[named(name, &random)], now())).contains(name));
    }
    let twice = [named("a", &random), named("a", &random)];
    assert!(said(make(Subject::new(), &twice, now())).contains("“a” twice"));
    let many: Vec<Opening> = (0..65).map(|number| named(&format!("a{number}"), &random)).collect();
    assert!(said(make(Subject::new(), &many, now())).contains("not 65"));
    let many = (0..17).fold(Subject::new(), |subject, number| subject.with(format!("a{number}"), &check));
    assert!(said(make(many, &[], now())).contains("not 17"));
    let large = Opening::new("count", json!({ "seen": [1, 1_u64 << 53] }), &random);
    let error = make(Subject::new(), &[large], now()).unwrap_err();
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("“/seen/1”"));
    for ms in [-1, 253_370_764_800_000, i64::MIN, i64::MAX] {
        assert!(make(Subject::new(), &[], Time::from_ms(ms)).is_err(), "{ms}");
    }
}

#[test]
fn the_largest_leaf_that_can_be_made_can_be_read() {
    let random = SeededRandom::new(5);
    let id: CheckId = "x".repeat(120).parse().unwrap();
    let subject = (0..16).fold(Subject::new(), |subject, number| subject.with(format!("a{number:039}"), &id));
    let openings: Vec<Opening> = (0..64).map(|number| named(&format!("a{number:039}"), &random)).collect();
    let leaf = make(subject, &openings, now()).unwrap();
    assert_eq!(Leaf::parse(leaf.bytes()).unwrap(), leaf);
    let large = vec![b' '; LEAF_BYTES_MAX + 1];
    assert!(matches!(Leaf::parse(&large), Err(LeafError::TooLarge { .. })));
}

#[test]
fn bytes_that_are_no_leaf_say_what_and_where() {
    let leaf = make(Subject::new(), &[], now()).unwrap();
    let text = std::str::from_utf8(leaf.bytes()).unwrap();
    let check = |changed: String, expect: &str| {
        assert_ne!(changed, text);
        let error = Leaf::parse(changed.as_bytes()).unwrap_err();
        let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let said = format!("{error} {cause}");
        assert!(said.contains(expect), "{changed}: {said}");
    };
    check(text[..40].to_owned(), "column 40");
    check(text.replace("\"format\":1", "\"format\":2"), "format is 2");
    check(text.replace("outcome.changed", "outcome.charged"), "“outcome.charged” version 2");
    check(text.replace(":{},\"format", ":{ },\"format"), "from byte 48");
    check(text.replace("\"version\":2", "\"version\":1.5"), "expected u32");
    check(text.replace("\"version\":2", "\"version\":9007199254740993"), "expected u32");
    let short = "\"commitments\":{\"a\":\"00\"}";
    check(text.replace("\"commitments\":{}", short), "64 lower-case hexadecimal digits, found 2");
    check(text.replace("\"subject\":{}", "\"subject\":{\"by\":\"Jane\"}"), "“by” is no id");
}

/// JSON values whose numbers are safe.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        (-1e6..1e6_f64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// An opening may be stored, exported and read as JSON without losing what it opens.
    #[test]
    fn an_opening_still_opens_after_a_round_trip_through_json(value in values(), salt: [u8; 32]) {
        let opening = Opening { name: "a".to_owned(), salt, value };
        let leaf = make(Subject::new(), std::slice::from_ref(&opening), now()).unwrap();
        let again: Opening = serde_json::from_str(&serde_json::to_string(&opening).unwrap()).unwrap();
        prop_assert!(verify_opening(&leaf, &again).is_ok());
    }

    #[test]
    fn different_values_have_different_commitments(a in values(), b in values()) {
        // Canonical JSON knows one kind of number: 1 and 1.0, 0 and -0 are the same value.
        let same = serde_json_canonicalizer::to_vec(&a).unwrap() == serde_json_canonicalizer::to_vec(&b).unwrap();
        let equal = commit(&[0; 32], &a).unwrap() == commit(&[0; 32], &b).unwrap();
        prop_assert_eq!(same, equal);
    }

    #[test]
    fn no_bytes_make_reading_a_leaf_panic(bytes: Vec<u8>, at in any::<prop::sample::Index>()) {
        prop_assert!(Leaf::parse(&bytes).is_err());
        let mut leaf = make(Subject::new(), &[], now()).unwrap().bytes().to_vec();
        let at = at.index(leaf.len());
        leaf[at] = bytes.first().copied().unwrap_or(b'!');
        // A changed digit may make another good leaf; it must then be exactly those bytes.
        if let Ok(other) = Leaf::parse(&leaf) {
            prop_assert_eq!(other.bytes(), &leaf[..]);
        }
    }
}

//! A customer's own baseline: what is read of its file, and what it would set.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Check,
    baseline::{BASELINE_BYTES_MAX, Bound, Import, Risk, import, parse},
};
use checks_support::*;
use proptest::prelude::*;
use serde_json::json;

fn file(settings: &str) -> String {
    format!(
        "<!-- Requirements: see the help -->\n<baseline xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         name=\"Ours\" developerName=\"Ours_2026\" xsi:noNamespaceSchemaLocation=\"security-risk-baseline.xsd\">\n\
         <mediumRiskSecuritySettings>\n{settings}\n</mediumRiskSecuritySettings>\n</baseline>"
    )
}

const LENGTH: &str = r#"<numericRangeSetting name="Password.length" compliant="11.0" warning="6.0"/>"#;
const TIMEOUT: &str = r#"<enumSetting name="Session.timeout" compliant="FifteenMinutes, TwoHours" warning="FourHours" critical="Never"/>"#;
const LOCK: &str = r#"<booleanSetting name="Session.lock" compliant="true" nonCompliant="critical"/>"#;

#[test]
fn entries_are_read_with_their_group_and_line() {
    let read = parse(&file(&[LENGTH, TIMEOUT, LOCK].join("\n"))).unwrap();
    assert_eq!((read.name.as_str(), read.developer_name.as_str()), ("Ours", "Ours_2026"));
    let all: Vec<_> = read.entries.iter().map(|entry| (entry.setting.as_str(), entry.line)).collect();
    assert_eq!(all, [("Password.length", 4), ("Session.timeout", 5), ("Session.lock", 6)]);
    assert_eq!(read.entries[0].risk, Risk::Medium);
    assert_eq!(read.entries[0].bound, Bound::Numeric { compliant: 11.0, warning: Some(6.0) });
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let timeout = Bound::Words {
        compliant: words(&["FifteenMinutes", "TwoHours"]),
        warning: words(&["FourHours"]),
        critical: words(&["Never"]),
    };
    assert_eq!(read.entries[1].bound, timeout);
    assert_eq!(read.entries[2].bound, Bound::Boolean { compliant: true });
}

#[test]
fn what_is_no_baseline_is_said_with_its_line() {
    for (xml, wanted) in [
        (String::new(), "not well-formed XML"),
        ("{\"baseline\": 1}".into(), "not well-formed XML"),
        ("<html><body/></html>".into(), "line 1: The file begins with “html”"),
        (file(""), "The baseline has no settings."),
        (file("<booleanSetting name='A.b'>"), "not well-formed XML"),
        (file(&format!("{LOCK}\n{LOCK}")), "line 5: “Session.lock” is there twice; the first is in line 4."),
        (file("<booleanSetting name='A.b' compliant='yes'/>"), "line 4: `compliant` of A.b is “yes”"),
        (file("<booleanSetting name='A.b'/>"), "A.b has no attribute `compliant`"),
        (file("<booleanSetting compliant='true'/>"), "booleanSetting has no attribute `name`"),
        (file("<booleanSetting name='Ab' compliant='true'/>"), "is not the name of a setting"),
        (file("<numericRangeSetting name='A.b' compliant='eight'/>"), "“eight”, which is no number"),
        (file("<numericRangeSetting name='A.b' compliant='NaN'/>"), "“NaN”, which is no number"),
        (file("<dateSetting name='A.b' compliant='1'/>"), "“dateSetting” is no kind of setting"),
        (file("").replace("mediumRisk", "noRisk"), "“noRiskSecuritySettings” is no group"),
        (
            format!("<!DOCTYPE baseline [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>{}", file(LOCK)),
            "document type",
        ),
        (file(&"<a/>".repeat(30_000)), "more than 20000 elements"),
        (" ".repeat(BASELINE_BYTES_MAX + 1), "larger than"),
    ] {
        let error = parse(&xml).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(wanted), "{wanted}: {error}");
    }
}

#[test]
fn a_deep_file_is_refused_or_read_but_breaks_nothing() {
    let deep = format!("{}{}", "<a>".repeat(9_000), "</a>".repeat(9_000));
    assert!(parse(&deep).is_err());
    assert!(parse(&file(&deep)).is_err());
}

fn length() -> Check {
    check(
        "
reads: { x: { at: 'a#/Password.length/value', type: int } }
parameters:
  least: { type: int, default: 8, source: S, baseline: Password.length }
  warn: { type: int, default: 6, source: S, baseline: { at: Password.length, bound: warning } }
pass: x >= least
partial: { when: x >= warn }
examples: { pass: [{ x: 8 }], fail: [{ x: 5 }], partial: [{ x: 7 }] }",
    )
}

fn timeout() -> Check {
    check(
        "
reads: { x: { at: 'a#/Session.timeout/value', type: 'enum[FifteenMinutes, TwoHours, FourHours]' } }
parameters:
  allowed: { type: list(text), default: [TwoHours], source: S, baseline: Session.timeout }
  most:
    { type: int, default: 120, source: S, baseline: { at: Session.timeout, words: { FifteenMinutes: 15, TwoHours: 120 }, of: greatest } }
  least:
    { type: int, default: 5, source: S, baseline: { at: Session.timeout, words: { FifteenMinutes: 15, TwoHours: 120 }, of: least } }
pass: |
  x in allowed
  most > least
examples: { pass: [{ x: TwoHours }], fail: [{ x: FourHours }] }",
    )
}

fn lock() -> Check {
    check(
        "reads: { x: { at: 'a#/Session.lock/value', type: bool } }\npass: x\nexamples: { pass: [{ x: true }], fail: [{ x: false }] }",
    )
}

fn imported(settings: &str) -> Import {
    import(&parse(&file(settings)).unwrap().entries, [&length(), &timeout(), &lock()])
}

#[test]
fn parameters_become_what_the_baseline_says() {
    let import = imported(&[LENGTH, TIMEOUT].join("\n"));
    let proposed: Vec<_> = import
        .proposed
        .iter()
        .map(|one| (one.parameter.as_str(), one.value.clone(), one.line, one.differs()))
        .collect();
    assert_eq!(
        proposed,
        [
            ("least", json!(11), 4, true),
            ("warn", json!(6), 4, false),
            ("allowed", json!(["FifteenMinutes", "TwoHours"]), 5, true),
            ("least", json!(15), 5, true),
            ("most", json!(120), 5, false),
        ]
    );
    assert_eq!((import.unfit, import.fixed, import.untaken), (vec![], vec![], vec![]));
}

#[test]
fn what_does_not_fit_or_is_not_known_is_named() {
    let import = imported(
        &[
            r#"<numericRangeSetting name="Password.length" compliant="8.5"/>"#,
            r#"<enumSetting name="Session.timeout" compliant="OneWeek" critical="Never"/>"#,
            LOCK,
            r#"<booleanSetting name="Moon.phase" compliant="true" nonCompliant="warning"/>"#,
        ]
        .join("\n"),
    );
    let unfit: Vec<_> =
        import.unfit.iter().map(|one| (one.parameter.as_str(), one.reason.as_str())).collect();
    assert_eq!(
        unfit,
        [
            ("least", "Password.length is 8.5; a whole number is needed here."),
            ("warn", "Password.length gives no value from which on it only warns."),
            ("least", "Session.timeout says “OneWeek”; known are FifteenMinutes, TwoHours."),
            ("most", "Session.timeout says “OneWeek”; known are FifteenMinutes, TwoHours."),
        ]
    );
    assert_eq!(import.proposed.len(), 1, "a list takes any word");
    assert_eq!((import.fixed[0].setting.as_str(), import.fixed[0].line), ("Session.lock", 6));
    assert_eq!(import.fixed[0].checks.len(), 1);
    assert_eq!((import.untaken[0].setting.as_str(), import.untaken[0].line), ("Moon.phase", 7));
    let other_kind = imported(r#"<booleanSetting name="Password.length" compliant="true"/>"#);
    assert!(other_kind.unfit[0].reason.contains("does not fit here"), "{:?}", other_kind.unfit);
}

#[test]
fn a_parameter_names_its_entry_rightly() {
    let said = |baseline: &str| {
        problems(&format!(
            "reads: {{ x: {{ at: 'a#/v', type: int }} }}\nparameters:\n  p: {{ type: int, default: 1, source: S, baseline: {baseline} }}\n\
             pass: x >= p\nexamples: {{ pass: [{{ x: 1 }}], fail: [{{ x: 0 }}] }}"
        ))
    };
    assert_eq!(said("A.b"), Vec::<String>::new());
    for (baseline, wanted) in [
        ("Ab", "is not an entry of a baseline"),
        ("{ at: A.b, bound: best }", "`bound` is “best”"),
        ("{ at: A.b, of: middle }", "`of` is “middle”"),
        ("{ at: A.b, words: { One: one } }", "what “One” means is"),
        ("{ at: A.b, word: { One: 1 } }", "word"),
    ] {
        let found = said(baseline);
        assert!(found.len() == 1 && found[0].contains(wanted), "{baseline}: {found:?}");
    }
}

proptest! {
    /// Any text is read or refused, and what an import proposes fits the parameter.
    #[test]
    fn whatever_is_given_is_read_or_refused(
        text in ".{0,200}",
        compliant in "[A-Za-z0-9.,-]{0,20}",
        kind in prop::sample::select(vec!["booleanSetting", "numericRangeSetting", "enumSetting"]),
        setting in prop::sample::select(vec!["Password.length", "Session.timeout", "Session.lock", "Moon.phase"]),
    ) {
        let _ = parse(&text);
        let _ = parse(&file(&text));
        let xml = file(&format!(r#"<{kind} name="{setting}" compliant="{compliant}"/>"#));
        if let Ok(baseline) = parse(&xml) {
            let checks = [length(), timeout(), lock()];
            let import = import(&baseline.entries, &checks);
            for one in &import.proposed {
                let parameter = checks.iter().find_map(|check| {
                    check.parameters.get(&one.parameter).filter(|p| p.default == one.default)
                });
                prop_assert!(parameter.unwrap().accepts(&one.value).is_ok());
            }
            let told = import.proposed.len() + import.unfit.len() + import.fixed.len() + import.untaken.len();
            prop_assert!(told >= 1);
        }
    }
}

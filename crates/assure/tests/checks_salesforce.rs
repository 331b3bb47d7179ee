//! The Salesforce pack that we ship, its regulation, and the permission sets that go with it.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Judge, ReadType, SourceFile,
    baseline::{import, parse},
    check::{Given, check_examples, recorded},
    pack::Generated,
};
use checks_support::{Readings, absence, packs_of, signal};
use model::{AbsenceKind, CheckId, Presence, Table, Time, Undetected, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::LazyLock,
};

const REGULATION: &str = "salesforce-security-baseline";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

static SHIPPED: LazyLock<(Catalog, Judge)> = LazyLock::new(|| {
    let name = format!("{REGULATION}.yaml");
    let text = std::fs::read_to_string(root("regulations").join(&name)).unwrap();
    let loaded = assure::load(&packs_of("salesforce"), &[SourceFile::new(name, text)]);
    assert_eq!(loaded.problems, []);
    let judge = Judge::new(&loaded.catalog);
    (loaded.catalog, judge)
});

fn recording(name: &str) -> recorded::Recorded {
    let path = root("packs/salesforce/recorded").join(format!("{name}.json"));
    recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap()
}

fn judged(readings: &Readings, as_of: Time) -> BTreeMap<CheckId, model::Outcome> {
    let service = "salesforce".parse().unwrap();
    SHIPPED.1.evaluate_all(&service, readings, &BTreeMap::new(), as_of).into_iter().collect()
}

fn of(outcomes: &BTreeMap<CheckId, model::Outcome>, id: &str) -> model::Outcome {
    outcomes[&format!("salesforce.{id}").parse().unwrap()].clone()
}

fn put(readings: &mut Readings, name: &str, pointer: &str, new: Value) {
    let Presence::Document { value } = &mut readings.get_mut(&signal(name)).unwrap().presence else {
        panic!("{name} is a document");
    };
    *value.pointer_mut(pointer).unwrap() = new;
}

#[test]
fn every_check_does_what_its_examples_say_and_nothing_spoilt_passes() {
    let (catalog, judge) = &*SHIPPED;
    assert!(catalog.checks.len() >= 80 && catalog.actions.len() >= 42);
    for check in catalog.checks.values() {
        assert!(!check.maps.is_empty(), "{}", check.id);
        let results = check_examples(check, judge);
        let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn everything_passes_on_the_tidy_org() {
    let tidy = recording("tidy");
    let outcomes = judged(&tidy.readings, tidy.read_at);
    let not: Vec<_> = outcomes.iter().filter(|(_, outcome)| outcome.verdict != Verdict::Passed).collect();
    // Questions that an organisation has to ask itself before they apply.
    let ids: Vec<_> = not.iter().map(|(id, outcome)| (id.as_str(), outcome.verdict)).collect();
    let asked = ["salesforce.logs.countries", "salesforce.sso.only"];
    assert_eq!(ids, asked.map(|id| (id, Verdict::NotApplicable)));
}

#[test]
fn the_careless_org_shows_every_verdict() {
    let careless = recording("careless");
    let outcomes = judged(&careless.readings, careless.read_at);
    for (id, verdict) in [
        ("mfa.required", Verdict::Failed),
        ("password.lockout-attempts", Verdict::PartiallyPassed),
        ("administrators.few", Verdict::PartiallyPassed),
        ("web.clickjack-setup", Verdict::Passed),
        ("certificates.valid", Verdict::Failed),
        ("apps.own-sign-in", Verdict::Failed),
        ("access.view-encrypted-data", Verdict::Undetected),
        ("session.ended-by-password-reset", Verdict::Undetected),
        ("files.public-links", Verdict::Undetected),
        ("sso.only", Verdict::Undetected),
    ] {
        assert_eq!(of(&outcomes, id).verdict, verdict, "{id}");
    }
    let reset = of(&outcomes, "session.ended-by-password-reset").reason.unwrap();
    assert_eq!(reset.code, Undetected::Absent);
    for said in
        ["health_check.settings#", "metadata.security#", "Modify Metadata Through Metadata API Functions"]
    {
        assert!(reset.text.contains(said), "{}", reset.text);
    }
    let holders = of(&outcomes, "administrators.few").facts;
    let paths = |fact: &model::Fact| fact.actual.to_string().contains("Permission set group “Owners”");
    assert!(holders.iter().any(paths), "who holds it by which path is evidence: {holders:?}");
}

/// Every setting that both tell is read from either, and says which of the two it was.
#[test]
fn health_check_or_the_metadata_alone_decide_what_both_tell() {
    let tidy = recording("tidy");
    let both: BTreeSet<&CheckId> = SHIPPED
        .0
        .checks
        .values()
        .filter(|check| check.reads.values().all(|read| read.either))
        .map(|check| &check.id)
        .collect();
    assert!(both.len() >= 30, "{}", both.len());
    for gone in ["health_check.settings", "metadata.security"] {
        let mut readings = tidy.readings.clone();
        readings.remove(&signal(gone));
        let outcomes = judged(&readings, tidy.read_at);
        for id in &both {
            let outcome = &outcomes[*id];
            assert_eq!(outcome.verdict, Verdict::Passed, "{id} without {gone}");
            assert!(outcome.facts.iter().all(|fact| fact.signal.as_str() != gone), "{id}");
        }
    }
}

#[test]
fn health_check_and_metadata_that_differ_prove_nothing() {
    let tidy = recording("tidy");
    let mut readings = tidy.readings.clone();
    put(&mut readings, "metadata.security", "/passwordPolicies/minimumPasswordLength", json!(5));
    put(&mut readings, "health_check.settings", "/Identity.mfaEnabled/value", json!(false));
    let outcomes = judged(&readings, tidy.read_at);
    for id in ["password.minimum-length", "mfa.required", "password.expiry"] {
        let outcome = of(&outcomes, id);
        assert_eq!(outcome.reason.unwrap().code, Undetected::Contradictory, "{id}");
    }
}

/// Salesforce's words for levels are closed lists: a new word is not silently weak or strong.
#[test]
fn a_word_that_salesforce_is_not_known_to_say_is_undetected() {
    let tidy = recording("tidy");
    for check in SHIPPED.0.checks.values() {
        for read in check.reads.values().filter(|read| matches!(read.kind, ReadType::Enum(_))) {
            let mut readings = tidy.readings.clone();
            for path in &read.at {
                put(&mut readings, path.signal.as_str(), &path.pointer, json!("SomethingNew"));
            }
            let outcome = &judged(&readings, tidy.read_at)[&check.id];
            let code = outcome.reason.as_ref().map(|reason| reason.code);
            assert_eq!(code, Some(Undetected::Unlisted), "{}", check.id);
        }
    }
}

/// Whoever is excused is excused by id; a blank entry excuses nobody.
#[test]
fn a_blank_exception_excuses_nobody() {
    let careless = recording("careless");
    for check in SHIPPED.0.checks.values() {
        let blank: BTreeMap<_, _> = check
            .parameters
            .iter()
            .filter(|(_, parameter)| parameter.exceptions && parameter.default == json!([]))
            .map(|(name, _)| (name.clone(), Given::forever(json!(["", " "]))))
            .collect();
        let before =
            SHIPPED.1.evaluate(check, &careless.readings, &BTreeMap::new(), careless.read_at).verdict;
        let after = SHIPPED.1.evaluate(check, &careless.readings, &blank, careless.read_at).verdict;
        assert!(after != Verdict::Passed || before == Verdict::Passed, "{}", check.id);
    }
}

#[test]
fn verdicts_turn_when_certificates_and_people_age() {
    let tidy = recording("tidy");
    let service = "salesforce".parse().unwrap();
    let at = |text: &str| -> BTreeMap<CheckId, Verdict> {
        let as_of = text.parse().unwrap();
        let all = SHIPPED.1.evaluate_all(&service, &tidy.readings, &BTreeMap::new(), as_of);
        all.into_iter().map(|(id, outcome)| (id, outcome.verdict)).collect()
    };
    let verdict = |text: &str, id: &str| at(text)[&format!("salesforce.{id}").parse::<CheckId>().unwrap()];
    assert_eq!(verdict("2027-10-21T23:59:59Z", "certificates.valid"), Verdict::Passed);
    assert_eq!(verdict("2027-10-22T00:00:00Z", "certificates.valid"), Verdict::PartiallyPassed);
    assert_eq!(verdict("2027-11-21T00:00:00Z", "certificates.valid"), Verdict::Failed);
    assert_eq!(verdict("2027-02-18T16:09:59Z", "users.dormant"), Verdict::Passed);
    assert_eq!(verdict("2027-02-18T16:10:00Z", "users.dormant"), Verdict::Failed);
    let now = judged(&tidy.readings, tidy.read_at);
    let next = of(&now, "certificates.valid").next_boundary.unwrap();
    assert_eq!(next, "2027-10-22T00:00:00Z".parse().unwrap());
}

#[test]
fn every_action_is_in_the_regulation_once_tested() {
    let (catalog, _) = &*SHIPPED;
    let regulation = &catalog.regulations[&REGULATION.parse().unwrap()];
    let named: BTreeSet<_> = regulation.action_ids().into_iter().collect();
    let all: BTreeSet<_> = catalog.actions.keys().collect();
    assert_eq!(named, all);
    for action in all {
        assert!(catalog.checks_of_action(action).next().is_some(), "{action} has no check");
    }
    let families: Vec<_> = regulation.families.iter().map(|family| family.controls.len()).collect();
    assert_eq!(families[..4], [16, 11, 8, 10], "the standard's settings, by risk");
}

/// The standard baseline, as its settings and values are (the file itself is Salesforce's).
fn standard() -> String {
    let mut xml =
        String::from("<baseline name=\"Standard\" developerName=\"Standard\"><highRiskSecuritySettings>");
    for (name, kind) in STANDARD {
        xml.push_str(&format!("<{}Setting name=\"{name}\" {}/>", kind.0, kind.1));
    }
    xml.push_str("</highRiskSecuritySettings></baseline>");
    xml
}

const STANDARD: [(&str, (&str, &str)); 20] = [
    ("PasswordPolicies.minPasswordLength", ("numericRange", "compliant=\"8.0\" warning=\"6.0\"")),
    ("PasswordPolicies.history", ("numericRange", "compliant=\"3.0\" warning=\"1.0\"")),
    (
        "PasswordPolicies.maxLoginAttempts",
        ("enum", "compliant=\"ThreeAttempts\" warning=\"FiveAttempts,TenAttempts\" critical=\"NoLimit\""),
    ),
    (
        "PasswordPolicies.expiration",
        (
            "enum",
            "compliant=\"ThirtyDays,SixtyDays,NinetyDays\" warning=\"SixMonths\" critical=\"OneYear,Never\"",
        ),
    ),
    (
        "PasswordPolicies.complexity",
        (
            "enum",
            "compliant=\"SpecialCharacters,UpperLowerCaseNumeric,UpperLowerCaseNumericSpecialCharacters,Any3UpperLowerCaseNumericSpecialCharacters\" warning=\"AlphaNumeric\" critical=\"NoRestriction\"",
        ),
    ),
    (
        "PasswordPolicies.questionRestriction",
        ("enum", "compliant=\"DoesNotContainPassword\" warning=\"None\""),
    ),
    (
        "PasswordPolicies.lockoutInterval",
        ("enum", "compliant=\"ThirtyMinutes,SixtyMinutes,Forever\" warning=\"FifteenMinutes\""),
    ),
    (
        "SessionSettings.timeout",
        (
            "enum",
            "compliant=\"FifteenMinutes,ThirtyMinutes,SixtyMinutes,NinetyMinutes,TwoHours\" warning=\"FourHours,EightHours,TwelveHours\" critical=\"TwentyFourHours\"",
        ),
    ),
    (
        "FileUploadAndDownloadSecurity.hybridSecurityRiskFileTypes",
        ("numericRange", "compliant=\"0.0\" warning=\"0.5\""),
    ),
    ("SharingSettings.orgWideDefaults", ("numericRange", "compliant=\"0.0\" warning=\"1.0\"")),
    ("NetworkSecurity.trustedIpRangesConfigured", ("numericRange", "compliant=\"1.0\" warning=\"0.5\"")),
    ("CertificateAndKeyManagement.keySize", ("numericRange", "compliant=\"4096.0\" warning=\"2048.0\"")),
    ("CertificateAndKeyManagement.certExpiration", ("numericRange", "compliant=\"180.0\" warning=\"1.0\"")),
    ("GuestUserAccess.guestEditAccess", ("numericRange", "compliant=\"4.0\" warning=\"9.0\"")),
    ("GuestUserAccess.guestReadAccess", ("numericRange", "compliant=\"4.0\" warning=\"9.0\"")),
    ("GuestUserAccess.guestAccessSharingRules", ("numericRange", "compliant=\"0.0\" warning=\"4.0\"")),
    ("AdminUsers.activeSystemAdministratorCount", ("numericRange", "compliant=\"5.0\" warning=\"10.0\"")),
    ("SessionSettings.lockSessionsToDomain", ("boolean", "compliant=\"true\" nonCompliant=\"critical\"")),
    ("CertificateAndKeyManagement.expiredCert", ("numericRange", "compliant=\"0.0\" warning=\"1.0\"")),
    ("RemoteSiteSettings.remoteSiteSettings", ("numericRange", "compliant=\"0.0\" warning=\"1.0\"")),
];

/// The defaults are the standard's values: importing the standard baseline changes nothing but the one figure that we
/// set otherwise.
#[test]
fn the_standard_baseline_is_what_the_defaults_are() {
    let baseline = parse(&standard()).unwrap();
    let import = import(&baseline.entries, SHIPPED.0.checks.values());
    assert_eq!(import.unfit, []);
    let differ: Vec<_> = import.proposed.iter().filter(|one| one.differs()).collect();
    let differ: Vec<_> = differ.iter().map(|one| (one.check.as_str(), one.value.clone())).collect();
    assert_eq!(differ, [("salesforce.certificates.valid", json!(180))]);
    assert!(import.proposed.len() >= 20, "{}", import.proposed.len());
    let fixed: Vec<_> = import.fixed.iter().map(|one| one.setting.as_str()).collect();
    assert_eq!(fixed, ["SessionSettings.lockSessionsToDomain"]);
    let untaken: Vec<_> = import.untaken.iter().map(|one| one.setting.as_str()).collect();
    // They are tested by what they count, which has no figure to set.
    assert_eq!(untaken, ["CertificateAndKeyManagement.expiredCert", "RemoteSiteSettings.remoteSiteSettings"]);
}

/// The permission sets that are ready to deploy have exactly the rights that the connector names.
#[test]
fn the_permission_sets_are_the_rights() {
    let connector = &SHIPPED.0.connectors[&"salesforce".parse().unwrap()];
    let rights: BTreeSet<&str> = connector
        .rights
        .iter()
        .flat_map(|right| &right.granular)
        .map(|api| api.strip_prefix("Permissions").unwrap())
        .collect();
    let permissions = |name: &str| -> BTreeSet<String> {
        let path = format!(
            "deploy/salesforce-app/force-app/main/default/permissionsets/{name}.permissionset-meta.xml"
        );
        let text = std::fs::read_to_string(root(&path)).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let set = document.root_element();
        let namespace = "http://soap.sforce.com/2006/04/metadata";
        assert!(set.has_tag_name((namespace, "PermissionSet")), "{path}");
        let child = |node: roxmltree::Node<'_, '_>, name: &str| {
            node.children()
                .find(|child| child.has_tag_name((namespace, name)))
                .and_then(|child| child.text().map(str::to_owned))
        };
        assert!(child(set, "label").is_some() && child(set, "description").unwrap().len() <= 255, "{path}");
        let kinds: BTreeSet<_> =
            set.children().filter(|node| node.is_element()).map(|node| node.tag_name().name()).collect();
        assert_eq!(
            kinds,
            BTreeSet::from(["description", "hasActivationRequired", "label", "userPermissions"])
        );
        set.children()
            .filter(|node| node.has_tag_name((namespace, "userPermissions")))
            .map(|node| {
                assert_eq!(child(node, "enabled").as_deref(), Some("true"));
                child(node, "name").unwrap()
            })
            .collect()
    };
    // Salesforce grants it only together with View All Data, which none of them shall have.
    let by_hand = "QueryAllFiles";
    let optional =
        [("Vouchsafe_Metadata_Reader", "ModifyMetadata"), ("Vouchsafe_Password_Sign_in", "UseAnyApiAuth")];
    for (set, right) in optional {
        assert_eq!(permissions(set), BTreeSet::from([right.to_owned()]));
    }
    let rest =
        rights.iter().filter(|right| **right != by_hand && optional.iter().all(|(_, own)| own != *right));
    assert_eq!(permissions("Vouchsafe_Reader"), rest.map(|right| (*right).to_owned()).collect());
    let project = std::fs::read_to_string(root("deploy/salesforce-app/sfdx-project.json")).unwrap();
    let project: Value = serde_json::from_str(&project).unwrap();
    assert_eq!(project["packageDirectories"][0]["path"], "force-app");
}

/// What people are told before they choose how to sign in.
#[test]
fn the_password_is_the_last_choice_and_says_why() {
    let connector = &SHIPPED.0.connectors[&"salesforce".parse().unwrap()];
    let ids: Vec<_> = connector.methods.iter().map(|method| method.id.as_str()).collect();
    assert_eq!(ids, ["client-credentials", "jwt-bearer", "password"]);
    let [_, jwt, password] = &connector.methods[..] else { panic!("three methods") };
    assert!(password.notice.as_ref().unwrap().contains("Summer '27"));
    assert!(connector.methods.iter().all(|method| !method.setup.is_empty()));
    let key = jwt.fields.iter().find(|field| field.name == "private_key").unwrap();
    assert_eq!((key.generated, key.secret), (Some(Generated::KeyPair), true));
    let secrets = |name: &str| password.fields.iter().find(|field| field.name == name).unwrap().secret;
    assert!(secrets("password") && secrets("security_token"));
    let polling = connector.polling.as_ref().unwrap();
    assert_eq!((polling.default_s, polling.min_s, polling.max_s), (60, 30, 3600));
}

/// Which checks could do without a signal, because each of their reads has another way.
fn needs(check: &assure::Check, name: &str) -> bool {
    let on_it = |read: &&assure::Read| read.at.iter().any(|path| path.signal.as_str() == name);
    check.reads.values().filter(on_it).any(|read| !read.either)
}

#[test]
fn what_the_org_does_not_show_passes_nothing() {
    let tidy = recording("tidy");
    for name in tidy.readings.keys() {
        for kind in [AbsenceKind::ScopeMissing, AbsenceKind::NotLicensed, AbsenceKind::NotFound] {
            let mut readings = tidy.readings.clone();
            checks_support::with(&mut readings, name.as_str(), absence(kind, Some("A right")));
            let outcomes = judged(&readings, tidy.read_at);
            for check in SHIPPED.0.checks.values().filter(|check| needs(check, name.as_str())) {
                assert_eq!(outcomes[&check.id].verdict, Verdict::Undetected, "{} without {name}", check.id);
            }
        }
        let Presence::Table(table) = &tidy.readings[name].presence else { continue };
        let cut = Presence::Table(Table { rows: table.rows.clone(), complete: false });
        let mut readings = tidy.readings.clone();
        checks_support::with(&mut readings, name.as_str(), cut);
        let outcomes = judged(&readings, tidy.read_at);
        for check in SHIPPED.0.checks.values().filter(|check| needs(check, name.as_str())) {
            assert_eq!(outcomes[&check.id].verdict, Verdict::Undetected, "{} of a part of {name}", check.id);
        }
    }
}

/// Any JSON that a place may hold by mistake.
fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9i64..9).prop_map(Value::from),
        prop::sample::select(vec!["", "true", "0", "Never", "Private", "success", "TLS 9"])
            .prop_map(Value::from),
        Just(json!([])),
        Just(json!([null])),
        Just(json!({})),
    ]
}

proptest! {
    /// Of two ways to one setting, one that says something else than the other never lets a check pass.
    #[test]
    fn one_of_two_ways_spoilt_passes_nothing_that_differs(which in any::<prop::sample::Index>(), place in 0usize..2, new in anything()) {
        let tidy = recording("tidy");
        let reads: Vec<_> = SHIPPED.0.checks.values()
            .flat_map(|check| check.reads.values().filter(|read| read.either).map(move |read| (check, read)))
            .collect();
        let (check, read) = which.get(&reads);
        let path = &read.at[place];
        let Presence::Document { value } = &tidy.readings[&path.signal].presence else { panic!("a document") };
        let before = value.pointer(&path.pointer).unwrap().clone();
        let mut readings = tidy.readings.clone();
        put(&mut readings, path.signal.as_str(), &path.pointer, new.clone());
        let verdict = SHIPPED.1.evaluate(check, &readings, &BTreeMap::new(), tidy.read_at).verdict;
        prop_assert_eq!(verdict == Verdict::Passed, new == before, "{} {}", &check.id, path);
    }
}

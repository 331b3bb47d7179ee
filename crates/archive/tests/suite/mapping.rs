//! Which mailbox somebody's messages go to.

use crate::samples::{ANA, BO, person, time};
use archive::mapping::{
    CsvProblem, CsvRule, MappedBy, Mapping, Policy, Rule, UnmappedCode, map, normalise, parse_csv,
};
use model::Person;
use proptest::prelude::*;

fn rule(user: Option<&str>, external: &str, mailbox: &str) -> Rule {
    Rule {
        user: user.map(str::to_owned),
        external: external.to_owned(),
        mailbox: mailbox.to_owned(),
        from: time("2026-01-01T00:00:00Z"),
        until: None,
    }
}

fn policy() -> Policy {
    Policy {
        custodians: ["archive@legal.example".to_owned(), "ana@example.com".to_owned()].into(),
        domains: vec!["Example.org".to_owned()],
        ..Policy::default()
    }
}

fn mapped(person: &Person, rules: &[Rule]) -> Result<(String, MappedBy), UnmappedCode> {
    match map(person, time("2026-11-20T00:00:00Z"), rules, &policy()) {
        Mapping::Mapped { address, by } => Ok((address, by)),
        Mapping::Unmapped { code, reason } => {
            assert!(reason.ends_with(['.', ':']) && reason.contains(' '), "a sentence: {reason}");
            Err(code)
        }
    }
}

fn custom(address: &str) -> Result<(String, MappedBy), UnmappedCode> {
    Ok((address.to_owned(), MappedBy::Custom))
}

fn automatic(address: &str) -> Result<(String, MappedBy), UnmappedCode> {
    Ok((address.to_owned(), MappedBy::Automatic))
}

#[test]
fn an_address_maps_by_itself_where_it_has_a_mailbox() {
    for (email, expect) in [
        (Some("ana@example.com"), automatic("ana@example.com")),
        (Some("  Ana@EXAMPLE.com "), automatic("ana@example.com")),
        (Some("ana@example.com.invalid"), automatic("ana@example.com")),
        (Some("anybody@example.org"), automatic("anybody@example.org")),
        (Some("anybody@sub.example.org"), Err(UnmappedCode::NoMailbox)),
        (Some("other@example.com"), Err(UnmappedCode::NoMailbox)),
        (Some("ana@example.com.invalid.invalid"), Err(UnmappedCode::NoMailbox)),
        (Some("ana at example"), Err(UnmappedCode::NotAnAddress)),
        (Some("ana@example.com\r\nBcc: x@example.org"), Err(UnmappedCode::NotAnAddress)),
        (Some("  "), Err(UnmappedCode::NoAddress)),
        (None, Err(UnmappedCode::NoAddress)),
    ] {
        assert_eq!(mapped(&person(ANA, "Ana", email), &[]), expect, "{email:?}");
    }
}

#[test]
fn a_custom_rule_comes_first_by_whatever_it_names() {
    let ana = person(ANA, "Ana", Some("ana@example.com"));
    for external in [ANA, &ANA[..15], "ana@example.com.crm", " ANA@example.com ", "ana@example.com.invalid"] {
        let rules = [rule(None, external, "Archive@Legal.example")];
        assert_eq!(mapped(&ana, &rules), custom("archive@legal.example"), "{external}");
        assert_eq!(mapped(&person(BO, "Bo", Some("bo@example.org")), &rules), automatic("bo@example.org"));
    }
    // The one that names the user id, before the one that names an address.
    let rules = [rule(None, "ana@example.com", "ana@example.com"), rule(None, ANA, "archive@legal.example")];
    assert_eq!(mapped(&ana, &rules), custom("archive@legal.example"));
    // It names a mailbox that there is not: it does not go elsewhere.
    assert_eq!(mapped(&ana, &[rule(None, ANA, "gone@example.com")]), Err(UnmappedCode::NoMailbox));
    assert_eq!(mapped(&ana, &[rule(None, ANA, "nowhere")]), Err(UnmappedCode::NotAnAddress));
}

#[test]
fn a_rule_holds_from_its_day_and_until_before_its_last() {
    let ana = person(ANA, "Ana", Some("ana@example.com"));
    let mut rules = [rule(None, ANA, "archive@legal.example"), rule(None, ANA, "x@example.org")];
    rules[0].until = Some(time("2026-06-01T00:00:00Z"));
    rules[1].from = time("2026-06-01T00:00:00Z");
    for (at, address) in [
        ("2025-12-31T23:59:59Z", "ana@example.com"),
        ("2026-01-01T00:00:00Z", "archive@legal.example"),
        ("2026-05-31T23:59:59Z", "archive@legal.example"),
        ("2026-06-01T00:00:00Z", "x@example.org"),
    ] {
        let Mapping::Mapped { address: found, .. } = map(&ana, time(at), &rules, &policy()) else {
            panic!("{at}")
        };
        assert_eq!(found, address, "{at}");
    }
}

#[test]
fn an_address_that_somebody_else_had_reaches_nobody_until_it_is_confirmed() {
    let new = person(BO, "Bo", Some("ana@example.com"));
    let rules = [rule(Some(ANA), "ana@example.com", "archive@legal.example")];
    assert_eq!(mapped(&new, &rules), Err(UnmappedCode::Reused));
    let owners = [("ana@example.com".to_owned(), ANA.to_owned())].into();
    let known = Policy { owners, ..policy() };
    let at = time("2026-11-20T00:00:00Z");
    assert!(matches!(map(&new, at, &[], &known), Mapping::Unmapped { code: UnmappedCode::Reused, .. }));
    assert!(matches!(
        map(&person(ANA, "Ana", new.email.as_deref()), at, &[], &known),
        Mapping::Mapped { .. }
    ));
    // Confirmed by a rule of his own.
    let rules = [rules[0].clone(), rule(Some(BO), "ana@example.com", "ana@example.com")];
    assert_eq!(mapped(&new, &rules), custom("ana@example.com"));
}

/// Row, external id and mailbox of every rule; row and column of every problem.
type Read = Result<Vec<(u64, String, String)>, Vec<(u64, String)>>;

fn rows(text: &str) -> Read {
    both(parse_csv(text.as_bytes()))
}

fn both(parsed: Result<Vec<CsvRule>, Vec<CsvProblem>>) -> Read {
    let found =
        parsed.map(|rules| rules.into_iter().map(|one| (one.row, one.external, one.mailbox)).collect());
    found.map_err(|problems| problems.into_iter().map(|one| (one.row, one.column)).collect())
}

fn line(row: u64, external: &str, mailbox: &str) -> (u64, String, String) {
    (row, external.to_owned(), mailbox.to_owned())
}

#[test]
fn a_mapping_is_read_as_spreadsheets_write_it() {
    let expect = Ok(vec![line(2, ANA, "ana@example.com"), line(3, "a, \"b\"", "bo@example.com")]);
    let text = format!(
        "ExternalUserId,Mailbox\r\n{ANA}, Ana@Example.com\r\n\"a, \"\"b\"\"\",bo@example.com\r\n\r\n"
    );
    assert_eq!(rows(&text), expect);
    assert_eq!(rows(&format!("\u{feff}{text}")), expect, "with a byte order mark");
    assert_eq!(rows(&text.replace("Mailbox", "O365UserMailbox")), expect, "with the header of Purview");
    let wide = |mark: &[u8], bytes: fn(u16) -> [u8; 2]| {
        let mut wide = mark.to_vec();
        wide.extend(text.encode_utf16().flat_map(bytes));
        both(parse_csv(&wide))
    };
    assert_eq!(wide(&[0xff, 0xfe], u16::to_le_bytes), expect, "in UTF-16");
    assert_eq!(wide(&[0xfe, 0xff], u16::to_be_bytes), expect);
    assert_eq!(wide(&[], u16::to_le_bytes), expect, "in UTF-16 without a mark");
    assert_eq!(rows("Mailbox,ExternalUserId\nana@example.com,x"), Ok(vec![line(2, "x", "ana@example.com")]));
}

#[test]
fn every_problem_of_a_mapping_is_named_by_its_row() {
    let text = "ExternalUserId,Mailbox\nx,ana@example.com\n,ana@example.com\ny,nobody\n\nX@a.example,a@example.com\n\
                x@A.example,b@example.com\nz\nx,ana@example.com\n";
    let expect =
        [(3, "ExternalUserId"), (4, "Mailbox"), (7, "ExternalUserId"), (8, ""), (9, "ExternalUserId")];
    let expect: Vec<_> = expect.into_iter().map(|(row, column)| (row, column.to_owned())).collect();
    assert_eq!(rows(text), Err(expect));
    let problems = parse_csv(text.as_bytes()).unwrap_err();
    assert!(problems[4].message.contains("row 2"), "both rows are named: {:?}", problems[4]);
    for (text, hint) in [
        ("", "empty"),
        ("User,Mailbox\nx,y@example.com", "ExternalUserId,Mailbox"),
        ("ExternalUserId;Mailbox\nx;y@example.com", "commas"),
    ] {
        let problems = parse_csv(text.as_bytes()).unwrap_err();
        assert!(problems.len() == 1 && problems[0].message.contains(hint), "{problems:?}");
    }
    assert_eq!(both(parse_csv(b"ExternalUserId,Mailbox\n\xff\xff,x")), Err(vec![(0, String::new())]));
}

#[test]
fn a_mapping_of_200_000_rows_is_read_and_one_row_more_is_not() {
    let mut text = "ExternalUserId,Mailbox\n".to_owned();
    (0..200_000).for_each(|row| text.push_str(&format!("user{row}@example.com,box{row}@example.com\n")));
    assert_eq!(parse_csv(text.as_bytes()).unwrap().len(), 200_000);
    text.push_str("one more,x@example.com\n");
    assert_eq!(both(parse_csv(text.as_bytes())), Err(vec![(200_002, String::new())]));
}

proptest! {
    #[test]
    fn any_bytes_are_rules_or_named_problems(bytes in proptest::collection::vec(any::<u8>(), 0..200), head: bool) {
        let mut text = if head { b"ExternalUserId,Mailbox\n".to_vec() } else { Vec::new() };
        text.extend(bytes);
        match parse_csv(&text) {
            Ok(rules) => prop_assert!(rules.iter().all(|rule| normalise(&rule.mailbox) == Some(rule.mailbox.clone()))),
            Err(problems) => prop_assert!(!problems.is_empty() && problems.len() <= 102),
        }
    }

    #[test]
    fn an_address_is_the_same_when_it_is_normalised_again(text in "[ a-zA-Z.@\\-]{0,20}(@example\\.com)?(\\.invalid)?") {
        if let Some(once) = normalise(&text) {
            let again = normalise(&once);
            prop_assert!(again.is_some());
            if !once.ends_with(".invalid") {
                prop_assert_eq!(again, Some(once));
            }
        }
    }
}

//! What a query means.

use crate::samples;
use archive::query::{Compare, Field, Kind, Phrase, Query, Searchable, matches, parse};
use jiff::civil::date;
use model::ItemKind;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Every sample, as a query looks at it.
static SAMPLES: LazyLock<Vec<(&'static str, Searchable)>> =
    LazyLock::new(|| samples::all().iter().map(|(name, record)| (*name, Searchable::of(record))).collect());

fn found(query: &str) -> Vec<&'static str> {
    let query = parse(query).unwrap_or_else(|problem| panic!("{query}: {problem}"));
    SAMPLES.iter().filter(|(_, sample)| matches(&query, sample)).map(|(name, _)| *name).collect()
}

#[test]
fn queries_find_what_they_mean() {
    let mut wrong = Vec::new();
    let every: Vec<&str> = SAMPLES.iter().map(|(name, _)| *name).collect();
    for (query, expect) in [
        ("quarterly AND corrected", vec!["text-edited", "text-edited-unknown"]),
        (
            "\"quarterly numbers\" NOT \"numbers are in corrected\" NOT kind:comment NOT deleted NOT restored",
            vec!["text-created", "shared-created"],
        ),
        ("QUARTERLY \"see the deck\" subject:deleted", vec!["text-deleted"]),
        ("from:bo.nguyen@example.com kind:comment sent>=2026-11-21", vec!["comment-deleted"]),
        (
            "from:\"Bo Bobby\" AND NOT subject:edited sent<2026-11-21",
            vec!["comment-created", "comment-threaded-created"],
        ),
        ("生日 OR ramen", vec!["poll-created", "poll-deleted", "profile-created", "profile-own-created"]),
        ("cc:دنيا", vec!["text-edited", "text-edited-unknown", "profile-created", "profile-own-created"]),
        ("to:acme", vec!["tracked-created"]),
        ("kind:message", vec!["message-created", "message-deleted"]),
        ("itemclass:ipm.externaldata.salesforcechatter.message", vec!["message-created"]),
        ("itemclass:IPM.ExternalData.SalesforceChatter.Message*", vec!["message-created", "message-deleted"]),
        ("kind:externaldata", every.clone()),
        ("itemclass:ipm.externaldata.*", every),
        ("Bericht -kind:post", vec![]),
        ("gone.mov sent=2026-11-21", vec!["files-deleted"]),
        ("canteen sent>2026-11-20", vec!["poll-deleted"]),
        ("canteen sent<=2026-11-20", vec!["poll-created"]),
        ("quart* restor*", vec!["text-restored"]),
        ("(corrected OR agree) AND subject:edited NOT (kind:post OR nothing)", vec!["comment-edited"]),
        ("participants:005xx000001Sv1pAAC kind:message", vec!["message-created", "message-deleted"]),
        ("\"alert(1)\"", vec!["link-odd-created"]),
    ] {
        let found = found(query);
        if found != expect {
            wrong.push(format!("{query}\n  found {found:?}\n  not   {expect:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_query_that_is_wrong_says_where_and_how_to_mend_it() {
    for (query, at, hint) in [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("a AND", 5, "missing"),
        ("OR a", 0, "OR"),
        ("a AND AND b", 6, "AND"),
        ("(a", 0, "not closed"),
        ("a)", 1, "closes nothing"),
        ("a ()", 3, "missing"),
        ("\"a b", 0, "not closed"),
        ("form:ana", 0, "no property form"),
        ("from: ana", 5, "without a blank"),
        ("from>ana", 0, "from:value"),
        ("kind:letter", 5, "post, comment"),
        ("sent>=yesterday", 6, "2026-11-21"),
        ("sent>=2026-02-30", 6, "2026-11-21"),
        ("a *b", 2, "star"),
        ("a*b", 0, "star"),
        ("!!", 0, "no word"),
    ] {
        let problem = parse(query).unwrap_err();
        assert_eq!(problem.at, at, "{query}: {problem}");
        assert!(problem.message.contains(hint), "{query}: {problem}");
    }
    for long in ["(".repeat(5_000), "NOT ".repeat(4_000) + "a", "a ".repeat(501), "a".repeat(16_001)] {
        assert!(parse(&long).is_err());
    }
    assert!(parse(&"a ".repeat(500)).is_ok());
}

fn word() -> impl Strategy<Value = String> {
    "[a-c]{1,2}|ä|漢|Σας|и\u{306}"
}

fn leaf() -> impl Strategy<Value = Query> {
    let phrase = || {
        (proptest::collection::vec(word(), 1..3), any::<bool>())
            .prop_map(|(words, prefix)| Phrase::of(&words.join(" "), prefix).unwrap())
    };
    let kinds: Vec<Kind> =
        ItemKind::ALL.iter().map(|kind| Kind::Item(*kind)).chain([Kind::External]).collect();
    prop_oneof![
        phrase().prop_map(Query::Text),
        (proptest::sample::select(Field::ALL.to_vec()), phrase())
            .prop_map(|(field, phrase)| Query::Field(field, phrase)),
        proptest::sample::select(kinds).prop_map(Query::Kind),
        ("ipm\\.[a-z]{1,5}", any::<bool>()).prop_map(|(text, prefix)| Query::ItemClass { text, prefix }),
        (proptest::sample::select(Compare::ALL.to_vec()), 1..29i8)
            .prop_map(|(compare, day)| Query::Sent(compare, date(2026, 11, day))),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Query::and),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Query::or),
            inner.prop_map(|query| Query::Not(Box::new(query))),
        ]
    })
}

fn not(query: Query) -> Query {
    Query::Not(Box::new(query))
}

proptest! {
    #[test]
    fn a_printed_query_is_the_query(query in queries()) {
        prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query);
    }

    #[test]
    fn any_text_is_a_query_or_a_problem_within_it(text in "[a-c()\"*:<>=\\- ]{0,30}|\\PC{0,30}|(AND|OR|NOT|a|from:|\\(|\\)| ){0,12}") {
        match parse(&text) {
            Ok(query) => prop_assert_eq!(parse(&query.to_string()), Ok(query)),
            Err(problem) => prop_assert!(problem.at <= text.chars().count()),
        }
    }

    #[test]
    fn and_or_and_not_are_what_they_are_in_logic(a in queries(), b in queries(), pick in any::<prop::sample::Index>()) {
        let (_, message) = pick.get(&SAMPLES);
        let is = |query: &Query| matches(query, message);
        let both = Query::and(vec![a.clone(), b.clone()]);
        let either = Query::or(vec![a.clone(), b.clone()]);
        prop_assert_eq!(is(&both), is(&a) && is(&b));
        prop_assert_eq!(is(&either), is(&a) || is(&b));
        prop_assert_eq!(is(&not(both)), is(&Query::or(vec![not(a.clone()), not(b.clone())])));
        prop_assert_eq!(is(&not(either)), is(&Query::and(vec![not(a.clone()), not(b)])));
        prop_assert_eq!(is(&not(not(a.clone()))), is(&a));
    }
}

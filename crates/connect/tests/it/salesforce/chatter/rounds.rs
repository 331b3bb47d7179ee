//! People, groups and deletions.

use super::wire::*;
use connect::source::Cursor;
use connect::source::archive::Stream;
use model::{ItemKind, Time};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn people_come_as_salesforce_has_them() {
    let org = org(|asked| match asked.is("User") && asked.nth == 1 {
        true => asked.rows(&[
            row(&[
                ("Id", ADA),
                ("Name", "Ada L."),
                ("Email", "ada@example.com.invalid"),
                ("Username", "ada@example.com"),
                ("IsActive", "true"),
                ("UserType", "Standard"),
                ("SystemModstamp", "2026-11-01T00:00:00.000Z"),
            ]),
            row(&[
                ("Id", BOB),
                ("Name", "(nil)"),
                ("Email", "(nil)"),
                ("Username", "bob@example.com"),
                ("IsActive", "false"),
                ("UserType", "Guest"),
                ("SystemModstamp", "2026-11-02T00:00:00.000Z"),
            ]),
        ]),
        false => None,
    })
    .await;
    let page = org.page(Stream::People, None).await.unwrap();
    let [ada, bob] = page.people.as_slice() else { panic!("{page:?}") };
    assert_eq!(
        (ada.id.as_str(), ada.name.as_str(), ada.email.as_deref(), ada.active),
        (ADA, "Ada L.", Some("ada@example.com.invalid"), true)
    );
    assert_eq!(
        (bob.name.as_str(), bob.email.as_deref(), bob.kind.as_deref(), bob.active),
        ("bob@example.com", None, Some("Guest"), false)
    );
    org.page(Stream::People, page.position.as_ref()).await.unwrap();
    assert!(
        org.texts("User")[1].contains("WHERE SystemModstamp >= 2026-11-01T23:50:00.000Z"),
        "{:?}",
        org.texts("User")
    );
    assert!(!page.position.unwrap().as_str().contains("ada"));
}

fn group(n: usize) -> Row {
    row(&[
        ("Id", &format!("0F9{n:012}CAA")),
        ("Name", &format!("Group {n}")),
        ("CollaborationType", "Private"),
    ])
}

#[tokio::test]
async fn groups_are_read_once_a_day_page_by_page_with_their_members() {
    let org = org(|asked| match (asked.object.as_str(), asked.nth) {
        ("CollaborationGroup", 1) => asked.rows(&(1..=50).map(group).collect::<Vec<_>>()),
        ("CollaborationGroup", 2) => asked.rows(&[group(51)]),
        // Members come in several answers.
        ("CollaborationGroupMember", 1) => Some(answer(
            "query",
            &[row(&[
                ("Id", "0FB000000000001AAA"),
                ("CollaborationGroupId", GROUP),
                ("MemberId", BOB),
                ("CreatedDate", "2026-01-01T00:00:00.000Z"),
            ])],
            true,
        )),
        ("", _) if asked.operation == "queryMore" => asked.rows(&[row(&[
            ("Id", "0FB000000000002AAA"),
            ("CollaborationGroupId", GROUP),
            ("MemberId", ADA),
            ("CreatedDate", "2026-02-01T00:00:00.000Z"),
        ])]),
        _ => None,
    })
    .await;
    let first = org.page(Stream::Groups, None).await.unwrap();
    assert_eq!((first.groups.len(), first.done), (50, false));
    let found = &first.groups[0];
    assert_eq!(
        (found.id.as_str(), found.name.as_str(), found.visibility.as_deref()),
        (GROUP, "Group 1", Some("Private"))
    );
    let members: Vec<_> = found.members.iter().map(|member| member.user.as_str()).collect();
    assert_eq!((members, found.members[0].since), (vec![ADA, BOB], "2026-02-01T00:00:00Z".parse().unwrap()));
    let second = org.page(Stream::Groups, first.position.as_ref()).await.unwrap();
    assert_eq!((second.groups.len(), second.done), (1, true));
    assert!(
        org.texts("CollaborationGroup")[1]
            .contains(&format!("WHERE Id > '0F9{:012}CAA' ORDER BY Id LIMIT 50", 50))
    );
    let calls = org.fake.seen().len();
    org.clock.advance(HOUR * 23);
    let rests = org.page(Stream::Groups, second.position.as_ref()).await.unwrap();
    assert!(rests.done && rests.groups.is_empty() && rests.position == second.position);
    assert_eq!(org.fake.seen().len(), calls);
    org.clock.advance(HOUR);
    org.page(Stream::Groups, second.position.as_ref()).await.unwrap();
    assert_eq!(org.texts("CollaborationGroup").len(), 3);
}

#[tokio::test]
async fn a_group_is_looked_at_when_something_new_is_in_it() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(&[
            post(1, &[("ParentId", GROUP)]),
            post(2, &[("ParentId", "0F9000000000002CAA"), ("CreatedDate", "2026-11-01T00:00:00.000Z")]),
        ]),
        "CollaborationGroup" => asked.rows(&[group(1)]),
        _ => None,
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    assert_eq!(page.groups.len(), 1);
    assert!(org.texts("CollaborationGroup")[0].contains(&format!("WHERE Id IN ('{GROUP}')")));
}

/// Drains the deletions of one round.
async fn round(
    org: &Org,
    mut position: Option<Cursor>,
) -> (Vec<(ItemKind, String)>, Vec<String>, Option<Cursor>) {
    let (mut deleted, mut warnings) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        let page = org.page(Stream::Deletions, position.as_ref()).await.unwrap();
        deleted.extend(page.deletions.into_iter().map(|one| (one.kind, one.id)));
        warnings.extend(page.warnings);
        position = page.position;
        if page.done {
            return (deleted, warnings, position);
        }
    }
    panic!("the round does not end");
}

#[tokio::test]
async fn deletions_are_asked_for_once_a_day_since_the_last_time() {
    let org = org(|asked| {
        let end = asked.text.split("<endDate>").nth(1)?.split('<').next()?.to_owned();
        let records = match (asked.object.as_str(), asked.nth) {
            ("FeedItem", 1) => vec![(post_id(1), "2026-10-23T00:00:00.000Z")],
            ("FeedComment", 2) => vec![(comment_id(1), "2026-11-01T00:00:00.000Z")],
            _ => vec![],
        };
        let records: Vec<_> = records.iter().map(|(id, at)| (id.as_str(), *at)).collect();
        Some(deleted(&records, "2026-10-01T00:00:00.000Z", &end)).filter(|_| asked.operation == "getDeleted")
    })
    .await;
    let (found, warnings, position) = round(&org, None).await;
    assert_eq!(found, [(ItemKind::Post, post_id(1)), (ItemKind::Comment, comment_id(1))]);
    assert_eq!(warnings, Vec::<String>::new());
    // Thirty days less an hour in spans of five, of both.
    assert_eq!((org.texts("FeedItem").len(), org.texts("FeedComment").len()), (6, 6));
    assert_eq!(
        org.texts("FeedItem")[0],
        "<sObjectType>FeedItem</sObjectType><startDate>2026-10-22T09:00:00.000Z</startDate><endDate>2026-10-27T09:00:00.000Z</endDate>"
    );
    org.clock.advance(HOUR * 23);
    let calls = org.fake.seen().len();
    assert!(org.page(Stream::Deletions, position.as_ref()).await.unwrap().done);
    assert_eq!(org.fake.seen().len(), calls);
    org.clock.advance(HOUR);
    let (_, _, position) = round(&org, position).await;
    assert!(org.texts("FeedItem")[6].contains(
        "<startDate>2026-11-21T08:00:00.000Z</startDate><endDate>2026-11-22T08:00:00.000Z</endDate>"
    ));
    // Who was away for longer than Salesforce remembers is told what is not known.
    org.clock.advance(HOUR * 24 * 40);
    let (_, warnings, _) = round(&org, position).await;
    assert_eq!(warnings.len(), 2);
    assert!(
        warnings[0].contains("which posts were deleted between 2026-11-22T08:00:00.000Z and"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn what_salesforce_has_not_covered_yet_is_asked_for_again() {
    let covered = "2026-11-21T07:30:00.000Z";
    let org = org(move |asked| {
        (asked.operation == "getDeleted").then(|| deleted(&[], "2026-11-10T00:00:00.000Z", covered))
    })
    .await;
    let begun: Time = "2026-11-20T08:00:00Z".parse().unwrap();
    let position =
        Cursor::new(format!(r#"{{"known":["{begun}","{begun}"],"began":"{begun}","through":true}}"#));
    let (_, warnings, position) = round(&org, Some(position)).await;
    assert_eq!(warnings, Vec::<String>::new());
    org.clock.advance(HOUR * 24);
    round(&org, position).await;
    assert!(
        org.texts("FeedItem")[1].contains("<startDate>2026-11-21T07:30:00.000Z</startDate>"),
        "{:?}",
        org.texts("FeedItem")
    );
    // What lies before what Salesforce remembers is named, but for what was never to be known.
    let gone = Cursor::new(
        r#"{"known":["2026-11-01T08:00:30.500Z",null],"began":"2026-11-01T08:00:00.000Z","through":true}"#,
    );
    let page = org.page(Stream::Deletions, Some(&gone)).await.unwrap();
    let named = "which posts were deleted between 2026-11-01T08:00:00.000Z and 2026-11-06T08:00:00.000Z";
    assert!(page.warnings.len() == 1 && page.warnings[0].contains(named), "{:?}", page.warnings);
    assert_eq!(round(&org, None).await.1, Vec::<String>::new());
}

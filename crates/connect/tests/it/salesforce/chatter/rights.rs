//! Rights: what is absent without which, and a right that goes while a page is read.

use super::super::wire::{ORG, fault};
use super::wire::*;
use connect::source::archive::{Counted, Stream, Wanted};
use model::{AbsenceKind, ItemKind};

#[tokio::test]
async fn without_its_right_a_stream_is_absent_and_nothing_is_asked_of_it() {
    for (without, absent) in [
        ("ViewAllData", &[Stream::Groups, Stream::Posts, Stream::Comments, Stream::Deletions][..]),
        ("ViewAllUsers", &[Stream::People]),
        ("ManageChatterMessages", &[Stream::Messages]),
    ] {
        let org = org(move |asked| match asked.operation.as_str() {
            "getDeleted" => Some(deleted(&[], "2026-10-01T00:00:00.000Z", "2026-11-21T08:00:00.000Z")),
            _ => asked.is("UserPermissionAccess").then(|| rights(&[without])),
        })
        .await;
        for stream in Stream::ALL {
            let page = org.page(stream, None).await.unwrap();
            assert_eq!(page.absent.is_some(), absent.contains(&stream), "{without} {stream:?}");
            if let Some(absence) = page.absent {
                assert_eq!((absence.kind, page.done, page.position), (AbsenceKind::ScopeMissing, true, None));
                assert!(absence.message.contains(&format!("Permissions{without}")), "{absence:?}");
            }
        }
        let read = |object| !org.texts(object).is_empty();
        let feeds = (read("FeedItem"), read("FeedComment"), read("CollaborationGroup"));
        assert_eq!(feeds.0 || feeds.1 || feeds.2, without != "ViewAllData");
        assert_eq!(
            (read("User"), read("ChatterMessage")),
            (without != "ViewAllUsers", without != "ManageChatterMessages")
        );
    }
}

#[tokio::test]
async fn a_right_that_goes_while_a_page_is_read_leaves_the_page_out() {
    let org = org(|asked| match (asked.object.as_str(), asked.nth) {
        ("UserPermissionAccess", 2) => Some(rights(&["ViewAllData"])),
        ("FeedItem", _) => asked.rows(&[post(1, &[])]),
        _ => None,
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    assert!(page.absent.is_some() && page.observations.is_empty() && page.position.is_none(), "{page:?}");
    // Once it is back, everything is read.
    let page = org.page(Stream::Posts, None).await.unwrap();
    assert_eq!((page.absent, page.observations.len()), (None, 1));
}

#[tokio::test]
async fn private_messages_are_left_alone_unless_they_are_wanted() {
    let org = org(|_| None).await;
    let page = org.account.page(Stream::Messages, &Wanted::default(), None).await.unwrap();
    assert!(page.done && page.absent.is_none() && page.position.is_none());
    assert!(org.fake.seen().is_empty());
}

#[tokio::test]
async fn validating_names_each_missing_right_and_what_is_lost() {
    let org = org(|asked| match asked.object.as_str() {
        "UserPermissionAccess" => {
            Some(rights(&["QueryAllFiles", "ManageUnlistedGroups", "ManageChatterMessages"]))
        }
        "Organization" => asked.rows(&[row(&[("Id", ORG)])]),
        _ => None,
    })
    .await;
    let found = org.account.validate(&all()).await.unwrap();
    assert_eq!((found.account_id.as_str(), found.account_confirmed), (ORG, true));
    assert_eq!(found.granted, ["API Enabled", "View All Data", "View All Users"]);
    let missing: Vec<_> = found.missing.iter().map(|right| (right.right.as_str(), right.required)).collect();
    assert_eq!(
        missing,
        [
            ("Query All Files", false),
            ("Manage Unlisted Groups", false),
            ("Manage Chatter Messages and Direct Messages", true),
        ]
    );
    for said in [
        "Query All Files is missing: files",
        "unlisted groups is not archived",
        "private messages are not archived",
    ] {
        assert!(found.warnings.iter().any(|warning| warning.contains(said)), "{said}: {:?}", found.warnings);
    }
    let found = org.account.validate(&Wanted::default()).await.unwrap();
    assert!(!found.lacks_required());
}

#[tokio::test]
async fn an_org_without_chatter_is_told() {
    let org = org(|asked| {
        asked.is("FeedItem").then(|| fault("INVALID_TYPE", "sObject type 'FeedItem' is not supported."))
    })
    .await;
    let found = org.account.validate(&Wanted::default()).await.unwrap();
    assert!(found.warnings.iter().any(|warning| warning.contains("is Chatter switched on")), "{found:?}");
}

#[tokio::test]
async fn items_are_counted_and_listed_by_when_they_were_made() {
    let (from, until) = ("2026-11-20T00:00:00Z".parse().unwrap(), "2026-11-21T00:00:00Z".parse().unwrap());
    let org = org(|asked| match asked.text.contains("COUNT()") {
        true => Some(crate::fake::reply(200, super::super::wire::envelope("partner", "<queryAllResponse><result><done>true</done><queryLocator xsi:nil=\"true\"/><size>12345</size></result></queryAllResponse>"))),
        false => asked.is("FeedItem").then(|| answer("queryAll", &[row(&[("Id", &post_id(1))]), row(&[("Id", &post_id(2))])], false)),
    })
    .await;
    assert_eq!(org.account.count(ItemKind::Post, from, until).await.unwrap(), Counted::Items(12_345));
    let ids = org.account.ids(ItemKind::Post, from, until, Some(&post_id(0))).await.unwrap();
    assert_eq!(ids, [post_id(1), post_id(2)]);
    let span = "FROM FeedItem WHERE CreatedDate >= 2026-11-20T00:00:00.000Z AND CreatedDate < 2026-11-21T00:00:00.000Z";
    assert_eq!(
        org.texts("FeedItem"),
        [
            format!("SELECT COUNT() {span}"),
            format!("SELECT Id {span} AND Id > '{}' ORDER BY Id LIMIT 2000", post_id(0))
        ]
    );
    assert!(org.account.ids(ItemKind::Post, from, until, Some("x' OR Id != '")).await.is_err());
    // Without the right nothing is known of how many there are.
    let org =
        super::wire::org(|asked| asked.is("UserPermissionAccess").then(|| rights(&["ViewAllData"]))).await;
    assert_eq!(org.account.count(ItemKind::Comment, from, until).await.unwrap(), Counted::Unknown);
    assert!(org.account.ids(ItemKind::Comment, from, until, None).await.is_err());
    assert!(org.texts("FeedComment").is_empty());
}

//! From page to page and from round to round.

use super::super::wire::fault;
use super::wire::*;
use connect::source::ConnectError;
use connect::source::{
    Cursor, TransientCause,
    archive::{Stream, Wanted},
};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// A post stamped so many minutes before eight.
fn at(n: usize, minute: usize) -> Row {
    let stamp = format!("2026-11-21T07:{minute:02}:00.000Z");
    post(n, &[("SystemModstamp", &stamp), ("CreatedDate", &stamp)])
}

#[tokio::test]
async fn a_round_goes_on_behind_the_last_row_and_the_next_begins_before_the_latest() {
    let org = org(|asked| match (asked.is("FeedItem"), asked.nth) {
        (true, 1) => asked.rows(&(1..=500).map(|n| at(n, 10)).collect::<Vec<_>>()),
        (true, 2) => asked.rows(&[at(501, 10), at(502, 50)]),
        (true, _) => asked.rows(&[at(502, 50)]),
        _ => None,
    })
    .await;
    let first = org.page(Stream::Posts, None).await.unwrap();
    assert_eq!((first.observations.len(), first.done), (500, false));
    // Where it goes on is kept; who goes on may be another.
    let position = first.position.unwrap();
    let later = account_at(&org.fake.base, org.clock.clone(), None);
    org.clock.advance(MINUTE);
    let second = later.page(Stream::Posts, &all(), Some(&position)).await.unwrap();
    assert_eq!((second.observations.len(), second.done), (2, true));
    let third = org.page(Stream::Posts, second.position.as_ref()).await.unwrap();
    assert_eq!((third.observations.len(), third.done, &third.position), (1, true, &second.position));
    let select = "SELECT Id, Type, ParentId, CreatedById, CreatedDate, LastEditById, LastEditDate, SystemModstamp, Revision, IsDeleted, IsRichText, Title, Body, LinkUrl, RelatedRecordId, Parent.Type, Parent.Name, InsertedById, LikeCount, CommentCount, Status, Visibility, NetworkScope FROM FeedItem";
    assert_eq!(
        org.texts("FeedItem"),
        [
            format!(
                "{select} WHERE SystemModstamp >= 1970-01-01T00:00:00.000Z AND SystemModstamp < 2026-11-21T08:00:00.000Z ORDER BY SystemModstamp, Id LIMIT 500"
            ),
            format!(
                "{select} WHERE SystemModstamp >= 2026-11-21T07:10:00.000Z AND SystemModstamp < 2026-11-21T08:00:00.000Z AND (SystemModstamp > 2026-11-21T07:10:00.000Z OR Id > '{}') ORDER BY SystemModstamp, Id LIMIT 500",
                post_id(500)
            ),
            format!(
                "{select} WHERE SystemModstamp >= 2026-11-21T07:40:00.000Z AND SystemModstamp < 2026-11-21T08:01:00.000Z ORDER BY SystemModstamp, Id LIMIT 500"
            ),
        ]
    );
    assert_eq!(
        (first.account.as_deref(), first.allowance.unwrap().remaining),
        (Some(super::super::wire::ORG), 14_880)
    );
}

#[tokio::test]
async fn an_answer_that_salesforce_cut_short_is_gone_on_from() {
    let org = org(|asked| match (asked.is("FeedComment"), asked.nth) {
        (true, 1) => Some(answer("queryAll", &[comment(1, &[]), comment(2, &[])], true)),
        (true, _) => asked.rows(&[comment(3, &[])]),
        _ => None,
    })
    .await;
    let first = org.page(Stream::Comments, None).await.unwrap();
    assert_eq!((first.observations.len(), first.done), (2, false));
    let second = org.page(Stream::Comments, first.position.as_ref()).await.unwrap();
    assert_eq!((second.observations.len(), second.done), (1, true));
    assert!(org.texts("FeedComment")[1].contains(&format!("Id > '{}'", comment_id(2))));
    assert!(org.fake.seen().iter().all(|seen| asked(seen).operation != "queryMore"));
}

#[tokio::test]
async fn rows_that_lead_nowhere_are_an_error() {
    // Out of order, nothing although there is more, the same again.
    for answers in [vec![vec![at(1, 20), at(2, 10)]], vec![vec![]], vec![vec![at(1, 10)], vec![at(1, 10)]]] {
        let pages = answers.len();
        let org =
            org(move |asked| asked.is("FeedItem").then(|| answer("queryAll", &answers[asked.nth - 1], true)))
                .await;
        let mut position: Option<Cursor> = None;
        for page in 1..=pages {
            match org.page(Stream::Posts, position.as_ref()).await {
                Ok(read) if page < pages => position = read.position,
                Ok(read) => panic!("{read:?}"),
                Err(error) => assert!(matches!(error, ConnectError::Unexpected { .. }), "{error:?}"),
            }
        }
    }
}

#[tokio::test]
async fn nothing_to_read_is_a_page_with_nothing_on_it() {
    let org = org(|_| None).await;
    for stream in [Stream::People, Stream::Posts, Stream::Comments, Stream::Messages, Stream::Groups] {
        let page = org.page(stream, None).await.unwrap();
        assert!(page.done && page.observations.is_empty() && page.absent.is_none(), "{stream:?}");
        assert!(page.position.is_some() && page.warnings.is_empty(), "{stream:?} {page:?}");
    }
    // Nothing is asked about items that are not there.
    let objects: Vec<_> = org.fake.seen().iter().map(|seen| asked(seen).object).collect();
    assert!(!objects.iter().any(|object| object == "FeedAttachment"), "{objects:?}");
}

#[tokio::test]
async fn what_was_made_before_is_left_out_by_salesforce() {
    let org = org(|_| None).await;
    let wanted = Wanted { from: Some("2026-11-01T00:00:00Z".parse().unwrap()), messages: true };
    for stream in [Stream::Posts, Stream::Messages] {
        org.account.page(stream, &wanted, None).await.unwrap();
    }
    let text = &org.texts("FeedItem")[0];
    assert!(text.contains("SystemModstamp >= 2026-11-01T00:00:00.000Z AND SystemModstamp < 2026-11-21T08:00:00.000Z AND CreatedDate >= 2026-11-01T00:00:00.000Z ORDER"), "{text}");
    assert_eq!(
        org.texts("ChatterMessage")[0],
        "SELECT Id, Body, ConversationId, SenderId, SentDate, SenderNetworkId FROM ChatterMessage WHERE SentDate >= 2026-11-01T00:00:00.000Z AND SentDate < 2026-11-21T08:00:00.000Z AND SentDate >= 2026-11-01T00:00:00.000Z ORDER BY SentDate, Id LIMIT 500"
    );
}

#[tokio::test]
async fn a_session_that_ends_in_the_midst_is_renewed_once() {
    for object in ["FeedItem", "FeedAttachment"] {
        let org = org(move |asked| match asked.object.as_str() {
            found if found == object && asked.nth == 1 => {
                Some(fault("INVALID_SESSION_ID", "Session not found"))
            }
            "FeedItem" => asked.rows(&[post(1, &[])]),
            _ => None,
        })
        .await;
        assert_eq!(org.page(Stream::Posts, None).await.unwrap().observations.len(), 1);
        let logins = org.fake.seen().iter().filter(|seen| asked(seen).operation == "login").count();
        assert_eq!(logins, 2, "{object}");
    }
    let never =
        org(|asked| asked.is("FeedItem").then(|| fault("INVALID_SESSION_ID", "Session not found"))).await;
    assert!(matches!(never.page(Stream::Posts, None).await, Err(ConnectError::SignIn { .. })));
}

#[tokio::test]
async fn what_passes_by_itself_fails_the_page_and_says_so() {
    for object in ["FeedItem", "FeedAttachment", "UserPermissionAccess"] {
        let org = org(move |asked| match asked.object.as_str() {
            found if found == object => Some(fault("SERVER_UNAVAILABLE", "busy")),
            "FeedItem" => asked.rows(&[post(1, &[])]),
            _ => None,
        })
        .await;
        let error = org.page(Stream::Posts, None).await.unwrap_err();
        assert!(
            matches!(error, ConnectError::Transient { cause: TransientCause::Server, .. }),
            "{object}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_position_that_is_none_of_ours_is_refused_and_never_asked() {
    let org = org(|_| None).await;
    for stream in [Stream::Posts, Stream::Groups, Stream::Deletions, Stream::People, Stream::Messages] {
        for bad in ["", "7", "nonsense"] {
            let error = org.page(stream, Some(&Cursor::new(bad))).await.unwrap_err();
            assert!(matches!(error, ConnectError::NoSuchPage { .. }), "{stream:?} {bad}: {error:?}");
        }
    }
    let planted = Cursor::new(r#"{"t":"2026-11-21T07:00:00.000Z","id":"x' OR Id != '"}"#);
    assert!(org.page(Stream::Posts, Some(&planted)).await.is_err());
    assert!(org.texts("FeedItem").is_empty());
}

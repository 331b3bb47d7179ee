//! What an org does not have or does not tell, beside the items themselves.

use super::super::wire::fault;
use super::wire::*;
use crate::fake::{json_reply, reply};
use connect::source::archive::Stream;
use connect::source::{ConnectError, TransientCause};
use serde_json::json;
use std::time::Duration;

/// A post that has something of everything.
fn rich(n: usize) -> Row {
    post(
        n,
        &[
            ("ParentId", ACCOUNT),
            ("LastEditDate", "2026-11-21T07:30:00.000Z"),
            ("RelatedRecordId", VERSION),
            ("Body", "@Bob"),
            ("Type", "PollPost"),
        ],
    )
}

#[tokio::test]
async fn a_table_that_is_not_shown_takes_nothing_from_the_item() {
    for (object, gap) in [
        ("FeedAttachment", "What is attached to it could not be read"),
        ("FeedRevision", "Its earlier texts could not be read"),
        ("FeedPollChoice", "The poll's answers could not be read"),
        ("EntitySubscription", "Who follows the record could not be read"),
    ] {
        let org = org(move |asked| match asked.object.as_str() {
            found if found == object => {
                Some(fault("INVALID_TYPE", &format!("sObject type '{object}' is not supported.")))
            }
            "FeedItem" => asked.rows(&[rich(1)]),
            path if path.starts_with("chatter/") => mention_of(&[1]),
            _ => None,
        })
        .await;
        let seen = org.one(Stream::Posts).await;
        let told = |said: &String| said.contains(gap) && said.contains(&format!("sObject type '{object}'"));
        assert!(seen.gaps.len() == 1 && told(&seen.gaps[0]), "{object}: {:?}", seen.gaps);
    }
}

fn mention_of(posts: &[usize]) -> Option<crate::fake::Reply> {
    let one = |n: &usize| json!({"statusCode": 200, "result": {"id": post_id(*n), "body": {"messageSegments": [{"type": "Mention", "record": {"id": BOB}}]}}});
    Some(json_reply(200, &json!({"hasErrors": false, "results": posts.iter().map(one).collect::<Vec<_>>()})))
}

#[tokio::test]
async fn a_file_that_is_not_shown_is_named_with_the_reason() {
    for (without, says) in [(&["QueryAllFiles"][..], "Query All Files is missing"), (&[], "it was deleted")] {
        let org = org(move |asked| match asked.object.as_str() {
            "FeedItem" => asked.rows(&[post(1, &[("RelatedRecordId", VERSION)])]),
            "UserPermissionAccess" => Some(rights(without)),
            _ => None,
        })
        .await;
        let seen = org.one(Stream::Posts).await;
        let file = &seen.content.attachments[0];
        assert_eq!((file.id.as_str(), file.size), (VERSION, None));
        assert!(file.gap.as_ref().unwrap().contains(says), "{file:?}");
    }
}

#[tokio::test]
async fn feeds_that_are_not_shown_are_an_error_and_never_nothing() {
    for (stream, object) in
        [(Stream::Posts, "FeedItem"), (Stream::Comments, "FeedComment"), (Stream::People, "User")]
    {
        let org = org(move |asked| {
            asked
                .is(object)
                .then(|| fault("INVALID_TYPE", &format!("sObject type '{object}' is not supported.")))
        })
        .await;
        let error = org.page(stream, None).await.unwrap_err();
        assert!(error.to_string().contains(&format!("does not show {object}")), "{error}");
    }
}

#[tokio::test]
async fn columns_that_an_org_lacks_are_left_out_and_asked_for_once() {
    // Of a column behind a point Salesforce names the end alone.
    let lacking = |text: &str| {
        let all = [("NetworkScope", "NetworkScope"), ("Parent.Name", "Name")];
        all.into_iter().find(|(asked, _)| text.contains(asked)).map(|(_, named)| named)
    };
    let org = org(move |asked| match asked.is("FeedItem") {
        true => match lacking(&asked.text) {
            Some(column) => {
                Some(fault("INVALID_FIELD", &format!("No such column '{column}' on entity 'FeedItem'.")))
            }
            None => asked.rows(&[post(1, &[])]),
        },
        false => None,
    })
    .await;
    org.one(Stream::Posts).await;
    org.one(Stream::Posts).await;
    assert_eq!(org.texts("FeedItem").len(), 4);
    // A column without which nothing can be made of it is none that may be lacking.
    let org = super::wire::org(|asked| {
        asked
            .is("FeedItem")
            .then(|| fault("INVALID_FIELD", "No such column 'Revision' on entity 'FeedItem'."))
    })
    .await;
    assert!(org.page(Stream::Posts, None).await.unwrap_err().to_string().contains("Revision"));
}

#[tokio::test]
async fn mentions_are_asked_for_where_there_may_be_some() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(&[
            post(1, &[("Body", "hello @Bob")]),
            post(2, &[("Body", "hello Bob")]),
            post(3, &[("Body", "<p>rich</p>"), ("IsRichText", "true")]),
            post(4, &[("Body", "gone @Bob"), ("IsDeleted", "true")]),
        ]),
        path if path == format!("chatter/feed-elements/batch/{},{}", post_id(1), post_id(3)) => {
            Some(json_reply(200, &json!({"hasErrors": true, "results": [
                {"statusCode": 200, "result": {"id": post_id(1), "body": {"messageSegments": [{"type": "Mention", "record": {"id": BOB}}]}}},
                {"statusCode": 404, "result": [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]},
            ]})))
        }
        _ => None,
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    let told: Vec<_> =
        page.observations.iter().map(|seen| (seen.mentions.len(), seen.gaps.clone())).collect();
    let gap =
        "Whom the text mentions could not be read: Salesforce says “The requested resource does not exist”.";
    assert_eq!(told, [(1, vec![]), (0, vec![]), (0, vec![gap.to_owned()]), (0, vec![])]);
}

#[tokio::test]
async fn too_many_calls_of_connect_rest_leave_a_gap_and_are_not_repeated_at_once() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(&(1..=250).map(|n| post(n, &[("Body", "@Bob")])).collect::<Vec<_>>()),
        path if path.starts_with("chatter/") => match asked.text.contains(&post_id(150)) {
            true => {
                Some(json_reply(503, &json!([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "later"}])))
            }
            false => mention_of(&(1..=100).collect::<Vec<_>>()),
        },
        _ => None,
    })
    .await;
    let calls = |org: &Org| org.fake.seen().iter().filter(|seen| seen.method == "GET").count();
    let page = org.page(Stream::Posts, None).await.unwrap();
    assert_eq!(calls(&org), 2);
    let known =
        page.observations.iter().filter(|seen| seen.mentions.len() == 1 && seen.gaps.is_empty()).count();
    assert_eq!((known, page.observations.len()), (100, 250));
    assert!(page.observations[249].gaps[0].contains("takes no more calls for now"));
    org.page(Stream::Posts, None).await.unwrap();
    assert_eq!(calls(&org), 2);
    org.clock.advance(Duration::from_secs(10 * 60));
    org.page(Stream::Posts, None).await.unwrap();
    assert_eq!(calls(&org), 4);
}

#[tokio::test]
async fn connect_rest_renews_a_session_and_what_passes_by_itself_fails_the_page() {
    let renewed = org(|asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(&[post(1, &[("Body", "@Bob")])]),
        path if path.starts_with("chatter/") && asked.nth == 1 => Some(json_reply(
            401,
            &json!([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]),
        )),
        path if path.starts_with("chatter/") => mention_of(&[1]),
        _ => None,
    })
    .await;
    assert_eq!(renewed.one(Stream::Posts).await.mentions.len(), 1);
    for (status, body, gap) in [
        (500, "<html>", false),
        (200, "<html>", false),
        (403, r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]"#, false),
        (
            403,
            r#"[{"errorCode":"FUNCTIONALITY_NOT_ENABLED","message":"Chatter Connect is not enabled"}]"#,
            true,
        ),
        (400, r#"[{"errorCode":"ILLEGAL_QUERY_PARAMETER_VALUE","message":"no"}]"#, true),
    ] {
        let org = org(move |asked| match asked.object.as_str() {
            "FeedItem" => asked.rows(&[post(1, &[("Body", "@Bob")])]),
            path if path.starts_with("chatter/") => Some(reply(status, body)),
            _ => None,
        })
        .await;
        match org.page(Stream::Posts, None).await {
            Ok(page) => assert!(gap && page.observations[0].gaps.len() == 1, "{status} {body}"),
            Err(error) => {
                let passes = matches!(
                    error,
                    ConnectError::Transient {
                        cause: TransientCause::Server | TransientCause::Unreadable,
                        ..
                    } | ConnectError::Throttled { daily: true, .. }
                );
                assert!(!gap && passes, "{status} {body}: {error:?}");
            }
        }
    }
}

//! What is made of a post, a comment, a message.

use super::wire::*;
use crate::fake::json_reply;
use connect::source::ConnectError;
use connect::source::archive::Stream;
use model::{AttachmentKind, ItemKind, Link, Mention, PlaceKind, SourceText};
use serde_json::json;

fn text(text: &str) -> SourceText {
    SourceText { text: text.into(), rich: false }
}

#[tokio::test]
async fn a_post_comes_with_all_that_belongs_to_it() {
    let item = post(
        1,
        &[
            ("Type", "ContentPost"),
            ("ParentId", ACCOUNT),
            ("Parent", "<sf:type>Name</sf:type><sf:Type>Account</sf:Type><sf:Name>Acme &amp; Sons</sf:Name>"),
            ("InsertedById", BOB),
            ("LastEditById", BOB),
            ("LastEditDate", "2026-11-21T07:30:00.000Z"),
            ("SystemModstamp", "2026-11-21T07:30:00.000Z"),
            ("Revision", "2"),
            ("IsRichText", "true"),
            ("Title", "plan.pdf"),
            ("Body", "<p>@Bob, <b>see</b> this</p>"),
            ("RelatedRecordId", VERSION),
            ("LikeCount", "3"),
            ("NetworkScope", "AllNetworks"),
        ],
    );
    let org = org(move |asked| {
        let post_id = post_id(1);
        match asked.object.as_str() {
            "FeedItem" => asked.rows(std::slice::from_ref(&item)),
            "FeedAttachment" => asked.rows(&[
                row(&[("Id", "08v000000000003AAA"), ("FeedEntityId", &post_id), ("Type", "Link"), ("RecordId", "(nil)"), ("Title", "Ours"), ("Value", "https://example.com/?a=1&b"), ("IsDeleted", "false")]),
                row(&[("Id", "08v000000000002AAA"), ("FeedEntityId", &post_id), ("Type", "InlineImage"), ("RecordId", DOCUMENT), ("Title", "a picture"), ("IsDeleted", "false")]),
                row(&[("Id", "08v000000000001AAA"), ("FeedEntityId", &post_id), ("Type", "Content"), ("RecordId", VERSION), ("Title", "plan"), ("IsDeleted", "false")]),
                row(&[("Id", "08v000000000004AAA"), ("FeedEntityId", &post_id), ("Type", "Content"), ("RecordId", "068000000000009AAA"), ("Title", "taken off"), ("IsDeleted", "true")]),
            ]),
            "ContentDocument" => asked.rows(&[row(&[("Id", DOCUMENT), ("LatestPublishedVersionId", "068000000000002AAA"), ("IsDeleted", "false")])]),
            "ContentVersion" => asked.rows(&[
                row(&[("Id", VERSION), ("ContentDocumentId", "069000000000007AAA"), ("Title", "plan"), ("PathOnClient", "C:\\plans\\plan.pdf"), ("FileExtension", "pdf"), ("ContentSize", "2147483648"), ("Checksum", "0CC175B9C0F1B6A831C399E269772661"), ("ContentLocation", "S"), ("IsDeleted", "false")]),
                row(&[("Id", "068000000000002AAA"), ("ContentDocumentId", DOCUMENT), ("Title", "picture"), ("PathOnClient", "picture.png"), ("ContentSize", "7"), ("ContentLocation", "S"), ("IsDeleted", "false")]),
            ]),
            "FeedRevision" => asked.rows(&[
                row(&[("Id", "0Fr000000000002AAA"), ("FeedEntityId", &post_id), ("Revision", "1"), ("Action", "Changed"), ("EditedAttribute", "Title"), ("Value", "old title"), ("CreatedById", BOB), ("CreatedDate", "2026-11-21T07:30:00.000Z")]),
                row(&[("Id", "0Fr000000000001AAA"), ("FeedEntityId", &post_id), ("Revision", "1"), ("Action", "Changed"), ("EditedAttribute", "Body"), ("Value", "see this"), ("IsValueRichText", "false"), ("CreatedById", BOB), ("CreatedDate", "2026-11-21T07:30:00.000Z")]),
            ]),
            "EntitySubscription" => asked.rows(&[
                row(&[("Id", "0E8000000000002AAA"), ("ParentId", ACCOUNT), ("SubscriberId", BOB)]),
                row(&[("Id", "0E8000000000001AAA"), ("ParentId", ACCOUNT), ("SubscriberId", ADA)]),
            ]),
            path if path.starts_with("chatter/feed-elements/batch/") => Some(json_reply(200, &json!({"hasErrors": false, "results": [{"statusCode": 200,
                "result": {"id": post_id, "body": {"messageSegments": [{"type": "Mention", "record": {"id": BOB}}, {"type": "Text", "text": ", see"}]}}}]}))),
            _ => None,
        }
    })
    .await;
    let seen = org.one(Stream::Posts).await;
    let item = &seen.item;
    assert_eq!(
        (item.id.clone(), item.kind, item.source_type.as_str()),
        (post_id(1), ItemKind::Post, "ContentPost")
    );
    assert_eq!((item.author.as_deref(), item.inserted_by.as_deref()), (Some(ADA), Some(BOB)));
    assert_eq!((item.place.kind, item.place.id.as_str()), (PlaceKind::Record, ACCOUNT));
    assert_eq!(
        (item.place.name.as_deref(), item.place.record_type.as_deref()),
        (Some("Acme & Sons"), Some("Account"))
    );
    assert_eq!(
        (item.visibility.as_deref(), item.network.as_deref()),
        (Some("AllUsers"), Some("AllNetworks"))
    );
    assert_eq!(item.created_at, "2026-11-21T07:00:00Z".parse().unwrap());
    assert_eq!((seen.number, seen.deleted, seen.likes), (2, false, Some(3)));
    assert_eq!(
        (seen.edited_at, seen.edited_by.as_deref()),
        (Some("2026-11-21T07:30:00Z".parse().unwrap()), Some(BOB))
    );
    let content = &seen.content;
    assert_eq!(content.title.as_deref(), Some("plan.pdf"));
    assert_eq!(content.body, Some(SourceText { text: "<p>@Bob, <b>see</b> this</p>".into(), rich: true }));
    assert_eq!(
        content.link,
        Some(Link { url: "https://example.com/?a=1&b".into(), label: Some("Ours".into()) })
    );
    let files: Vec<_> = content
        .attachments
        .iter()
        .map(|file| (file.id.as_str(), file.kind, file.name.as_str(), file.size, file.gap.is_some()))
        .collect();
    assert_eq!(
        files,
        [
            (VERSION, AttachmentKind::File, "C:\\plans\\plan.pdf", Some(2_147_483_648), false),
            ("068000000000002AAA", AttachmentKind::Inline, "picture.png", Some(7), false),
        ]
    );
    assert_eq!(content.attachments[0].md5.as_deref(), Some("0cc175b9c0f1b6a831c399e269772661"));
    assert_eq!(content.attachments[1].document.as_deref(), Some(DOCUMENT));
    assert_eq!(seen.history.len(), 1);
    assert_eq!((&seen.history[0].before, seen.history[0].by.as_deref()), (&text("see this"), Some(BOB)));
    assert_eq!(seen.mentions, [Mention { user: BOB.into(), certain: true }]);
    assert_eq!(seen.people, [ADA, BOB]);
    assert_eq!(seen.gaps, Vec::<String>::new());
    assert_eq!(seen.raw["FeedItem"]["Parent.Name"], "Acme & Sons");
    assert_eq!(seen.raw["FeedRevision"].as_array().unwrap().len(), 2);
    assert_eq!(seen.raw["FeedAttachment"].as_array().unwrap().len(), 4);
    assert_eq!(seen.raw["ContentVersion"].as_array().unwrap().len(), 2);
    assert!(!seen.raw.to_string().contains("planted"));
    let versions = &org.texts("ContentVersion")[0];
    assert!(
        versions.ends_with(&format!("WHERE Id IN ('{VERSION}','068000000000002AAA','068000000000009AAA')")),
        "{versions}"
    );
}

#[tokio::test]
async fn whom_an_earlier_text_mentions_is_not_told() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedItem" => {
            asked.rows(&[post(1, &[("LastEditDate", "2026-11-21T07:30:00.000Z"), ("Revision", "2")])])
        }
        "FeedRevision" => asked.rows(&[row(&[
            ("Id", "0Fr000000000001AAA"),
            ("FeedEntityId", &post_id(1)),
            ("Revision", "1"),
            ("EditedAttribute", "Body"),
            ("Value", "@Bob, look"),
            ("CreatedDate", "2026-11-21T07:30:00.000Z"),
        ])]),
        _ => None,
    })
    .await;
    let seen = org.one(Stream::Posts).await;
    assert_eq!(seen.history[0].before, text("@Bob, look"));
    assert_eq!(seen.gaps, ["Whom its earlier texts mention is not told by Salesforce any more."]);
}

/// An item, and the edits of it that Salesforce tells of a moment later: number, second and the text before.
async fn history_of(item: &[(&'static str, &str)], edits: &[(&str, &str, &str)]) -> Vec<String> {
    let item = post(1, item);
    let edit = |(at, (number, second, before)): (usize, &(&str, &str, &str))| {
        let (id, time) = (format!("0Fr00000000000{at}AAA"), format!("2026-11-21T07:30:{second}.000Z"));
        row(&[
            ("Id", &id),
            ("FeedEntityId", &post_id(1)),
            ("Revision", number),
            ("EditedAttribute", "Body"),
            ("Value", before),
            ("CreatedDate", &time),
        ])
    };
    let edits: Vec<_> = edits.iter().enumerate().map(edit).collect();
    let org = org(move |asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(std::slice::from_ref(&item)),
        "FeedRevision" => asked.rows(&edits),
        _ => None,
    })
    .await;
    let seen = org.one(Stream::Posts).await;
    seen.history.into_iter().map(|edit| edit.before.text).collect()
}

#[tokio::test]
async fn what_is_edited_while_a_page_is_read_is_left_to_the_next() {
    let seen = |edited: &'static str, number: &'static str, body: &'static str| {
        [("LastEditDate", edited), ("Revision", number), ("Body", body)]
    };
    let edits = [("1", "00", "one"), ("2", "05", "two")];
    // Salesforce had both edits already when it was asked for them.
    let second = seen("2026-11-21T07:30:00.000Z", "2", "two");
    assert_eq!(history_of(&second, &edits).await, ["one"]);
    let third = seen("2026-11-21T07:30:05.000Z", "3", "three");
    assert_eq!(history_of(&third, &edits).await, ["one", "two"]);
    // Both within one second: that the later one took away what was seen tells it.
    let at_once = [("1", "00", "one"), ("2", "00", "two")];
    assert_eq!(history_of(&second, &at_once).await, ["one"]);
    let third = seen("2026-11-21T07:30:00.000Z", "3", "three");
    assert_eq!(history_of(&third, &at_once).await, ["one", "two"]);
    // An edit back to what it said before is one too.
    let back = seen("2026-11-21T07:30:05.000Z", "3", "one");
    assert_eq!(history_of(&back, &edits).await, ["one", "two"]);
}

#[tokio::test]
async fn polls_changed_fields_and_links_have_their_places() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedItem" => asked.rows(&[
            post(1, &[("Type", "PollPost"), ("Body", "Tea?")]),
            post(2, &[("Type", "TrackedChange"), ("Body", "(nil)"), ("ParentId", ACCOUNT)]),
            post(3, &[("Type", "LinkPost"), ("Title", "Our page"), ("LinkUrl", "https://example.com/")]),
            post(4, &[("Type", "(nil)"), ("ParentId", GROUP), ("LikeCount", "(nil)")]),
        ]),
        "FeedPollChoice" => asked.rows(&[
            row(&[
                ("Id", "09A000000000001AAA"),
                ("FeedItemId", &post_id(1)),
                ("ChoiceBody", "No"),
                ("Position", "2"),
            ]),
            row(&[
                ("Id", "09A000000000002AAA"),
                ("FeedItemId", &post_id(1)),
                ("ChoiceBody", "Yes"),
                ("Position", "1"),
            ]),
        ]),
        "FeedTrackedChange" => asked.rows(&[row(&[
            ("Id", "0D6000000000001AAA"),
            ("FeedItemId", &post_id(2)),
            ("FieldName", "Account.Rating"),
            ("OldValue", "(nil)"),
            ("NewValue", "Hot"),
        ])]),
        _ => None,
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    let [poll, tracked, link, odd] = page.observations.as_slice() else { panic!("{page:?}") };
    let labels: Vec<_> =
        poll.content.poll.iter().map(|choice| (choice.label.as_str(), choice.votes)).collect();
    assert_eq!(labels, [("Yes", None), ("No", None)]);
    let change = &tracked.content.changes[0];
    assert_eq!(
        (change.field.as_str(), &change.old, change.new.as_deref()),
        ("Account.Rating", &None, Some("Hot"))
    );
    assert_eq!(tracked.content.body, None);
    assert_eq!(
        link.content.link,
        Some(Link { url: "https://example.com/".into(), label: Some("Our page".into()) })
    );
    assert_eq!(link.content.title, None);
    assert_eq!(
        (odd.item.source_type.as_str(), odd.item.place.kind, odd.likes),
        ("Unknown", PlaceKind::Group, None)
    );
    assert!(org.texts("FeedPollChoice")[0].contains(&format!("IN ('{}')", post_id(1))));
    assert!(org.texts("FeedTrackedChange")[0].contains(&format!("IN ('{}')", post_id(2))));
}

#[tokio::test]
async fn a_comment_says_what_it_answers() {
    let org = org(|asked| match asked.object.as_str() {
        "FeedComment" => asked.rows(&[
            comment(1, &[("ParentId", GROUP)]),
            comment(
                2,
                &[
                    ("ThreadParentId", &comment_id(1)),
                    ("CommentType", "ContentComment"),
                    ("RelatedRecordId", VERSION),
                    ("IsDeleted", "true"),
                ],
            ),
        ]),
        "ContentVersion" => asked.rows(&[row(&[
            ("Id", VERSION),
            ("Title", "note"),
            ("ContentLocation", "E"),
            ("IsDeleted", "false"),
        ])]),
        _ => None,
    })
    .await;
    let page = org.page(Stream::Comments, None).await.unwrap();
    let [first, second] = page.observations.as_slice() else { panic!("{page:?}") };
    let parent = first.item.parent.as_ref().unwrap();
    assert_eq!((parent.post.clone(), parent.comment.clone()), (post_id(1), None));
    assert_eq!((first.item.kind, first.item.place.kind), (ItemKind::Comment, PlaceKind::Group));
    assert_eq!(first.content.body, Some(text("And to you")));
    assert_eq!(second.item.parent.as_ref().unwrap().comment, Some(comment_id(1)));
    assert!(second.deleted);
    let file = &second.content.attachments[0];
    assert_eq!((file.name.as_str(), file.size), ("note", None));
    assert!(file.gap.as_ref().unwrap().contains("outside of Salesforce"), "{file:?}");
}

#[tokio::test]
async fn a_message_comes_with_the_members_of_its_conversation() {
    const TALK: &str = "03Z000000000001EAA";
    let org = org(|asked| match asked.object.as_str() {
        "ChatterMessage" => asked.rows(&[row(&[
            ("Id", &message_id(1)),
            ("Body", "Between us"),
            ("ConversationId", TALK),
            ("SenderId", ADA),
            ("SentDate", "2026-11-21T07:00:00.000Z"),
        ])]),
        "ChatterConversationMember" => asked.rows(&[
            row(&[("Id", "0Zm000000000001AAA"), ("ConversationId", TALK), ("MemberId", BOB)]),
            row(&[("Id", "0Zm000000000002AAA"), ("ConversationId", TALK), ("MemberId", ADA)]),
        ]),
        _ => None,
    })
    .await;
    let seen = org.one(Stream::Messages).await;
    assert_eq!(
        (seen.item.kind, seen.item.place.kind, seen.item.place.id.as_str()),
        (ItemKind::Message, PlaceKind::Conversation, TALK)
    );
    assert_eq!((seen.item.author.as_deref(), seen.content.body), (Some(ADA), Some(text("Between us"))));
    assert_eq!(seen.people, [ADA, BOB]);
}

#[tokio::test]
async fn texts_of_every_kind_arrive_as_they_were_written() {
    let hostile = [
        "a & b <script>alert(1)</script> ]]> &amp; \"quoted\" 'so'",
        "line\r\nX-Injected: yes\n\ttab",
        "\u{202e}right to left\u{202c} 名前 \u{1f469}\u{200d}\u{1f52c} \u{10fffd}",
        "'; DROP TABLE x; -- ' OR Id != '",
    ];
    let long = "x".repeat(10_000);
    let texts: Vec<String> = hostile.iter().map(|text| (*text).to_owned()).chain([long]).collect();
    let planted = texts.clone();
    let org = org(move |asked| match asked.object.as_str() {
        "FeedItem" => {
            let rows =
                planted.iter().enumerate().map(|(n, text)| post(n + 1, &[("Body", text), ("Title", text)]));
            asked.rows(&rows.collect::<Vec<_>>())
        }
        "FeedAttachment" => asked.rows(&[row(&[
            ("Id", "08v000000000001AAA"),
            ("FeedEntityId", &post_id(1)),
            ("Type", "Weird<&>\r\n"),
            ("RecordId", "x' OR"),
            ("IsDeleted", "false"),
        ])]),
        _ => None,
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    let found: Vec<_> =
        page.observations.iter().map(|seen| seen.content.body.as_ref().unwrap().text.clone()).collect();
    assert_eq!(found, texts);
    let gaps = &page.observations[0].gaps;
    assert!(
        gaps.len() == 1 && gaps[0].contains("which is not archived") && !gaps[0].contains('\n'),
        "{gaps:?}"
    );
}

#[tokio::test]
async fn a_character_that_xml_forbids_keeps_nothing_from_being_read() {
    let org = org(|asked| {
        let posts = [post(1, &[("Body", "a\u{ffff}b\u{1}c\0d\u{fffe}")]), post(2, &[("Body", "and this")])];
        asked.is("FeedItem").then(|| answer("queryAll", &posts, false))
    })
    .await;
    let page = org.page(Stream::Posts, None).await.unwrap();
    let found: Vec<_> = page.observations.iter().map(|seen| seen.content.body.clone().unwrap()).collect();
    assert_eq!(found, [text("a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}"), text("and this")]);
}

#[tokio::test]
async fn a_column_without_which_it_is_no_item_is_named() {
    for (column, text) in [
        ("CreatedDate", "(nil)"),
        ("ParentId", "x' OR Id != '"),
        ("IsDeleted", "perhaps"),
        ("Revision", "one"),
        ("SystemModstamp", "soon"),
        ("Id", "7"),
    ] {
        let org = org(move |asked| {
            asked.is("FeedItem").then(|| answer("queryAll", &[post(1, &[(column, text)])], false))
        })
        .await;
        let error = org.page(Stream::Posts, None).await.unwrap_err();
        assert!(
            matches!(error, ConnectError::Unexpected { .. }) && error.to_string().contains(column),
            "{column}: {error}"
        );
    }
}

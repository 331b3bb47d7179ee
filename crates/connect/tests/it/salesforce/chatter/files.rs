//! Files: streamed, and whole or not at all.

use super::super::wire::{SESSION, good_login};
use super::wire::*;
use crate::fake::{NOW, Piece, Reply, bytes, json_reply, raw_after, reply};
use connect::http::Limits;
use connect::source::archive::{ArchiveAccount, FileAnswer};
use connect::source::{ConnectError, TransientCause};
use model::{AbsenceKind, Attachment, AttachmentKind, ManualClock};
use serde_json::json;
use std::{sync::Arc, time::Duration};

fn file(size: Option<u64>) -> Attachment {
    Attachment {
        id: VERSION.into(),
        document: None,
        kind: AttachmentKind::File,
        name: "a.bin".into(),
        size,
        md5: None,
        gap: None,
    }
}

/// The whole file, and the length of its longest piece.
async fn fetched(
    account: &Arc<dyn ArchiveAccount>,
    size: Option<u64>,
) -> Result<(Vec<u8>, usize), ConnectError> {
    let FileAnswer::Bytes(mut from) = account.file(&file(size)).await? else { panic!("it is gone") };
    let (mut all, mut longest) = (Vec::new(), 0);
    while let Some(piece) = from.next().await? {
        longest = longest.max(piece.len());
        all.extend(piece);
    }
    Ok((all, longest))
}

const PATH: &str = "sobjects/ContentVersion/068000000000001AAA/VersionData";

#[tokio::test]
async fn a_file_comes_in_pieces_whatever_its_length() {
    let content: Vec<u8> = (0..40_000_000u32).map(|n| (n % 251) as u8).collect();
    let planted = content.clone();
    let org = org(move |asked| asked.is(PATH).then(|| reply(200, planted.clone()))).await;
    let (found, longest) = fetched(&org.account, Some(content.len() as u64)).await.unwrap();
    assert!(found == content && longest <= 1 << 20, "{} of {longest}", found.len());
    let seen = org.fake.seen();
    let get = seen.last().unwrap();
    assert_eq!(get.target, format!("/services/data/v64.0/{PATH}"));
    assert_eq!(
        (get.headers["authorization"].to_str().unwrap(), &get.headers["accept"]),
        (format!("Bearer {SESSION}").as_str(), &"*/*".parse::<http::HeaderValue>().unwrap())
    );
    // A file may be empty.
    let org = super::wire::org(|asked| asked.is(PATH).then(|| reply(200, ""))).await;
    assert_eq!(fetched(&org.account, Some(0)).await.unwrap().0, b"");
}

/// An org whose files are these bytes on the wire, byte by byte.
async fn on_the_wire(pieces: Vec<Piece>) -> Arc<dyn ArchiveAccount> {
    let login = String::from_utf8(good_login("partner").body).unwrap();
    let base = raw_after("http", Some(login), pieces).await;
    let read = Duration::from_millis(500);
    let limits = Limits { read, total: Duration::from_secs(1), ..Limits::default() };
    account_at(&base, Arc::new(ManualClock::at(NOW)), Some(limits))
}

#[tokio::test]
async fn a_file_that_breaks_off_is_an_error_and_never_an_end() {
    for (head, size) in [
        ("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345", None),
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n12345", Some(10)),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n", None),
        ("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n12345", Some(10)),
    ] {
        let error = fetched(&on_the_wire(vec![bytes(head)]).await, size).await.unwrap_err();
        let cut = matches!(error, ConnectError::Transient { cause: TransientCause::Truncated, .. });
        assert!(cut, "{head}: {error:?}");
    }
}

#[tokio::test]
async fn a_slow_file_is_waited_for_and_a_stalled_one_is_not() {
    let head = || bytes("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n");
    let pause = || Piece::Wait(Duration::from_millis(250));
    // Longer in all than a call may take, and never silent for long.
    let slow: Vec<_> = std::iter::once(head()).chain((0..6).flat_map(|_| [pause(), bytes("x")])).collect();
    assert_eq!(fetched(&on_the_wire(slow).await, Some(6)).await.unwrap().0, b"xxxxxx");
    let error =
        fetched(&on_the_wire(vec![head(), bytes("xx"), Piece::Hang]).await, Some(6)).await.unwrap_err();
    assert!(matches!(error, ConnectError::Transient { cause: TransientCause::TimedOut, .. }), "{error:?}");
}

async fn answered(
    answer: impl Fn(usize) -> Reply + Clone + Send + Sync + 'static,
    without: &'static [&'static str],
) -> Result<FileAnswer, ConnectError> {
    let org = org(move |asked| match asked.object.as_str() {
        PATH => Some(answer(asked.nth)),
        "UserPermissionAccess" => Some(rights(without)),
        _ => None,
    })
    .await;
    org.account.file(&file(None)).await
}

fn refusal(status: u16, code: &str) -> Reply {
    json_reply(status, &json!([{"errorCode": code, "message": format!("{SESSION} may not: {code}")}]))
}

#[tokio::test]
async fn what_salesforce_says_for_certain_is_gone_with_its_words() {
    for (status, code, without, kind) in [
        (404, "NOT_FOUND", &[][..], AbsenceKind::NotFound),
        (404, "ENTITY_IS_DELETED", &[], AbsenceKind::NotFound),
        (404, "NOT_FOUND", &["QueryAllFiles"], AbsenceKind::ScopeMissing),
        (403, "INSUFFICIENT_ACCESS", &[], AbsenceKind::ScopeMissing),
        (403, "FILE_NOT_ALLOWED", &[], AbsenceKind::ScopeMissing),
    ] {
        match answered(move |_| refusal(status, code), without).await.unwrap() {
            FileAnswer::Gone(absence) => {
                assert_eq!(absence.kind, kind, "{code}");
                assert!(
                    absence.message.contains(code) && !absence.message.contains("planted"),
                    "{absence:?}"
                );
                assert_eq!(absence.right.is_some(), kind == AbsenceKind::ScopeMissing);
            }
            FileAnswer::Bytes(_) => panic!("{code}"),
        }
    }
}

#[tokio::test]
async fn what_may_pass_is_an_error_and_the_session_is_renewed_once() {
    let renewed =
        answered(|nth| if nth == 1 { refusal(401, "INVALID_SESSION_ID") } else { reply(200, "x") }, &[])
            .await;
    assert!(matches!(renewed, Ok(FileAnswer::Bytes(_))));
    let failed = |status: u16, body: &'static str| answered(move |_| reply(status, body), &[]);
    let error = answered(|_| refusal(401, "INVALID_SESSION_ID"), &[]).await.err().unwrap();
    assert!(matches!(error, ConnectError::SignIn { .. }), "{error:?}");
    let error = answered(|_| refusal(403, "REQUEST_LIMIT_EXCEEDED"), &[]).await.err().unwrap();
    assert!(matches!(error, ConnectError::Throttled { daily: true, .. }), "{error:?}");
    for (status, body, cause) in [
        (500, "", TransientCause::Server),
        (503, r#"[{"errorCode":"SERVER_UNAVAILABLE","message":"busy"}]"#, TransientCause::Server),
        (404, "<html>not here</html>", TransientCause::Unreadable),
        (403, "", TransientCause::Unreadable),
    ] {
        let error = failed(status, body).await.err().unwrap();
        assert!(
            matches!(&error, ConnectError::Transient { cause: found, .. } if *found == cause),
            "{status}: {error:?}"
        );
    }
    let error = answered(|_| reply(302, "").with("location", "https://evil.example/planted"), &[])
        .await
        .err()
        .unwrap();
    assert!(
        matches!(error, ConnectError::Untrusted { .. }) && !error.to_string().contains("planted"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_attachment_that_names_no_version_is_never_asked_for() {
    let org = org(|_| None).await;
    for id in ["", "../../x", "069000000000001AAA", "068000000000001AAA/../x"] {
        let odd = Attachment { id: id.into(), ..file(None) };
        assert!(org.account.file(&odd).await.is_err(), "{id}");
    }
    assert!(org.fake.seen().is_empty());
}

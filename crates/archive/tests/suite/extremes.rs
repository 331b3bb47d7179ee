//! What is very large, very small, or at an end of time.

use crate::{
    golden::filled,
    parsing,
    samples::{self, ANA, person, post, record, stored, text, time},
};
use archive::{Base64Lines, FileHash, FileState, Piece, Record, RecordInput, base64_size, message};
use mail_parser::{MessageParser, MimeHeaders};
use model::{AttachmentKind, Content, Participant, ParticipantRole, Time};
use std::collections::BTreeMap;

fn crowd(size: usize) -> Record {
    let id = |index: usize| format!("005{index:015}");
    let people: BTreeMap<_, _> = (0..size)
        .map(|index| {
            (
                id(index),
                person(&id(index), &format!("Person {index} 人"), Some(&format!("p{index}@example.com"))),
            )
        })
        .collect();
    let participant = |index| Participant {
        user: id(index),
        roles: vec![ParticipantRole::Member],
        certain: index % 2 == 0,
    };
    Record::make(RecordInput {
        source: samples::source(),
        account: samples::ACCOUNT.to_owned(),
        captured_at: time("2026-11-21T08:00:00Z"),
        people: &people,
        participants: (0..size).map(participant).collect(),
        files: BTreeMap::new(),
        revision: post("TextPost", text("To all of you")),
    })
}

#[test]
fn a_hundred_are_named_in_the_header_and_ten_thousand_in_a_list() {
    let hundred = message(&crowd(100));
    assert_eq!(hundred.to.len(), 101, "the group and everybody");
    let many = crowd(10_000);
    let made = message(&many);
    assert_eq!((made.to.len(), made.cc.len()), (1, 0));
    let eml = filled(&made, &BTreeMap::new());
    parsing::check(&many, &made, &eml);
    let parsed = MessageParser::default().parse(&eml).unwrap();
    let list = parsed.attachments().next().unwrap();
    assert_eq!(list.attachment_name(), Some("participants.txt"));
    let list = list.text_contents().unwrap();
    assert!(list.starts_with("10,000 participants"));
    assert!(list.contains("Person 9999 人 <p9999@example.com> [005000000000009999] member; not certain"));
    assert!(parsed.body_text(0).unwrap().contains("and 9,980 more"));
}

#[test]
fn a_line_of_a_megabyte_and_a_text_of_nothing_are_carried() {
    for body in
        ["x".repeat(1 << 20), "漢".repeat(1 << 19), "\0".repeat(1 << 16), "\r".repeat(1 << 16), String::new()]
    {
        for rich in [false, true] {
            let body = Some(model::SourceText { text: body.clone(), rich });
            let record = record(post("TextPost", Content { body, ..Content::default() }));
            let made = message(&record);
            let eml = filled(&made, &BTreeMap::new());
            assert!(eml.split(|byte| *byte == b'\n').all(|line| line.len() <= 78 + 120), "no long lines");
            parsing::check(&record, &made, &eml);
        }
    }
}

#[test]
fn deep_html_neither_overflows_nor_takes_for_ever() {
    let deep =
        format!("{}deep{}", "<div><b><blockquote>".repeat(1_000), "</blockquote></b></div>".repeat(1_000));
    let body = Some(model::SourceText { text: deep, rich: true });
    let record = record(post("TextPost", Content { body, ..Content::default() }));
    let made = message(&record);
    let eml = filled(&made, &BTreeMap::new());
    assert!(MessageParser::default().parse(&eml).unwrap().body_text(0).unwrap().contains("deep"));
}

#[test]
fn a_date_that_no_mail_program_reads_becomes_the_nearest_that_it_does() {
    for (at, expect) in [
        (0, "Thu, 01 Jan 1970 00:00:00 +0000"),
        (1_709_210_096_999, "Thu, 29 Feb 2024 12:34:56 +0000"),
        (-62_000_000_000_000, "Mon, 01 Jan 1900 00:00:00 +0000"),
        (i64::MAX, "Thu, 30 Dec 9999 22:00:00 +0000"),
        (i64::MIN, "Mon, 01 Jan 1900 00:00:00 +0000"),
    ] {
        let mut revision = post("TextPost", text("a"));
        revision.at = Time::from_ms(at);
        let eml = filled(&message(&record(revision)), &BTreeMap::new());
        let first = String::from_utf8_lossy(&eml).lines().next().unwrap().to_owned();
        assert_eq!(first, format!("Date: {expect}"));
    }
}

#[test]
fn a_file_of_two_gigabytes_is_a_reference() {
    let file = samples::attachment("068xx0000000009", AttachmentKind::File, "film.mov");
    let revision = post("ContentPost", Content { attachments: vec![file], ..Content::default() });
    let size = 2u64 << 30;
    let sha256 = FileHash::from_bytes([9; 32]);
    let files = [("068xx0000000009".to_owned(), FileState::Stored { sha256, size, image: None })];
    let record = Record::make(RecordInput {
        source: samples::source(),
        account: samples::ACCOUNT.to_owned(),
        captured_at: time("2026-11-21T08:00:00Z"),
        people: &samples::people(),
        participants: Vec::new(),
        files: files.into(),
        revision,
    });
    let made = message(&record);
    assert_eq!(made.skeleton.files().collect::<Vec<_>>(), [(sha256, size)]);
    assert!(made.size > base64_size(size) && made.skeleton.to_bytes().len() < 10_000);
    // The encoder holds less than a line, however much comes.
    let mut lines = Base64Lines::new();
    let written: usize = (0..64).map(|_| lines.push(&[0; 1 << 16]).len()).sum();
    assert_eq!((written + lines.finish().len()) as u64, base64_size(64 << 16));
}

#[test]
fn an_image_without_a_telling_name_is_what_its_bytes_say() {
    let image = samples::attachment("068xx0000000001", AttachmentKind::Inline, "pasted");
    let body = samples::rich(
        "<p>See <img src=\"https://files.example.com/rendition?refid=069xx0000000001AAA\"></p>",
    );
    let record = record(post("TextPost", Content { body, attachments: vec![image], ..Content::default() }));
    assert!(
        matches!(stored(samples::PIXEL), FileState::Stored { image: Some(word), .. } if word == "image/png")
    );
    let eml = filled(&message(&record), &samples::files());
    let eml = String::from_utf8(eml).unwrap();
    assert!(
        eml.contains("Content-Type: image/png\r\n")
            && eml.contains("Content-Disposition: inline; filename=\"pasted\"")
    );
    assert!(!eml.contains("files.example.com"));
}

#[test]
fn a_name_that_changes_later_changes_no_message() {
    let before = record(post("TextPost", text("a")));
    let mut renamed = samples::people();
    renamed.get_mut(ANA).unwrap().name = "Ana Smith".to_owned();
    let kept: Record = serde_json::from_str(&serde_json::to_string(&before).unwrap()).unwrap();
    assert_eq!(message(&kept), message(&before));
    assert!(message(&kept).skeleton.pieces().iter().any(|piece| matches!(piece, Piece::Literal(bytes)
        if String::from_utf8_lossy(bytes).contains("Ana Rivera"))));
    assert_ne!(renamed, kept.people);
}

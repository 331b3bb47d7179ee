//! Whatever people write, and whatever they call themselves, their files and their groups: the message parses, says it,
//! and has no header field and no part that is not ours.

use crate::{golden::filled, parsing, samples};
use archive::{FileState, Record, RecordInput, message};
use model::{
    Attachment, AttachmentKind, Content, FieldChange, ItemEvent, ItemKind, Link, Mention, ParentItem,
    Participant, ParticipantRole, Person, Place, PlaceKind, PollChoice, Revision, SourceText, Time,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use std::{collections::BTreeMap, fs};

/// Texts as nobody wishes them: any characters, and pieces that mean something to a mail program.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9 ,.;:@<>()\"\\\\]{0,30}",
        "\\PC{0,20}",
        Just("\r\nBcc: evil@example.com\r\n\r\n".to_owned()),
        Just("\n\n--=_alternative_00\n.\nFrom here\n".to_owned()),
        Just("=?UTF-8?Q?=0D=0ABcc:_evil?= =?utf-8?b?QUFB?=".to_owned()),
        Just("\u{202e}עברית \u{200f}مرحبا\u{202c} 🏳️‍🌈👩‍👩‍👧 𝔘𐍈 \u{10ffff}".to_owned()),
        Just("\0\u{1}\u{7f}\u{85}\u{2028}\u{feff}\t \r \n ".to_owned()),
        Just("<img src=x onerror=alert(1)><script>a</script><a href=javascript:x>&lt;b&gt; ]]>".to_owned()),
        Just("x".repeat(2000)),
        Just("漢字かな交じり文".repeat(40)),
        Just("C:\\a/../b\\.. /CON.txt.".to_owned()),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn place_kind() -> impl Strategy<Value = PlaceKind> {
    proptest::sample::select(PlaceKind::ALL.to_vec())
}

fn content() -> impl Strategy<Value = Content> {
    let text = (hostile(), any::<bool>()).prop_map(|(text, rich)| SourceText { text, rich });
    let link = (hostile(), proptest::option::of(hostile())).prop_map(|(url, label)| Link { url, label });
    let choice = (hostile(), any::<Option<u64>>()).prop_map(|(label, votes)| PollChoice { label, votes });
    let change = (hostile(), proptest::option::of(hostile()), proptest::option::of(hostile()))
        .prop_map(|(field, old, new)| FieldChange { field, old, new });
    let kind = proptest::sample::select(AttachmentKind::ALL.to_vec());
    let file = (any::<String>(), kind, hostile(), proptest::option::of(hostile())).prop_map(
        |(id, kind, name, gap)| Attachment { id, document: None, kind, name, size: None, md5: None, gap },
    );
    (
        proptest::option::of(hostile()),
        proptest::option::of(text),
        proptest::option::of(link),
        proptest::collection::vec(choice, 0..3),
        proptest::collection::vec(change, 0..3),
        proptest::collection::vec(file, 0..4),
    )
        .prop_map(|(title, body, link, poll, changes, attachments)| Content {
            title,
            body,
            link,
            poll,
            changes,
            attachments,
        })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    let email = prop_oneof![
        Just(None),
        hostile().prop_map(Some),
        "[a-z]{1,8}(\\.[a-z']{1,8})?@[a-z]{1,10}\\.example".prop_map(Some)
    ];
    let person =
        (any::<String>(), hostile(), email).prop_map(|(id, name, email)| samples_person(id, name, email));
    proptest::collection::vec(person, 1..6)
}

fn samples_person(id: String, name: String, email: Option<String>) -> Person {
    Person { username: None, active: true, kind: None, id, name, email }
}

fn records() -> impl Strategy<Value = Record> {
    let event = proptest::sample::select(ItemEvent::ALL.to_vec());
    let kind = proptest::sample::select(ItemKind::ALL.to_vec());
    let texts = (hostile(), hostile(), proptest::option::of(hostile()), any::<String>());
    (
        people(),
        content(),
        event,
        kind,
        place_kind(),
        texts,
        any::<(i64, u32, bool)>(),
        0i64..4_000_000_000_000,
    )
        .prop_map(|(people, content, event, kind, place, texts, (number, version, known), at)| {
            let (item_id, account, name, gap) = texts;
            let id = |index: usize| people[index % people.len()].id.clone();
            let mut revision: Revision = samples::post("TextPost", content);
            revision.item.id = item_id;
            revision.item.kind = kind;
            revision.item.source_type = gap.clone();
            revision.item.author = known.then(|| id(0));
            revision.item.place = Place { kind: place, id: id(1), name, record_type: Some(account.clone()) };
            revision.item.parent = (kind == ItemKind::Comment)
                .then(|| ParentItem { post: id(2), comment: known.then(|| id(3)) });
            revision.item.visibility = Some(account.clone());
            (revision.event, revision.number, revision.version) = (event, number, version);
            revision.at = Time::from_ms(at);
            revision.by = known.then(|| id(4));
            revision.before = revision.content.body.clone().filter(|_| event == ItemEvent::Edited);
            revision.mentions = vec![Mention { user: id(1), certain: known }];
            revision.gaps = vec![gap];
            let role = |index| if index == 0 { ParticipantRole::Mentioned } else { ParticipantRole::Member };
            let participants: BTreeMap<String, ParticipantRole> =
                people.iter().enumerate().map(|(index, person)| (person.id.clone(), role(index))).collect();
            let files = revision.content.attachments.iter().enumerate().filter(|(_, one)| one.gap.is_none());
            let files: BTreeMap<String, FileState> = files
                .map(|(index, one)| {
                    (one.id.clone(), samples::stored(if index == 0 { samples::PIXEL } else { b"" }))
                })
                .collect();
            Record::make(RecordInput {
                source: samples::source(),
                account,
                captured_at: Time::from_ms(at),
                people: &people.iter().map(|person| (person.id.clone(), person.clone())).collect(),
                participants: participants
                    .into_iter()
                    .map(|(user, role)| Participant { user, roles: vec![role], certain: known })
                    .collect(),
                files,
                revision,
            })
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_record_gives_a_message_that_says_it_and_nothing_else(record in records()) {
        let made = message(&record);
        let eml = filled(&made, &samples::files());
        parsing::check(&record, &made, &eml);
        prop_assert!(eml.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
        // Kept as JSON and read again, it gives the same bytes.
        let again: Record = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
        prop_assert_eq!(&again, &record);
        prop_assert!(message(&again) == made);
    }
}

#[test]
fn python_reads_any_message_as_it_was_meant() {
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), seed);
    let folder = parsing::folder("hostile-messages");
    let count = 150;
    for index in 0..count {
        let record = records().new_tree(&mut runner).unwrap().current();
        let made = message(&record);
        let eml = filled(&made, &samples::files());
        let expect = parsing::check(&record, &made, &eml);
        fs::write(folder.join(format!("{index}.eml")), &eml).unwrap();
        fs::write(folder.join(format!("{index}.expect")), expect.to_string()).unwrap();
    }
    parsing::check_with_python(&folder, count);
}

//! Signed checkpoints: whatever is changed in a note, it is refused, and the refusal says where.

use ledger::{Checkpoint, NOTE_BYTES_MAX, NoteError, SigningKey, VerifyingKey, open, sign};
use model::SeededRandom;
use proptest::prelude::*;

const ORIGIN: &str = "vouchsafe/019aa4f5-4c00-7000-8000-000000000000";

fn signed(size: u64) -> (String, VerifyingKey) {
    let key = SigningKey::generate(ORIGIN, &SeededRandom::new(1)).ok().unwrap();
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root: [0xa5; 32] };
    (sign(&checkpoint, &key).unwrap(), key.verifying_key().clone())
}

fn refused(note: &str, key: &VerifyingKey) -> NoteError {
    open(note, key).expect_err(note)
}

proptest! {
    #[test]
    fn every_checkpoint_opens_to_itself(size in 1..=ledger::TREE_SIZE_MAX, root: [u8; 32], seed: u64) {
        let key = SigningKey::generate(ORIGIN, &SeededRandom::new(seed)).ok().unwrap();
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root };
        let note = sign(&checkpoint, &key).unwrap();
        prop_assert_eq!(open(&note, key.verifying_key()), Ok(checkpoint));
    }

    #[test]
    fn a_note_with_one_character_changed_left_out_or_added_is_refused(
        at in any::<prop::sample::Index>(),
        put in "[ -~\\n]",
    ) {
        let (note, key) = signed(1234);
        let (at, old) = note.char_indices().nth(at.index(note.chars().count())).unwrap();
        let rest = &note[at + old.len_utf8()..];
        if !put.starts_with(old) {
            refused(&format!("{}{put}{rest}", &note[..at]), &key);
        }
        refused(&format!("{}{rest}", &note[..at]), &key);
        refused(&format!("{}{put}{}", &note[..at], &note[at..]), &key);
    }

    #[test]
    fn a_note_cut_off_anywhere_is_refused(at in any::<prop::sample::Index>()) {
        let (note, key) = signed(1234);
        let cuts: Vec<usize> = note.char_indices().map(|(at, _)| at).collect();
        refused(&note[..cuts[at.index(cuts.len())]], &key);
    }

    #[test]
    fn no_text_makes_it_panic(note in "\\PC*(\\n\\n\\PC*)?", key in "\\PC*") {
        prop_assert!(open(&note, &signed(1).1).is_err());
        prop_assert!(key.parse::<VerifyingKey>().is_err());
    }
}

#[test]
fn refusals_say_what_and_where() {
    let (note, key) = signed(1234);
    let lines: Vec<&str> = note.lines().collect();
    let text = lines[..3].join("\n") + "\n";
    let signature = lines[4];
    let check = |note: String, expect: &str| {
        let said = refused(&note, &key).to_string();
        assert!(said.contains(expect), "{note:?}: {said}");
    };
    check(note.replace("\n1234\n", "\n1235\n"), "signature in line 5");
    check(note.replacen(ORIGIN, "example.com/log", 1), "signature in line 5");
    check(note.replacen("paWl", "paWk", 1), "signature in line 5");
    check(format!("{text}more\n\n{signature}\n"), "signature in line 6");
    check(note.replace("1234", "12\t34"), "line 2 has a control character");
    check(note.replace('\n', "\r\n"), "line 1 has a control character");
    check(text.clone(), "no signatures");
    check(format!("{text}\n"), "no signatures");
    check(format!("{text}\n{signature}"), "line 5, does not end");
    check(format!("{note}\n"), "no signatures");
    check(format!("{note}-- a b\n"), "line 6 is no signature");
    check(format!("{note}\u{2014} name\n"), "base64 is missing");
    check(format!("{note}\u{2014}  AAAAAAAA\n"), "the name is empty");
    check(format!("{note}\u{2014} a+b AAAAAAAA\n"), "has a space or a +");
    check(format!("{note}\u{2014} name AAAA!AAA\n"), "standard base64");
    check(format!("{note}\u{2014} name AAAA\n"), "too few bytes");
    check(format!("{note}\u{2014} name AAAAAA==\n"), "too few bytes");
    check(
        format!("{text}\n{}\n", signature.replace(ORIGIN, "example.com/log")),
        "no signature is by vouchsafe/",
    );
    check(format!("{text}\n{}", format!("{signature}\n").repeat(17)), "17 signatures");
    check(format!("{note}{signature}AAAA\n"), "line 6");
}

#[test]
fn huge_notes_are_refused_unread() {
    let (note, key) = signed(1234);
    let huge = note.replace("— ", &format!("— {}", "A".repeat(NOTE_BYTES_MAX)));
    assert_eq!(refused(&huge, &key), NoteError::TooLarge { found: huge.len() });
    let room = NOTE_BYTES_MAX - note.len() - 8;
    let long = format!("{note}— w {}\n", "A".repeat(room / 4 * 4));
    assert!(
        long.len() <= NOTE_BYTES_MAX && open(&long, &key).is_ok(),
        "a large witness's signature is ignored"
    );
}

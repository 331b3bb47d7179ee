//! Messages made of kept records are the bytes that they were. `UPDATE_GOLDEN=1` writes the files anew: for new cases
//! only, since a message that was archived once is never made another way.

use crate::{parsing, samples};
use archive::{Base64Lines, FileHash, Message, Piece, Record, Skeleton, message, shown};
use std::{collections::BTreeMap, fs, path::PathBuf};

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The RFC 5322 form, its files filled in a few bytes at a time.
pub fn filled(message: &Message, files: &BTreeMap<FileHash, Vec<u8>>) -> Vec<u8> {
    let mut made = Vec::new();
    for piece in message.skeleton.pieces() {
        match piece {
            Piece::Literal(bytes) => made.extend_from_slice(bytes),
            Piece::File { sha256, size } => {
                let bytes = &files[sha256];
                assert_eq!(*size, bytes.len() as u64);
                let mut lines = Base64Lines::new();
                bytes.chunks(13).for_each(|some| made.extend(lines.push(some)));
                made.extend(lines.finish());
            }
        }
    }
    assert_eq!(made.len() as u64, message.size, "the size is exact");
    made
}

#[test]
fn every_golden_record_gives_its_golden_message() {
    let files = samples::files();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        for (name, record) in samples::all() {
            let json = serde_json::to_string_pretty(&record).unwrap() + "\n";
            fs::write(folder().join(format!("{name}.json")), json).unwrap();
            fs::write(folder().join(format!("{name}.eml")), filled(&message(&record), &files)).unwrap();
        }
    }
    let read = parsing::folder("golden-messages");
    let mut seen = 0;
    for (name, sample) in samples::all() {
        let json = fs::read_to_string(folder().join(format!("{name}.json"))).unwrap();
        let record: Record = serde_json::from_str(&json).unwrap();
        assert_eq!(record, sample, "{name}: a record is made as it was");
        let page = shown(&record);
        let stored = page.files.iter().filter(|file| file.stored.is_ok()).count();
        assert_eq!(stored, message(&record).skeleton.files().count(), "{name}: a page shows the same files");
        let made = message(&record);
        let eml = fs::read(folder().join(format!("{name}.eml"))).unwrap();
        assert!(filled(&made, &files) == eml, "{name}: not the bytes that it was");
        assert_eq!(Skeleton::from_bytes(&made.skeleton.to_bytes()), Ok(made.skeleton.clone()), "{name}");
        let expect = parsing::check(&record, &made, &eml);
        fs::write(read.join(format!("{name}.eml")), &eml).unwrap();
        fs::write(read.join(format!("{name}.json")), &json).unwrap();
        fs::write(read.join(format!("{name}.expect")), expect.to_string()).unwrap();
        seen += 1;
    }
    let there = fs::read_dir(folder())
        .unwrap()
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "eml"));
    assert_eq!(there.count(), seen, "every golden file belongs to a sample");
    parsing::check_with_python(&read, seen);
}

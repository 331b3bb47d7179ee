//! The second implementation, in Python, agrees with the committed vectors, and notices when one is changed.

use crate::golden_directory;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn run(vectors: &Path) -> Output {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/verify_golden.py");
    Command::new("python3").arg(script).arg(vectors).output().unwrap_or_else(|error| {
        panic!("python3 does not start ({error}); install it with: apt-get install --yes python3")
    })
}

#[test]
fn a_second_implementation_agrees_with_every_vector() {
    let output = run(&golden_directory());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_second_implementation_notices_a_changed_vector() {
    for (file, from, to) in [
        ("commitments.json", "\"canonical\": \"[1,", "\"canonical\": \"[2,"),
        ("leaves.json", "\"name\": \"role\"", "\"name\": \"part\""),
        ("tree.json", "6e340b9c", "6e340b9d"),
        ("notes.json", "\\n13\\n", "\\n12\\n"),
    ] {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("changed-{file}"));
        fs::create_dir_all(&directory).unwrap();
        for name in ["commitments.json", "leaves.json", "tree.json", "notes.json"] {
            let text = fs::read_to_string(golden_directory().join(name)).unwrap();
            let changed = if name == file { text.replacen(from, to, 1) } else { text.clone() };
            assert_eq!(changed != text, name == file, "{from} is in {file} alone");
            fs::write(directory.join(name), changed).unwrap();
        }
        let output = run(&directory);
        assert!(!output.status.success(), "{file} was changed unnoticed");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with(file), "{file}: {said}");
    }
}

//! Checkpoints: the tree's head as a note that the log signed (C2SP tlog-checkpoint).

use crate::{
    Hash, ProofError, SigningKey, VerifyingKey, empty_root,
    hash::{HASH_BYTES, TREE_SIZE_MAX},
    key::{check_name, decode_exactly},
    note::{NoteError, open_text, sign_text},
    verify_consistency, verify_inclusion,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The head of a log: how many leaves it has, and the root over them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it is; also the name of its key.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl Checkpoint {
    /// Whether the leaf of this hash is leaf `index` (from 0) of the log.
    ///
    /// # Errors
    /// [`ProofError`] says at which step it fails.
    pub fn verify_leaf(&self, leaf_hash: &Hash, index: u64, proof: &[Hash]) -> Result<(), ProofError> {
        verify_inclusion(leaf_hash, index, self.size, proof, &self.root)
    }

    /// Whether the log at `older` is the beginning of the log at this checkpoint: nothing in it was changed
    /// or removed since.
    ///
    /// # Errors
    /// [`ProofError`] says at which step it fails.
    pub fn verify_extends(&self, older: &Checkpoint, proof: &[Hash]) -> Result<(), ProofError> {
        if self.origin != older.origin {
            return Err(ProofError::OtherLog { old: older.origin.clone(), new: self.origin.clone() });
        }
        verify_consistency(older.size, &older.root, self.size, &self.root, proof)
    }

    /// The three lines that are signed.
    fn text(&self) -> Result<String, NoteError> {
        let Checkpoint { origin, size, root } = self;
        let refuse = |line, why: &str| Err(NoteError::Checkpoint { line, why: why.to_owned() });
        if check_name(origin).is_err() {
            return refuse(
                1,
                "must be an origin without spaces, control characters and +, of 1 to 200 bytes",
            );
        }
        if *size > TREE_SIZE_MAX {
            return refuse(2, "must be a size of at most 9007199254740991 leaves");
        }
        if *size == 0 && *root != empty_root() {
            return refuse(3, "must be the root of the empty tree, the size being 0");
        }
        Ok(format!("{origin}\n{size}\n{}\n", STANDARD.encode(root)))
    }

    /// Reads a note's text, which ends in a newline.
    fn parse(text: &str) -> Result<Checkpoint, NoteError> {
        let refuse = |line, why: String| Err(NoteError::Checkpoint { line, why });
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        let [origin, size_line, root_line] = lines[..] else {
            let missing = lines.len() < 3;
            let line = if missing { lines.len() + 1 } else { 4 };
            let why = if missing { "is missing" } else { "must not be: this log has no extension lines" };
            return refuse(line, why.to_owned());
        };
        let Ok(size) = size_line.parse() else {
            return refuse(2, "must be the number of leaves in decimal".to_owned());
        };
        let Some(root) = decode_exactly::<HASH_BYTES>(root_line) else {
            return refuse(
                3,
                format!("must be a root of 32 bytes in 44 characters of base64, but has {}", root_line.len()),
            );
        };
        let checkpoint = Checkpoint { origin: origin.to_owned(), size, root };
        // Writing it again finds every other spelling, +1 or 007 for instance.
        let canonical = checkpoint.text()?;
        match canonical.split_terminator('\n').zip(&lines).position(|(ours, theirs)| ours != *theirs) {
            Some(index) => refuse(index + 1, "is not in its shortest form".to_owned()),
            None => Ok(checkpoint),
        }
    }
}

/// Signs a checkpoint, which must be consistent with every one signed before: that is the caller's to hold.
///
/// # Errors
/// [`NoteError::OtherLog`] where the key is another log's; [`NoteError::Checkpoint`] where the checkpoint
/// has no text form.
pub fn sign(checkpoint: &Checkpoint, key: &SigningKey) -> Result<String, NoteError> {
    check_origin(checkpoint, key.verifying_key())?;
    Ok(sign_text(&checkpoint.text()?, key))
}

/// The checkpoint in `note`, if the log that `key` belongs to signed it.
///
/// # Errors
/// [`NoteError`] says what is wrong, and in which line. The text is looked at only once its signature holds.
pub fn open(note: &str, key: &VerifyingKey) -> Result<Checkpoint, NoteError> {
    let checkpoint = Checkpoint::parse(open_text(note, key)?)?;
    check_origin(&checkpoint, key)?;
    Ok(checkpoint)
}

fn check_origin(checkpoint: &Checkpoint, key: &VerifyingKey) -> Result<(), NoteError> {
    if checkpoint.origin == key.name() {
        return Ok(());
    }
    Err(NoteError::OtherLog { found: checkpoint.origin.clone(), expected: key.name().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed("example.com/log", &[7; 32]).ok().unwrap()
    }

    /// Even a text that the log did sign is no checkpoint unless it has the one form.
    #[test]
    fn signed_texts_of_another_form_are_refused_with_the_line() {
        let (key, root, empty) = (key(), STANDARD.encode([1; 32]), STANDARD.encode(empty_root()));
        let origin = "example.com/log";
        for (text, expect) in [
            (format!("{origin}\n5\n{root}\n"), Ok(())),
            (format!("{origin}\n0\n{empty}\n"), Ok(())),
            (format!("{origin}\n"), Err("line 2")),
            (format!("{origin}\n5\n"), Err("line 3")),
            (format!("{origin}\n5\n{root}\nextension\n"), Err("line 4")),
            (format!("{origin}\n\n5\n{root}\n"), Err("line 4")),
            (format!("{origin}\n05\n{root}\n"), Err("line 2")),
            (format!("{origin}\n+5\n{root}\n"), Err("line 2")),
            (format!("{origin}\n-5\n{root}\n"), Err("line 2")),
            (format!("{origin}\n9007199254740992\n{root}\n"), Err("line 2")),
            (format!("{origin}\n99999999999999999999\n{root}\n"), Err("line 2")),
            (format!("{origin}\n0\n{root}\n"), Err("line 3")),
            (format!("{origin}\n5\n{}\n", &root[4..]), Err("line 3")),
            (format!("{origin}\n5\n{root}{root}\n"), Err("line 3")),
            (format!("{origin}\n5\n{}\n", root.trim_end_matches('=')), Err("line 3")),
            (format!("{origin}\n5\n{}F=\n", &root[..42]), Err("line 3")),
            (format!("two words\n5\n{root}\n"), Err("line 1")),
            (format!("example.com/other\n5\n{root}\n"), Err("example.com/other")),
        ] {
            let found = open(&sign_text(&text, &key), key.verifying_key());
            match expect {
                Ok(()) => assert!(found.is_ok(), "{text:?}: {found:?}"),
                Err(part) => {
                    assert!(found.as_ref().unwrap_err().to_string().contains(part), "{text:?}: {found:?}")
                }
            }
        }
    }

    #[test]
    fn what_has_no_text_form_is_not_signed() {
        let good = Checkpoint { origin: "example.com/log".to_owned(), size: 5, root: [1; 32] };
        assert!(sign(&good, &key()).is_ok());
        assert!(sign(&Checkpoint { size: TREE_SIZE_MAX + 1, ..good.clone() }, &key()).is_err());
        assert!(sign(&Checkpoint { size: 0, ..good.clone() }, &key()).is_err());
        assert!(sign(&Checkpoint { origin: "example.com/other".to_owned(), ..good }, &key()).is_err());
    }
}

//! Signed notes: a text, an empty line, and lines with signatures over the text (C2SP signed-note).

use crate::{
    SigningKey, VerifyingKey,
    key::{KEY_ID_BYTES, SIGNATURE_BYTES, check_name, decode_exactly},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Largest note in bytes: 16 signatures of the largest kind in use (ML-DSA, about 5 kB) and room beside.
pub const NOTE_BYTES_MAX: usize = 256 * 1024;
/// Most signatures on one note: as many as C2SP signed-note wants accepted.
pub const SIGNATURES_MAX: usize = 16;
/// Em dash and space.
const SIGNATURE_PREFIX: &str = "\u{2014} ";

/// A note that is refused. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note has {found} bytes, more than the {NOTE_BYTES_MAX} that are read")]
    TooLarge { found: usize },
    #[error("line {line} has a control character; was the file changed on its way?")]
    Control { line: usize },
    #[error(
        "the note has no signatures: after its text an empty line and a line “— origin base64” must follow"
    )]
    NoSignatures,
    #[error("the last line, line {line}, does not end; was the note cut off?")]
    CutOff { line: usize },
    #[error("line {line} is no signature: it must read “— origin base64”; {why}")]
    SignatureLine { line: usize, why: &'static str },
    #[error("the note has {found} signatures, more than the {SIGNATURES_MAX} that are read")]
    TooManySignatures { found: usize },
    #[error("no signature is by {key}")]
    NotSigned { key: String },
    #[error("the signature in line {line} is not the log's over this text; the note was changed, or forged")]
    WrongSignature { line: usize },
    #[error("line {line} of the checkpoint {why}")]
    Checkpoint { line: usize, why: String },
    #[error("the checkpoint is of the log “{found}”, the key is that of “{expected}”")]
    OtherLog { found: String, expected: String },
}

/// `text`, which ends in a newline and has been found fit for a note, with one signature.
pub(crate) fn sign_text(text: &str, key: &SigningKey) -> String {
    let verifying = key.verifying_key();
    let signature = [&verifying.key_id()[..], &key.sign_bytes(text.as_bytes())].concat();
    format!("{text}\n{SIGNATURE_PREFIX}{} {}\n", verifying.name(), STANDARD.encode(signature))
}

/// The text of `note`, if `key` signed it. Signatures by other keys, a witness's for instance, are ignored,
/// as the specification demands, but must be well formed; each one by `key` must verify.
///
/// # Errors
/// [`NoteError`] says what is wrong, and in which line.
pub(crate) fn open_text<'a>(note: &'a str, key: &VerifyingKey) -> Result<&'a str, NoteError> {
    if note.len() > NOTE_BYTES_MAX {
        return Err(NoteError::TooLarge { found: note.len() });
    }
    if let Some(at) = note.find(|c: char| c < ' ' && c != '\n') {
        return Err(NoteError::Control { line: line_at(note, at) });
    }
    let blank = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
    let (text, signatures) = (&note[..=blank], &note[blank + 2..]);
    if signatures.is_empty() {
        return Err(NoteError::NoSignatures);
    }
    let first_line = line_at(note, blank + 2);
    let lines: Vec<&str> = signatures.split_terminator('\n').collect();
    if !signatures.ends_with('\n') {
        return Err(NoteError::CutOff { line: first_line + lines.len() - 1 });
    }
    if lines.len() > SIGNATURES_MAX {
        return Err(NoteError::TooManySignatures { found: lines.len() });
    }
    let mut signed = false;
    for (line, content) in (first_line..).zip(lines) {
        let signature = parse_signature(line, content)?;
        if signature.name != key.name() || signature.key_id != key.key_id() {
            continue;
        }
        // The whole is decoded again at its exact length, so that one signature has one spelling.
        let exact = decode_exactly::<{ KEY_ID_BYTES + SIGNATURE_BYTES }>(signature.base64);
        if !exact.is_some_and(|bytes| key.verifies(text.as_bytes(), &bytes[KEY_ID_BYTES..])) {
            return Err(NoteError::WrongSignature { line });
        }
        signed = true;
    }
    if signed { Ok(text) } else { Err(NoteError::NotSigned { key: key.to_string() }) }
}

struct Signature<'a> {
    name: &'a str,
    key_id: [u8; KEY_ID_BYTES],
    base64: &'a str,
}

fn parse_signature(line: usize, content: &str) -> Result<Signature<'_>, NoteError> {
    let refuse = |why| NoteError::SignatureLine { line, why };
    let rest = content
        .strip_prefix(SIGNATURE_PREFIX)
        .ok_or(refuse("it does not begin with an em dash and a space"))?;
    let (name, base64) = rest.split_once(' ').ok_or(refuse("the base64 is missing"))?;
    check_name(name).map_err(|_| refuse("the name is empty, too long, or has a space or a +"))?;
    let bytes =
        STANDARD.decode(base64).map_err(|_| refuse("the base64 is not standard base64 with padding"))?;
    match bytes.split_first_chunk() {
        Some((key_id, signature)) if !signature.is_empty() => Ok(Signature { name, key_id: *key_id, base64 }),
        _ => Err(refuse("there are too few bytes for a key id and a signature")),
    }
}

fn line_at(note: &str, byte: usize) -> usize {
    1 + note[..byte].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Secret;

    // The example in the documentation of golang.org/x/mod/sumdb/note.
    const GO_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const GO_TEXT: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    const GO_SIGNATURE: &str = "\n— PeterNeumann \
        x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    // The example in the specification, “Verifier keys”.
    const C2SP_KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const C2SP_NOTE: &str = "This is an example message.\n\n— example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    #[test]
    fn keys_and_notes_of_other_implementations_are_ours() {
        let key = SigningKey::from_secret(&Secret::new(GO_SECRET)).ok().unwrap();
        assert_eq!(key.verifying_key().to_string(), GO_KEY);
        assert_eq!(key.to_secret().expose(), GO_SECRET);
        let note = format!("{GO_TEXT}{GO_SIGNATURE}");
        assert_eq!(sign_text(GO_TEXT, &key), note);
        assert_eq!(open_text(&note, &GO_KEY.parse().unwrap()), Ok(GO_TEXT));
        assert_eq!(open_text(C2SP_NOTE, &C2SP_KEY.parse().unwrap()), Ok("This is an example message.\n"));
    }

    #[test]
    fn signatures_of_others_are_ignored_but_one_of_ours_must_be_there() {
        let key: VerifyingKey = C2SP_KEY.parse().unwrap();
        let both = format!("{C2SP_NOTE}{}", &GO_SIGNATURE[1..]);
        assert!(open_text(&both, &key).is_ok());
        let other = format!("{GO_TEXT}{GO_SIGNATURE}");
        assert!(matches!(open_text(&other, &key), Err(NoteError::NotSigned { .. })));
    }
}

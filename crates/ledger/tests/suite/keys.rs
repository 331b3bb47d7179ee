//! Text forms of keys: one spelling each, and errors that name the part without repeating a secret.

use ledger::{KeyError, SigningKey, VerifyingKey};
use model::{Secret, SeededRandom};

const NAME: &str = "example.com/log";

fn key() -> SigningKey {
    SigningKey::generate(NAME, &SeededRandom::new(3)).ok().unwrap()
}

#[test]
fn both_halves_survive_their_text_form() {
    let key = key();
    let again = SigningKey::from_secret(&key.to_secret()).ok().unwrap();
    assert_eq!(again.verifying_key(), key.verifying_key());
    assert_eq!(again.to_secret().expose(), key.to_secret().expose());
    let text = key.verifying_key().to_string();
    assert_eq!(text.parse::<VerifyingKey>().unwrap(), *key.verifying_key());
}

#[test]
fn different_randomness_gives_different_keys() {
    let other = SigningKey::generate(NAME, &SeededRandom::new(4)).ok().unwrap();
    assert_ne!(key().verifying_key(), other.verifying_key());
}

#[test]
fn names_that_no_signature_line_can_carry_are_refused() {
    for name in
        ["", "two words", "a+b", "a\nb", "a\u{7}b", "a\u{7f}b", "a\u{a0}b", "a\u{2028}b", &"x".repeat(201)]
    {
        assert_eq!(VerifyingKey::new(name, [1; 32]), Err(KeyError::Name), "{name:?}");
        assert_eq!(SigningKey::generate(name, &SeededRandom::new(1)).err(), Some(KeyError::Name));
    }
}

#[test]
fn a_changed_secret_is_refused_and_not_repeated() {
    let secret = key().to_secret();
    let text = secret.expose();
    let base64 = text.rsplit_once('+').unwrap().1.to_owned();
    for (changed, part) in [
        (text.replacen("PRIVATE", "PUBLIC", 1), "has the form PRIVATE+KEY+"),
        (text.replacen("example", "example2", 1), "key id is"),
        (text.replacen("+AfA", "+BPA", 1), "signature type is 4"),
        (text[..text.len() - 4].to_owned(), "44 characters"),
        (format!("{text}{}", "A".repeat(1 << 20)), "1048620"),
        (text.replacen(NAME, "a b", 1), "name must be"),
    ] {
        assert_ne!(changed, text, "{part}");
        let said = SigningKey::from_secret(&Secret::new(changed)).err().unwrap().to_string();
        assert!(said.contains(part), "{said}");
        assert!(!said.contains(&base64[..8]), "{said}");
    }
}

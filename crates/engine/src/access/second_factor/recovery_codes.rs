//! Recovery codes: each stands in once for an authenticator that was lost.

use super::base32;
use crate::access::token;
use model::{Random, Secret};

/// How many there are.
pub const RECOVERY_CODES: usize = 10;
/// Randomness in one: 80 bits, so that their plain hashes tell nothing.
const CODE_BYTES: usize = 10;
/// Letters that stand together.
const LETTERS_TOGETHER: usize = 4;

/// New codes as people read them: `abcd-efgh-jklm-npqr`.
pub fn make(random: &dyn Random) -> Vec<Secret> {
    let one = || {
        let mut bytes = [0; CODE_BYTES];
        random.fill(&mut bytes);
        let text = base32::encode(&bytes).to_lowercase();
        let groups: Vec<_> = text.as_bytes().chunks(LETTERS_TOGETHER).map(String::from_utf8_lossy).collect();
        Secret::new(groups.join("-"))
    };
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

/// What is kept of a code; however it was typed.
pub fn hash(typed: &str) -> String {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    token::hash_text(&letters.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::SystemRandom;
    use std::collections::BTreeSet;

    #[test]
    fn ten_codes_are_made_and_known_however_they_are_typed() {
        let codes = make(&SystemRandom);
        let different: BTreeSet<_> = codes.iter().map(Secret::expose).collect();
        assert_eq!(different.len(), 10);
        for code in &codes {
            let code = code.expose();
            assert_eq!(code.len(), 19, "{code}");
            let typed = [code.to_uppercase(), code.replace('-', ""), format!(" {} ", code.replace('-', " "))];
            assert!(typed.iter().all(|typed| hash(typed) == hash(code)), "{code}");
        }
    }
}

//! Salesforce's ids: 15 characters in which case counts, or the same with three more that make case not count.

/// An id with 18 characters; `None` for what is no id.
pub(super) fn eighteen(id: &str) -> Option<String> {
    const SUFFIX: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    if !matches!(id.len(), 15 | 18) || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let (start, end) = id.split_at(15);
    let letter = |five: &[u8]| {
        let capitals = five.iter().enumerate().filter(|(_, b)| b.is_ascii_uppercase());
        char::from(SUFFIX[capitals.fold(0, |bits, (at, _)| bits | (1 << at))])
    };
    let suffix: String = start.as_bytes().chunks(5).map(letter).collect();
    (end.is_empty() || end.eq_ignore_ascii_case(&suffix)).then(|| format!("{start}{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_characters_say_which_letters_are_capitals() {
        // As Salesforce's own documentation has them.
        assert_eq!(eighteen("00D000000000062").as_deref(), Some("00D000000000062EAA"));
        assert_eq!(eighteen("00D000000000062EAA").as_deref(), Some("00D000000000062EAA"));
        assert_eq!(eighteen("00D000000000062eaa").as_deref(), Some("00D000000000062EAA"));
        for bad in ["", "00D", "00D000000000062EAB", "00D0000000000/2", "00D000000000062EAAA"] {
            assert_eq!(eighteen(bad), None, "{bad}");
        }
    }
}

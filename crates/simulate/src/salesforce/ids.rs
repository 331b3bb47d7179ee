//! Record ids: three letters for the object, twelve for the record, three that make them safe without regard to case.

/// The letters of ids.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The letters of the three at the end: five bits each.
const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The id of a record: its object's prefix, the pod of its org, and its number there.
pub fn id(prefix: &str, pod: &str, number: u64) -> String {
    let mut id = format!("{prefix}{pod}0");
    let mut rest = number;
    let mut tail = [b'0'; 15];
    let width = 15_usize.saturating_sub(id.len());
    for letter in tail[..width].iter_mut().rev() {
        *letter = LETTERS[usize::try_from(rest % 62).unwrap_or(0)];
        rest /= 62;
    }
    id.extend(tail[..width].iter().map(|letter| char::from(*letter)));
    long(&id)
}

/// The number that an id was made of, where it has this prefix and this pod.
pub fn number(id: &str, prefix: &str, pod: &str) -> Option<u64> {
    let tail = short(id).strip_prefix(prefix)?.strip_prefix(pod)?.strip_prefix('0')?;
    let mut number = 0_u64;
    for letter in tail.bytes() {
        let digit = LETTERS.iter().position(|own| *own == letter)?;
        number = number.checked_mul(62)?.checked_add(u64::try_from(digit).ok()?)?;
    }
    (self::id(prefix, pod, number) == long(id)).then_some(number)
}

/// The id of 18 letters for one of 15; others stay as they are.
pub fn long(id: &str) -> String {
    if id.len() != 15 || !id.is_ascii() {
        return id.to_owned();
    }
    let mut text = id.to_owned();
    for five in id.as_bytes().chunks(5) {
        let bits = five.iter().enumerate().fold(0, |bits, (place, letter)| {
            if letter.is_ascii_uppercase() { bits | (1 << place) } else { bits }
        });
        text.push(char::from(CHECK[bits]));
    }
    text
}

/// The id of 15 letters.
pub fn short(id: &str) -> &str {
    id.get(..15).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_eighteen_letters_and_the_last_three_say_which_are_capital() {
        assert_eq!(long("001A0000006Vm9r"), "001A0000006Vm9rIAC");
        assert_eq!(long("001A0000006Vm9rIAC"), "001A0000006Vm9rIAC");
        let user = id("005", "Td", 62 * 62 + 1);
        assert_eq!((user.len(), short(&user)), (18, "005Td0000000101"));
        assert_eq!(number(&user, "005", "Td"), Some(62 * 62 + 1));
        assert_eq!((number(&user, "00D", "Td"), number("005Td", "005", "Td")), (None, None));
    }
}

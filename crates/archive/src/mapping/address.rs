//! Addresses as they are compared.

/// Longest address (RFC 5321 §4.5.3.1.3, without the brackets).
const ADDRESS_BYTES_MAX: usize = 254;
/// Longest part before the at sign (RFC 5321 §4.5.3.1.1).
const LOCAL_BYTES_MAX: usize = 64;
/// What copies of an account made for tests put after every address.
const TEST_SUFFIX: &str = ".invalid";

/// An address for comparison: trimmed, in lower case, without the one suffix that test copies put after it. None
/// where it is no address.
pub fn normalise(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let address = match lower.strip_suffix(TEST_SUFFIX) {
        Some(rest) if is_address(rest) => rest,
        _ => &lower,
    };
    is_address(address).then(|| address.to_owned())
}

/// Whether a text is `local@domain`, letters of any script allowed, no quoted parts and no blanks.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_ok = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    text.len() <= ADDRESS_BYTES_MAX
        && (1..=LOCAL_BYTES_MAX).contains(&local.len())
        && local.chars().all(local_ok)
        && dots(local)
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && domain.split('.').all(label)
}

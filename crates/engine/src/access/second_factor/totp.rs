//! Time-based one-time passwords: RFC 6238 over HOTP (RFC 4226) with SHA-1, 6 digits and steps of 30 s, which is
//! what every authenticator can.

use super::base32;
use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    hmac::{self, HMAC_SHA1_FOR_LEGACY_USE_ONLY},
};
use model::{Random, Secret, Time};

/// Bytes of a shared secret: RFC 4226 §4 recommends 160 bits.
const SECRET_BYTES: usize = 20;
/// Length of a step.
const STEP_MS: i64 = 30_000;
/// Steps before and after the present one whose codes are taken too: clocks differ, and people type slowly
/// (RFC 6238 §5.2 recommends at most one).
const STEPS_AROUND: i64 = 1;
/// Digits of a code.
pub const DIGITS: usize = 6;
const DIGITS_MODULUS: u32 = 1_000_000;

/// A new shared secret, in base 32.
pub fn make(random: &dyn Random) -> Secret {
    let mut bytes = [0; SECRET_BYTES];
    random.fill(&mut bytes);
    Secret::new(base32::encode(&bytes))
}

/// The code of a step (RFC 4226 §5.3).
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes[bytes.len() - 1] & 0xf);
    let word = bytes[offset..offset + 4].iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte));
    format!("{:0DIGITS$}", (word & 0x7fff_ffff) % DIGITS_MODULUS)
}

/// The step around `now`, and after `last_step`, whose code this is; none when it is none's.
pub fn step_of(secret: &Secret, digits: &str, now: Time, last_step: i64) -> Option<i64> {
    let secret = base32::decode(secret.expose())?;
    let present = now.ms().div_euclid(STEP_MS);
    let steps = present - STEPS_AROUND..=present + STEPS_AROUND;
    // Each is compared, and in full, so that the time taken does not tell how near a guess was.
    let mut found = None;
    for step in steps {
        let right = verify_slices_are_equal(code(&secret, step).as_bytes(), digits.as_bytes()).is_ok();
        if right && step > last_step && found.is_none() {
            found = Some(step);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 4226 and RFC 6238.
    const SECRET: &[u8] = b"12345678901234567890";

    fn secret() -> Secret {
        Secret::new(base32::encode(SECRET))
    }

    /// RFC 4226, appendix D.
    #[test]
    fn the_vectors_of_rfc_4226_hold() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
            "520489",
        ];
        for (step, expected) in (0..).zip(codes) {
            assert_eq!(code(SECRET, step), expected);
        }
    }

    /// RFC 6238, appendix B, its SHA-1 rows, of whose eight digits these are the last six.
    #[test]
    fn the_vectors_of_rfc_6238_hold() {
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Time::from_ms(seconds * 1_000);
            assert_eq!(step_of(&secret(), expected, now, -1), Some(seconds / 30), "at {seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_from_a_step_before_its_own_to_a_step_after() {
        let step = 1_000;
        let digits = code(SECRET, step);
        let at = |ms: i64| step_of(&secret(), &digits, Time::from_ms(ms), -1);
        assert_eq!(at((step - 1) * STEP_MS - 1), None);
        assert_eq!(at((step - 1) * STEP_MS), Some(step));
        assert_eq!(at(step * STEP_MS), Some(step));
        assert_eq!(at((step + 2) * STEP_MS - 1), Some(step));
        assert_eq!(at((step + 2) * STEP_MS), None);
    }

    #[test]
    fn no_step_is_taken_again_nor_one_before_it() {
        let now = Time::from_ms(1_000 * STEP_MS);
        for last in [1_000, 1_001] {
            assert_eq!(step_of(&secret(), &code(SECRET, 1_000), now, last), None, "{last}");
        }
        assert_eq!(step_of(&secret(), &code(SECRET, 1_001), now, 1_000), Some(1_001));
    }

    #[test]
    fn what_is_no_code_is_nobodys() {
        let now = Time::from_ms(1_000 * STEP_MS);
        let right = code(SECRET, 1_000);
        for digits in ["", "0", &right[..5], &format!("{right}0"), &format!(" {right}"), "１２３４５６"]
        {
            assert_eq!(step_of(&secret(), digits, now, -1), None, "{digits:?}");
        }
        assert_eq!(step_of(&Secret::new("not base 32!"), &right, now, -1), None);
    }
}

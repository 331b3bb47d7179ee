//! Zoom's signature: `v0=` and the hexadecimal HMAC-SHA-256 of `v0:{timestamp}:{body}` under the secret token;
//! and the answer to a challenge: the same of the plain token.

use aws_lc_rs::hmac;

/// The `x-zm-signature` header of a body sent at `timestamp` (unix seconds).
pub fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mut message = format!("v0:{timestamp}:").into_bytes();
    message.extend_from_slice(body);
    format!("v0={}", hmac_hex(secret, &message))
}

/// What an endpoint that knows the secret answers to a challenge's plain token.
pub fn encrypted_token(secret: &str, plain: &str) -> String {
    hmac_hex(secret, plain.as_bytes())
}

fn hmac_hex(secret: &str, message: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hex::encode(hmac::sign(&key, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_plain_hmac_sha_256() {
        // RFC 4231, test case 2.
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(encrypted_token("Jefe", "what do ya want for nothing?"), expected);
        assert_eq!(signature("k", 1, b"{}"), format!("v0={}", encrypted_token("k", "v0:1:{}")));
    }
}

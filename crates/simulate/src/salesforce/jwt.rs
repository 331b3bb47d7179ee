//! The assertion of the JWT bearer flow: RS256, verified against the certificate that was uploaded to the app.

use super::{
    api::Context,
    org::{Credentials, Org},
    token::Refused,
};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

/// How far ahead of now an assertion may end: Salesforce wants it within minutes.
const LIFE_MAX_S: i64 = 5 * 60;

fn claims(assertion: &str) -> Option<Value> {
    let claims = assertion.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

/// Who issued it: the app's client id.
pub fn issuer(assertion: &str) -> Option<String> {
    claims(assertion)?["iss"].as_str().map(str::to_owned)
}

/// Whether it may sign the user of the org in.
pub fn check(assertion: &str, org: &Org, own: &Credentials, context: &Context<'_>) -> Result<(), Refused> {
    let invalid = ("invalid_grant", "invalid assertion");
    let (signed, signature) = assertion.rsplit_once('.').ok_or(invalid)?;
    let header = signed.split('.').next().unwrap_or_default();
    let header: Value = URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or(invalid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| invalid)?;
    if header["alg"] != "RS256" {
        return Err(invalid);
    }
    let key = own.public_key.as_ref().ok_or(("invalid_grant", "no certificate for this consumer"))?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
        .verify(signed.as_bytes(), &signature)
        .map_err(|_| invalid)?;
    let claims = claims(assertion).ok_or(invalid)?;
    if !audience(&claims["aud"], org, context) {
        return Err(("invalid_grant", "audience is invalid"));
    }
    let subject = claims["sub"].as_str().or_else(|| claims["prn"].as_str()).unwrap_or_default();
    if !subject.eq_ignore_ascii_case(&own.username) {
        return Err(("invalid_grant", "user hasn't approved this consumer"));
    }
    let ends = claims["exp"].as_i64().or_else(|| claims["exp"].as_str()?.parse().ok()).ok_or(invalid)?;
    let left = ends - context.now.ms().div_euclid(1_000);
    if (1..=LIFE_MAX_S).contains(&left) {
        Ok(())
    } else {
        Err(("invalid_grant", "expired authorization code"))
    }
}

/// The generic host of the org's kind, its My Domain, or the simulator itself.
fn audience(given: &Value, org: &Org, context: &Context<'_>) -> bool {
    let generic = if org.value("Organization", &org.id, "IsSandbox").is_true() { "test" } else { "login" };
    let good = [
        format!("https://{generic}.salesforce.com"),
        format!("https://{}", org.my_domain),
        context.base_url(),
    ];
    let is_good = |value: &Value| {
        value.as_str().is_some_and(|text| good.iter().any(|one| one == text.trim_end_matches('/')))
    };
    match given {
        Value::Array(all) => all.iter().any(is_good),
        one => is_good(one),
    }
}

/// The public key in a certificate (PEM, or DER in Base64).
pub fn public_key(certificate: &str) -> Option<Vec<u8>> {
    let text: String =
        certificate.lines().filter(|line| !line.starts_with("-----")).flat_map(str::chars).collect();
    let bytes = STANDARD.decode(text.split_whitespace().collect::<String>()).ok()?;
    // Certificate { tbsCertificate { [0] version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo
    let (certificate, _) = element(&bytes)?;
    let (tbs, _) = element(certificate.content)?;
    let mut rest = tbs.content;
    if rest.first() == Some(&0xa0) {
        rest = element(rest)?.1;
    }
    for _ in 0..5 {
        rest = element(rest)?.1;
    }
    let (info, _) = element(rest)?;
    let (_, after) = element(info.content)?;
    let (bits, _) = element(after)?;
    // The first byte of a bit string counts its unused bits.
    bits.content.get(1..).map(<[u8]>::to_vec)
}

struct Element<'a> {
    content: &'a [u8],
}

/// The first DER element and what follows it.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (&length, mut rest) = bytes.get(1..)?.split_first()?;
    let mut size = usize::from(length);
    if length & 0x80 != 0 {
        let many = usize::from(length & 0x7f);
        if many > 4 {
            return None;
        }
        size = rest.get(..many)?.iter().fold(0, |size, byte| size << 8 | usize::from(*byte));
        rest = rest.get(many..)?;
    }
    Some((Element { content: rest.get(..size)? }, rest.get(size..)?))
}

//! Webhooks, signed as the Standard Webhooks specification has it: the headers `webhook-id`,
//! `webhook-timestamp` (seconds since 1970) and `webhook-signature`, which is `v1,` and the base64 of
//! HMAC-SHA256 over `id.timestamp.body`.

use super::{NotifyError, Reach};
use crate::http::{Call, Client, Hosts, Limits, words};
use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use model::{Secret, Time};
use std::time::Duration;
use url::{Host, Url};
use zeroize::Zeroizing;

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a key, as the specification bounds them.
const KEY_BYTES_MIN: usize = 24;
const KEY_BYTES_MAX: usize = 64;
/// A receiver is to answer at once; what it does takes place afterwards.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(10),
    read: Duration::from_secs(15),
    total: Duration::from_secs(20),
    body_bytes: 64 * 1024,
};

/// The key that messages are signed with.
pub struct SigningSecret(Zeroizing<Vec<u8>>);

impl SigningSecret {
    /// From `whsec_` and the base64 of 24 to 64 bytes.
    ///
    /// # Errors
    /// What is wrong with it, without a part of it.
    pub fn parse(secret: &Secret) -> Result<Self, String> {
        let text = secret.expose().trim();
        let Some(encoded) = text.strip_prefix(PREFIX) else {
            return Err(format!("A signing secret begins with “{PREFIX}”, followed by base64."));
        };
        let key = BASE64_STANDARD
            .decode(encoded)
            .map(Zeroizing::new)
            .map_err(|_| format!("What follows “{PREFIX}” has to be base64."))?;
        if !(KEY_BYTES_MIN..=KEY_BYTES_MAX).contains(&key.len()) {
            return Err(format!(
                "The key has {} bytes, and has to have {KEY_BYTES_MIN} to {KEY_BYTES_MAX}.",
                key.len()
            ));
        }
        Ok(Self(key))
    }
}

/// The signature of a message: `v1,` and base64.
pub fn sign(secret: &SigningSecret, id: &str, timestamp_s: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{id}.{timestamp_s}.").as_bytes());
    context.update(body);
    format!("v1,{}", BASE64_STANDARD.encode(context.sign()))
}

/// Where a webhook goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    url: Url,
    reach: Reach,
}

impl Webhook {
    /// A webhook at that address.
    ///
    /// # Errors
    /// Why it may not be called, in words for whoever typed it.
    pub fn new(url: &str, reach: Reach) -> Result<Self, String> {
        let url = Url::parse(url.trim())
            .map_err(|_| "This is no web address; write it as https://hooks.example.com/path.".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("The address may hold no name and password; messages are signed instead.".into());
        }
        if url.fragment().is_some() {
            return Err("The address may hold no part after a “#”; it is never sent.".into());
        }
        let webhook = Self { url, reach };
        match webhook.hosts().check(&webhook.url) {
            Ok(()) if webhook.url.scheme() == "https" || webhook.is_local() => Ok(webhook),
            _ => Err(webhook.refusal()),
        }
    }

    fn hosts(&self) -> Hosts {
        match self.reach {
            Reach::Public => Hosts::Public(self.url.clone()),
            Reach::Private => Hosts::Exactly(self.url.clone()),
        }
    }

    /// Whether it stands on this machine, where plain http is seen by nobody else.
    fn is_local(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(v4)) => v4.is_loopback(),
            Some(Host::Ipv6(v6)) => v6.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    fn refusal(&self) -> String {
        match self.reach {
            Reach::Private => "Only https addresses may be called, and http on this machine.".into(),
            Reach::Public => {
                "Only https addresses that are public may be called. For those of your own network \
                              start the server with --private-notification-targets."
                    .into()
            }
        }
    }

    /// Makes one try. `at` is the moment of this try; `id` the message's own, the same in each.
    ///
    /// # Errors
    /// Why it was not taken. A receiver that took it and broke off before it said so is among them.
    pub async fn send(
        &self,
        secret: &SigningSecret,
        id: &str,
        at: Time,
        body: Vec<u8>,
    ) -> Result<(), NotifyError> {
        let timestamp_s = at.ms().div_euclid(1000);
        let signature = sign(secret, id, timestamp_s, &body);
        let call = Call::post_json(self.url.clone(), body)
            .header("webhook-id", id.to_owned())
            .header("webhook-timestamp", timestamp_s.to_string())
            .header("webhook-signature", signature);
        let answer = Client::new(self.hosts(), LIMITS)?.send(call).await?;
        if answer.status.is_success() {
            return Ok(());
        }
        Err(NotifyError::Refused {
            host: answer.host,
            status: answer.status.as_u16(),
            words: words(&String::from_utf8_lossy(&answer.body), &[]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specifications_own_example_has_its_signature() {
        // Standard Webhooks, “Signature scheme”: its example of a secret, an id, a time and a payload.
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let secret = SigningSecret::parse(&secret).ok().unwrap();
        let signature =
            sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, b"{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn bad_secrets_are_told_apart_and_not_repeated() {
        let said = |text: &str| SigningSecret::parse(&Secret::new(text)).err().unwrap();
        assert!(said("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").contains("begins with"));
        assert!(said("whsec_***").contains("base64"));
        assert!(said("whsec_AAAA").contains("3 bytes"));
        assert!(!said("whsec_AAAA").contains("AAAA"));
    }

    #[test]
    fn only_places_that_may_be_called_are_taken() {
        for (url, public, private) in [
            ("https://hooks.example.com/x?a=b", true, true),
            ("https://10.0.0.8/x", false, true),
            ("https://[::1]:8443/", false, true),
            ("http://127.0.0.1:9000/", false, true),
            ("http://localhost:9000/", false, true),
            ("http://hooks.example.com/", false, false),
            ("http://10.0.0.8/", false, false),
            ("https://user:word@hooks.example.com/", false, false),
            ("https://hooks.example.com/#x", false, false),
            ("ftp://hooks.example.com/", false, false),
            ("hooks.example.com", false, false),
        ] {
            assert_eq!(Webhook::new(url, Reach::Public).is_ok(), public, "{url}");
            assert_eq!(Webhook::new(url, Reach::Private).is_ok(), private, "{url}");
        }
    }
}

//! Where Salesforce is: which hosts are its own, and what may be believed of an address that it names.

use crate::http::{Hosts, HttpError, words};
use crate::source::ConnectError;
use url::Url;

/// Salesforce's own domains, under which only Salesforce answers: commercial (My Domain and sandboxes included),
/// Government Cloud's military part, and China. Not `force.com`: customers publish pages there.
const DOMAINS: &[&str] = &["salesforce.com", "salesforce.mil", "sfcrmproducts.cn"];
/// Longest address looked at, in bytes; Salesforce's have about 80.
const ADDRESS_BYTES_MAX: usize = 300;

/// Salesforce's hosts, or the one server that stands for all of them.
#[derive(Debug, Clone)]
pub(super) struct Sites {
    base: Option<Url>,
}

impl Sites {
    /// # Errors
    /// [`HttpError::Setup`] for a base that is no plain http or https address.
    pub(super) fn new(base: Option<Url>) -> Result<Self, HttpError> {
        let plain = |base: &Url| {
            matches!(base.scheme(), "http" | "https")
                && base.host().is_some()
                && base.username().is_empty()
                && base.password().is_none()
                && base.query().is_none()
                && base.fragment().is_none()
        };
        if base.as_ref().is_some_and(|base| !plain(base)) {
            let why = "the base address for Salesforce must be http://host:port or https://host:port, without user or query";
            return Err(HttpError::Setup { why: why.into() });
        }
        Ok(Self { base })
    }

    /// What a client may talk to.
    pub(super) fn hosts(&self) -> Hosts {
        match &self.base {
            Some(base) => Hosts::Exactly(base.clone()),
            None => Hosts::Suffixes(DOMAINS),
        }
    }

    /// A path at one of Salesforce's hosts.
    pub(super) fn at(&self, host: &str, path: &str) -> Url {
        let url = match &self.base {
            Some(base) => base.join(path),
            None => Url::parse(&format!("https://{host}{path}")),
        };
        #[expect(
            clippy::expect_used,
            reason = "hosts are looked at when they come in, and paths are constants"
        )]
        url.expect("a host of Salesforce's and a constant path are an address")
    }

    /// The host of an address that Salesforce gives as the place to call from now on. Where a server stands for all
    /// hosts the address is only looked at, never followed.
    ///
    /// # Errors
    /// [`ConnectError::Untrusted`]: it is none of Salesforce's, and no session may be sent there.
    pub(super) fn named(&self, text: &str) -> Result<String, ConnectError> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= ADDRESS_BYTES_MAX);
        let host = url.as_ref().and_then(Url::host_str).unwrap_or("(no host)").to_owned();
        let own = |url: &Url| Hosts::Suffixes(DOMAINS).check(url).is_ok() || self.hosts().check(url).is_ok();
        if url.as_ref().is_some_and(own) {
            return Ok(host);
        }
        let shown = words(&host, &[]).unwrap_or_default();
        Err(ConnectError::Untrusted {
            what: format!(
                "the sign-in names {shown} as the place to call, which is none of Salesforce's hosts"
            ),
            mend: "Nothing was sent there. Something may be answering in Salesforce's place: check the network between this machine and Salesforce.",
        })
    }
}

/// The host that a person entered, who may have copied the whole address.
///
/// # Errors
/// What is wrong with it, and what to enter, as a sentence.
pub(super) fn entered(text: &str) -> Result<String, &'static str> {
    let host = text.trim().trim_start_matches("https://").trim_end_matches('/').to_ascii_lowercase();
    let url = Url::parse(&format!("https://{host}/")).ok();
    let clean = url.as_ref().is_some_and(|url| url.host_str() == Some(host.as_str()));
    if !clean || host.len() > ADDRESS_BYTES_MAX {
        return Err("This is no host; enter it alone, such as example.my.salesforce.com, without a path.");
    }
    if host.ends_with(".force.com") {
        return Err(
            "This is an address for people's browsers. Enter the My Domain host: Setup › My Domain shows it as “Current My Domain URL”, such as example.my.salesforce.com.",
        );
    }
    match url.is_some_and(|url| Hosts::Suffixes(DOMAINS).check(&url).is_ok()) {
        true => Ok(host),
        false => Err(
            "This is none of Salesforce's hosts. Enter login.salesforce.com, test.salesforce.com for a sandbox, or the My Domain host, such as example.my.salesforce.com.",
        ),
    }
}

/// Whether a host is one that many orgs share, not one org's My Domain.
pub(super) fn is_shared(host: &str) -> bool {
    matches!(host, "login.salesforce.com" | "test.salesforce.com" | "salesforce.com" | "www.salesforce.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_enter_hosts_and_copy_addresses() {
        for (text, host) in [
            ("login.salesforce.com", "login.salesforce.com"),
            (" https://Example--Dev.sandbox.my.salesforce.com/ ", "example--dev.sandbox.my.salesforce.com"),
            ("example.my.salesforce.mil", "example.my.salesforce.mil"),
        ] {
            assert_eq!(entered(text).as_deref(), Ok(host), "{text}");
        }
        for bad in [
            "",
            "evil.example",
            "salesforce.com.evil.example",
            "notsalesforce.com",
            "login.salesforce.com/services",
            "login.salesforce.com:8443",
            "user@login.salesforce.com",
            "http://login.salesforce.com",
            "example.lightning.force.com",
            "login.salesforce.com?x",
        ] {
            assert!(entered(bad).is_err(), "{bad}");
        }
        assert!(entered("example.lightning.force.com").unwrap_err().contains("My Domain"));
    }

    #[test]
    fn an_address_that_the_service_names_is_its_own_or_refused() {
        let real = Sites::new(None).unwrap();
        let host = real.named("https://na15.salesforce.com/services/Soap/u/29.0/00Di").unwrap();
        assert_eq!(real.at(&host, "/services/data").as_str(), "https://na15.salesforce.com/services/data");
        for bad in [
            "http://na15.salesforce.com/",
            "https://evil.example/services/Soap/u/64.0",
            "https://na15.salesforce.com@evil.example/",
            "https://127.0.0.1/",
            "",
            "example.my.salesforce.com",
        ] {
            assert!(matches!(real.named(bad), Err(ConnectError::Untrusted { .. })), "{bad}");
        }
        let fake = Sites::new(Some("http://127.0.0.1:9000".parse().unwrap())).unwrap();
        let host = fake.named("https://na15.salesforce.com/services/Soap/u/29.0/00Di").unwrap();
        assert_eq!(fake.at(&host, "/services/data").as_str(), "http://127.0.0.1:9000/services/data");
        assert!(fake.named("http://127.0.0.1:9000/services/Soap/u/64.0/00D").is_ok());
        assert!(fake.named("http://127.0.0.1:9001/").is_err());
        assert!(Sites::new(Some("ftp://x".parse().unwrap())).is_err());
    }
}

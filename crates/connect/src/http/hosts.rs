//! Which hosts a client may talk to.

use super::{HttpError, address::is_public};
use url::{Host, Url};

/// The hosts that a client is pinned to. Whatever a service's answer or a user's input says, nothing is sent
/// anywhere else.
#[derive(Debug, Clone)]
pub enum Hosts {
    /// Names that equal one of these or end in a dot and one of these; https on port 443 only, names only,
    /// public addresses only.
    Suffixes(&'static [&'static str]),
    /// Exactly this host and port, over https, at a public address only.
    Public(Url),
    /// Exactly this scheme, host and port, whatever address it has: a server for tests.
    Exactly(Url),
}

impl Hosts {
    /// Whether `url` may be called.
    ///
    /// # Errors
    /// [`HttpError::HostRefused`].
    pub fn check(&self, url: &Url) -> Result<(), HttpError> {
        let allowed = url.username().is_empty()
            && url.password().is_none()
            && match self {
                Hosts::Exactly(base) => url.origin() == base.origin() && base.host().is_some(),
                // An address that stands in the URL is never asked for, so that it is looked at here.
                Hosts::Public(base) => {
                    url.scheme() == "https"
                        && url.origin() == base.origin()
                        && match url.host() {
                            Some(Host::Ipv4(v4)) => is_public(v4.into()),
                            Some(Host::Ipv6(v6)) => is_public(v6.into()),
                            Some(Host::Domain(_)) => true,
                            None => false,
                        }
                }
                Hosts::Suffixes(suffixes) => {
                    url.scheme() == "https"
                        && url.port().is_none()
                        && matches!(url.host(), Some(Host::Domain(name)) if suffixes.iter().any(|s| within(name, s)))
                }
            };
        if allowed { Ok(()) } else { Err(HttpError::HostRefused { host: host_of(url) }) }
    }

    /// The name that may have a private address.
    pub(super) fn local_name(&self) -> Option<&str> {
        match self {
            Hosts::Suffixes(_) | Hosts::Public(_) => None,
            Hosts::Exactly(base) => base.host_str(),
        }
    }
}

/// Whether `name` is `suffix` or a name below it.
fn within(name: &str, suffix: &str) -> bool {
    name == suffix || name.strip_suffix(suffix).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

/// The host as errors show it.
pub(super) fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or("(no host)").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZOOM: Hosts = Hosts::Suffixes(&["zoom.us", "zoomgov.com"]);

    fn allowed(hosts: &Hosts, url: &str) -> bool {
        hosts.check(&Url::parse(url).unwrap()).is_ok()
    }

    #[test]
    fn only_the_services_own_names_over_https() {
        for good in [
            "https://zoom.us/x",
            "https://API.zoom.us",
            "https://eu01api.zoom.us:443/",
            "https://a.b.zoomgov.com",
        ] {
            assert!(allowed(&ZOOM, good), "{good}");
        }
        for bad in [
            "http://api.zoom.us/",
            "https://evil.example/",
            "https://zoom.us.evil.example/",
            "https://notzoom.us/",
            "https://.zoom.us/",
            "https://api.zoom.us./",
            "https://api.zoom.us:8443/",
            "https://api.zoom.us@evil.example/",
            "https://user@api.zoom.us/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "ftp://zoom.us/",
            "data:zoom.us",
        ] {
            if let Ok(url) = Url::parse(bad) {
                assert!(ZOOM.check(&url).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn a_public_place_has_no_private_address() {
        let public = |url: &str| Hosts::Public(Url::parse(url).unwrap());
        for good in ["https://hooks.example.com/a", "https://hooks.example.com:8443/", "https://8.8.8.8/"] {
            assert!(allowed(&public(good), good), "{good}");
        }
        for bad in [
            "http://hooks.example.com/",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://[fd00::1]/",
            "https://user@hooks.example.com/",
        ] {
            assert!(!allowed(&public(bad), bad), "{bad}");
        }
        let base = public("https://hooks.example.com/a");
        assert!(!allowed(&base, "https://hooks.example.com:8443/a"));
        assert!(!allowed(&base, "https://other.example.com/a"));
    }

    #[test]
    fn a_configured_base_is_the_only_one() {
        let base = Hosts::Exactly(Url::parse("http://127.0.0.1:9000/x").unwrap());
        assert!(allowed(&base, "http://127.0.0.1:9000/v2/anything?x=1"));
        for bad in [
            "http://127.0.0.1:9001/",
            "https://127.0.0.1:9000/",
            "http://localhost:9000/",
            "https://api.zoom.us/",
        ] {
            assert!(!allowed(&base, bad), "{bad}");
        }
        // Origins without a host are never equal, not even to themselves.
        let opaque = Url::parse("data:x").unwrap();
        assert!(Hosts::Exactly(opaque.clone()).check(&opaque).is_err());
    }
}

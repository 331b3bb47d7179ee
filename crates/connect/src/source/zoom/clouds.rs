//! Where Zoom is: its two clouds, their hosts, and what may be believed of an `api_url`.

use crate::http::{Hosts, HttpError, words};
use crate::source::ConnectError;
use url::Url;

const COMMERCIAL: &str = "zoom.us";
const GOVERNMENT: &str = "zoomgov.com";
/// Longest `api_url` looked at, in bytes; Zoom's have about 30.
const API_URL_BYTES_MAX: usize = 200;

/// Which of Zoom's clouds an account lives in. They share no accounts and no hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cloud {
    Commercial,
    Government,
}

impl Cloud {
    pub(super) fn parse(text: &str) -> Option<Cloud> {
        match text {
            "commercial" => Some(Cloud::Commercial),
            "government" => Some(Cloud::Government),
            _ => None,
        }
    }
    fn domain(self) -> &'static str {
        match self {
            Cloud::Commercial => COMMERCIAL,
            Cloud::Government => GOVERNMENT,
        }
    }
}

/// Zoom's clouds, or the one server that stands for them.
#[derive(Debug, Clone)]
pub(super) struct Clouds {
    base: Option<Url>,
}

impl Clouds {
    /// # Errors
    /// [`HttpError::Setup`] for a base that is no plain http or https address.
    pub(super) fn new(base: Option<Url>) -> Result<Self, HttpError> {
        if let Some(base) = &base {
            let plain = matches!(base.scheme(), "http" | "https")
                && base.host().is_some()
                && base.username().is_empty()
                && base.password().is_none()
                && base.query().is_none()
                && base.fragment().is_none();
            if !plain {
                let why = "the base address for Zoom must be http://host:port or https://host:port, without user or query";
                return Err(HttpError::Setup { why: why.into() });
            }
        }
        Ok(Self { base })
    }

    /// What a client may talk to.
    pub(super) fn hosts(&self) -> Hosts {
        match &self.base {
            Some(base) => Hosts::Exactly(base.clone()),
            None => Hosts::Suffixes(&[COMMERCIAL, GOVERNMENT]),
        }
    }

    pub(super) fn of(&self, cloud: Cloud) -> Endpoints {
        Endpoints { base: self.base.clone(), cloud }
    }
}

/// One cloud's addresses.
#[derive(Debug, Clone)]
pub(super) struct Endpoints {
    base: Option<Url>,
    cloud: Cloud,
}

impl Endpoints {
    /// Where tokens are asked for.
    pub(super) fn token(&self) -> Url {
        match &self.base {
            Some(base) => below(base, &["oauth", "token"]),
            None => https(self.cloud.domain(), &["oauth", "token"]),
        }
    }

    /// The API's root, `…/v2`, by the token answer's `api_url`: absent, or `https://` and one of the cloud's
    /// hosts, with or without a slash or `/v2` behind it. A configured base stands for all of Zoom's hosts, so
    /// that there an `api_url` is only looked at, never followed.
    ///
    /// # Errors
    /// [`ConnectError::Untrusted`]: it names anything else, and the token must not be sent there.
    pub(super) fn api(&self, api_url: Option<&str>) -> Result<Url, ConnectError> {
        let named = api_url.map(|text| self.named(text)).transpose()?;
        Ok(match (&self.base, named) {
            (Some(base), _) => below(base, &["v2"]),
            (None, Some(host)) => https(&host, &["v2"]),
            (None, None) => https(&format!("api.{}", self.cloud.domain()), &["v2"]),
        })
    }

    /// The host that an `api_url` names, where it may be trusted.
    fn named(&self, text: &str) -> Result<String, ConnectError> {
        let url = Url::parse(text).ok().filter(|_| text.len() <= API_URL_BYTES_MAX);
        let host = url.as_ref().and_then(Url::host_str).unwrap_or("(no host)").to_owned();
        let trusted = url.is_some_and(|url| {
            let plain = matches!(url.path().trim_end_matches('/'), "" | "/v2")
                && url.query().is_none()
                && url.fragment().is_none();
            let own = match self.cloud {
                Cloud::Commercial => Hosts::Suffixes(&[COMMERCIAL]),
                Cloud::Government => Hosts::Suffixes(&[GOVERNMENT]),
            };
            let base = self.base.clone().map(Hosts::Exactly);
            (plain && own.check(&url).is_ok()) || base.is_some_and(|base| base.check(&url).is_ok())
        });
        if trusted {
            return Ok(host);
        }
        Err(ConnectError::Untrusted {
            what: format!(
                "Zoom's token answer names {} as the place of the API, which is none of Zoom's hosts",
                words(&host, &[]).unwrap_or_default()
            ),
            mend: "The token was not sent there. Something may be answering in Zoom's place: check the network between this machine and Zoom.",
        })
    }
}

fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

fn https(host: &str, segments: &[&str]) -> Url {
    #[expect(clippy::expect_used, reason = "a constant, or a host that came out of a parsed address")]
    let root = Url::parse(&format!("https://{host}/")).expect("a host makes an address");
    below(&root, segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn api(cloud: Cloud, text: Option<&str>) -> Option<String> {
        let clouds = Clouds::new(None).unwrap();
        clouds.of(cloud).api(text).ok().map(String::from)
    }

    #[test]
    fn regional_addresses_are_normalised() {
        for (text, root) in [
            (None, "https://api.zoom.us/v2"),
            (Some("https://api.zoom.us"), "https://api.zoom.us/v2"),
            (Some("https://eu01api.zoom.us/"), "https://eu01api.zoom.us/v2"),
            (Some("https://SG01API.zoom.us//"), "https://sg01api.zoom.us/v2"),
            (Some("https://sa01api.zoom.us:443/v2/"), "https://sa01api.zoom.us/v2"),
        ] {
            assert_eq!(api(Cloud::Commercial, text).as_deref(), Some(root), "{text:?}");
        }
        assert_eq!(api(Cloud::Government, None).as_deref(), Some("https://api.zoomgov.com/v2"));
        let token = Clouds::new(None).unwrap().of(Cloud::Government).token();
        assert_eq!(token.as_str(), "https://zoomgov.com/oauth/token");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "api.zoom.us",
            "http://api.zoom.us",
            "https://evil.example",
            "https://zoom.us.evil.example",
            "https://evilzoom.us",
            "https://api.zoom.us@evil.example",
            "https://api.zoom.us:444",
            "https://api.zoom.us/x",
            "https://api.zoom.us?x=1",
            "https://api.zoom.us#x",
            "https://1.1.1.1",
            "https://localhost",
            "//api.zoom.us",
            "https://api.zoomgov.com",
            "https://evil.example\\.zoom.us",
        ] {
            assert_eq!(api(Cloud::Commercial, Some(text)), None, "{text}");
        }
        assert_eq!(api(Cloud::Government, Some("https://api.zoom.us")), None);
    }

    #[test]
    fn a_base_stands_for_all_of_zoom_and_nothing_leaves_it() {
        let base: Url = "http://127.0.0.1:8080/sim/".parse().unwrap();
        let at = Clouds::new(Some(base)).unwrap().of(Cloud::Commercial);
        assert_eq!(at.token().as_str(), "http://127.0.0.1:8080/sim/oauth/token");
        for text in [None, Some("http://127.0.0.1:8080"), Some("https://eu01api.zoom.us/")] {
            assert_eq!(at.api(text).unwrap().as_str(), "http://127.0.0.1:8080/sim/v2", "{text:?}");
        }
        assert!(at.api(Some("http://127.0.0.1:8081")).is_err());
        assert!(at.api(Some("https://evil.example")).is_err());
        for bad in ["ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "http://127.0.0.1/?x", "data:x"] {
            assert!(Clouds::new(Some(bad.parse().unwrap())).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_named_the_token_stays_with_zoom(
            text in "(https?:)?[/\\\\]{0,3}[a-z0-9.@:/#?%\\\\-]{0,16}(zoom\\.us|ZOOM\\.US)?[a-z0-9.@:/#?%\\\\]{0,8}|.{0,60}"
        ) {
            if let Some(root) = api(Cloud::Commercial, Some(&text)) {
                let url = Url::parse(&root).unwrap();
                let host = url.host_str().unwrap();
                prop_assert!(host == "zoom.us" || host.ends_with(".zoom.us"), "{root}");
                prop_assert_eq!((url.scheme(), url.port(), url.path(), url.username()), ("https", None, "/v2", ""));
            }
        }
        #[test]
        fn built_addresses_are_taken_exactly_on_zooms_hosts(
            user in "([a-z.]{1,12}@)?", host in "([a-z0-9]{1,8}\\.){0,2}(zoom\\.us|zoomgov\\.com|evil\\.example)",
            port in "(:443|:8443)?", path in "(/|//|/v2|/v2/|/x|\\?q|#f)?",
        ) {
            let zooms = host == "zoom.us" || host.ends_with(".zoom.us");
            let plain = user.is_empty() && port != ":8443" && ["", "/", "//", "/v2", "/v2/"].contains(&path.as_str());
            let root = api(Cloud::Commercial, Some(&format!("https://{user}{host}{port}{path}")));
            prop_assert_eq!(&root, &(zooms && plain).then(|| format!("https://{host}/v2")));
            if let Some(root) = root {
                // Normal forms stay as they are.
                prop_assert_eq!(api(Cloud::Commercial, Some(&root)), Some(root));
            }
        }
    }
}

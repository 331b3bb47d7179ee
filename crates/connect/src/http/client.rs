//! The client itself.

use super::{
    Answer, Call, Hosts, HttpError, Streamed, classify::classify, hosts::host_of, resolver::Resolver, words,
};
use http::{HeaderValue, header};
use std::{sync::Arc, time::Duration};
use url::Url;

const USER_AGENT: &str = concat!("Vouchsafe/", env!("CARGO_PKG_VERSION"));
/// Idle connections are kept shorter than load balancers keep them, so that none is found dead.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// Longest that a streamed answer may take as a whole: 100 GB at 10 Mbit/s. What stalls is given up long before
/// ([`Limits::read`]).
const STREAM_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// How long and how much a call may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the connection and its TLS stand.
    pub connect: Duration,
    /// Between two pieces of the answer.
    pub read: Duration,
    /// For the whole call.
    pub total: Duration,
    /// Longest answer in bytes.
    pub body_bytes: usize,
}

impl Default for Limits {
    /// 10 s, 20 s and 60 s: a service's slowest healthy answer takes a few seconds. 4 MiB: a hundred times
    /// the largest configuration document known.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            read: Duration::from_secs(20),
            total: Duration::from_secs(60),
            body_bytes: 4 << 20,
        }
    }
}

/// A client pinned to some hosts. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: reqwest::Client,
    hosts: Arc<Hosts>,
    limits: Limits,
}

impl Client {
    /// Makes a client.
    ///
    /// # Errors
    /// [`HttpError::Setup`], above all when the machine has no certificate authorities to trust.
    pub fn new(hosts: Hosts, limits: Limits) -> Result<Self, HttpError> {
        let resolver = Resolver { local: hosts.local_name().map(str::to_owned) };
        #[expect(clippy::disallowed_methods, reason = "the one place that makes clients")]
        let inner = reqwest::Client::builder()
            .tls_version_min(reqwest::tls::Version::TLS_1_2)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(USER_AGENT)
            .connect_timeout(limits.connect)
            .read_timeout(limits.read)
            .timeout(limits.total)
            .pool_idle_timeout(IDLE_MAX)
            .dns_resolver(resolver)
            .build()
            .map_err(|error| HttpError::Setup { why: setup_fault(&error) })?;
        Ok(Self { inner, hosts: Arc::new(hosts), limits })
    }

    /// The hosts that this client is pinned to.
    pub fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Makes one call and takes the whole answer, whatever its status but a redirect.
    ///
    /// # Errors
    /// Why there is no answer, or none that may be taken.
    pub async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        let (host, mut response) = self.open(call, None).await?;
        let body = take(&mut response, &host, self.limits.body_bytes).await?;
        let status = response.status();
        Ok(Answer { host, status, headers: std::mem::take(response.headers_mut()), body })
    }

    /// Makes one call and gives its answer as soon as the head has come, whatever its status but a redirect. The body
    /// follows piece by piece: of any length, and as slowly as it likes, as long as it does not stall.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn stream(&self, call: Call) -> Result<Streamed, HttpError> {
        let (host, response) = self.open(call, Some(STREAM_MAX)).await?;
        Ok(Streamed::new(host, response))
    }

    /// Makes one call and takes the head of its answer.
    async fn open(
        &self,
        call: Call,
        total: Option<Duration>,
    ) -> Result<(String, reqwest::Response), HttpError> {
        self.hosts.check(&call.url)?;
        let host = host_of(&call.url);
        let Some(authorization) = call.authorization_header() else {
            return Err(HttpError::BadCall {
                host,
                why: "the credentials hold a character that HTTP has no place for",
            });
        };
        let mut request = self.inner.request(call.method.clone(), call.url.clone());
        request = request.header(header::ACCEPT, HeaderValue::from_static(call.accept));
        if let Some(authorization) = authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        for (name, value) in call.headers {
            request = request.header(name, value);
        }
        if let Some(body) = &call.body {
            let kind = HeaderValue::from_static(body.content_type);
            request = request.header(header::CONTENT_TYPE, kind).body(body.bytes.to_vec());
        }
        if let Some(total) = total {
            request = request.timeout(total);
        }
        let response = request.send().await.map_err(|error| classify(&host, &error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(HttpError::Redirected {
                status: status.as_u16(),
                to: target(response.headers()),
                host,
            });
        }
        Ok((host, response))
    }
}

/// Takes the body piece by piece and stops as soon as it is too long.
pub(super) async fn take(
    response: &mut reqwest::Response,
    host: &str,
    limit: usize,
) -> Result<Vec<u8>, HttpError> {
    let too_large = || HttpError::TooLarge { host: host.to_owned(), limit };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| classify(host, &error))? {
        if body.len() + piece.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

/// The host that a redirect points to; not the rest of it, which may carry anything.
fn target(headers: &http::HeaderMap) -> String {
    let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    match location.map(Url::parse) {
        Some(Ok(url)) => words(&host_of(&url), &[]).unwrap_or_default(),
        Some(Err(_)) => "another path".into(),
        None => "nowhere".into(),
    }
}

fn setup_fault(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    words(&deepest.to_string(), &[]).unwrap_or_else(|| "unknown reason".into())
}

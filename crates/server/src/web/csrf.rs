//! Cross-site requests cannot change anything.
//!
//! The scheme is Go's `CrossOriginProtection`, by tower-http: a request that changes something is let
//! through when the browser says that it comes from this site (`Sec-Fetch-Site`), or its `Origin` is this
//! server's; a request with neither header comes from no browser and carries no cookie that somebody else
//! could have planted. Together with `SameSite=Strict` on the cookie this needs no tokens.

use crate::api::Problem;
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

type Refusal = fn(ProtectionError) -> Response<Body>;

/// The layer; `public_url` is trusted, so that a proxy which rewrites `Host` does not shut people out.
pub fn layer(public_url: &Url) -> CsrfLayer<Refusal> {
    let layer = CsrfLayer::new();
    let origin = public_url.origin().ascii_serialization();
    let layer = match CsrfLayer::new().add_trusted_origin(&origin) {
        Ok(trusting) => trusting,
        Err(error) => {
            tracing::warn!(%error, origin, "the public address is no origin; only Host is compared");
            layer
        }
    };
    layer.with_rejection_response(refuse as Refusal)
}

fn refuse(_: ProtectionError) -> Response<Body> {
    let detail = "This request came from another site, so nothing was done. Open the portal itself. If you \
                  did, a proxy in between may rewrite the headers Origin and Host, or the server's public \
                  address is not the one that you use.";
    Problem::new(StatusCode::FORBIDDEN, "cross-site", "A request from another site", detail).into_response()
}

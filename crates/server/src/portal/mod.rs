//! The portal's files, embedded in the binary.
//!
//! A client route (`/connectors/activated`) is answered with the page itself, which finds its way; a path that
//! looks like a file and is none is not found. Hashed files may be kept for ever, the page never: each has a
//! nonce of its own, which its styles are inserted with.

mod page;

use crate::{
    api::{self, Problem},
    app::App,
};
use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

/// Where Vite puts the files that carry their hash in their name.
const HASHED: &str = "assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../portal/dist"]
#[exclude = ".vite/*"]
#[allow_missing = true]
struct Built;

/// Answers what no route of the API does.
pub async fn serve(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    if ["/api", "/webhooks"].iter().any(|room| path == *room || path.starts_with(&format!("{room}/"))) {
        return api::unknown_path(path).into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return api::method_not_allowed(request.method().clone(), request.uri().clone())
            .await
            .into_response();
    }
    let name = path.trim_start_matches('/');
    if name.is_empty() || name == page::NAME {
        return page::answer(&app);
    }
    match Built::get(name) {
        Some(file) => asset(name, file, request.headers()),
        None if looks_like_a_file(name) => {
            Problem::not_found(format!("The portal has no file {path}.")).into_response()
        }
        None => page::answer(&app),
    }
}

fn looks_like_a_file(name: &str) -> bool {
    name.starts_with(HASHED) || page::FILE_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn asset(name: &str, file: rust_embed::EmbeddedFile, asked: &HeaderMap) -> Response {
    let tag = file
        .metadata
        .sha256_hash()
        .iter()
        .fold(String::from("W/\""), |tag, byte| tag + &format!("{byte:02x}"));
    let tag = tag + "\"";
    let keep = if name.starts_with(HASHED) { FOR_EVER } else { ASK_AGAIN };
    let keep = [(header::CACHE_CONTROL, HeaderValue::from_static(keep))];
    let same = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let Ok(tag) = HeaderValue::try_from(tag) else { return Problem::internal().into_response() };
    if same {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(page::media_type(name)))];
    (keep, kind, [(header::ETAG, tag)], file.data).into_response()
}

//! The portal's one page and its content security policy.

use super::Built;
use crate::app::App;
use axum::response::{Html, IntoResponse, Response};
use http::{StatusCode, header};

/// The page among the built files.
pub const NAME: &str = "index.html";

/// Endings of files; a path with one of them is no client route. A name with a dot may be one.
pub const FILE_ENDINGS: &[&str] = &[
    ".js",
    ".css",
    ".svg",
    ".png",
    ".ico",
    ".json",
    ".txt",
    ".map",
    ".woff2",
    ".webmanifest",
    ".html",
    ".xml",
];

/// What the page's meta element begins with; the nonce stands after it, up to the next quote.
const NONCE_BEFORE: &str = "<meta name=\"csp-nonce\" content=\"";

const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Vouchsafe</title></head>\n\
    <body><h1>The portal was not built into this program</h1>\n\
    <p>Run <code>npm ci</code> and <code>npm run build</code> in <code>portal/</code>, then build the program again.\n\
    The REST API under <code>/api/v1</code> and the command line work without it.</p></body>\n</html>\n";

/// The page, with a nonce of its own.
pub fn answer(app: &App) -> Response {
    let Some(page) = Built::get(NAME) else {
        return (StatusCode::NOT_FOUND, Html(NOT_BUILT)).into_response();
    };
    let nonce = app.engine.nonce();
    let headers =
        [(header::CONTENT_SECURITY_POLICY, policy(&nonce)), (header::CACHE_CONTROL, "no-store".to_owned())];
    (headers, Html(with_nonce(&String::from_utf8_lossy(&page.data), &nonce))).into_response()
}

/// Content Security Policy Level 3. Scripts come only from our own files, never from the page's text; styles
/// also from elements that carry the nonce, which is how Fluent UI inserts its own.
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// Puts the nonce where the page's scripts look for it.
fn with_nonce(page: &str, nonce: &str) -> String {
    let filled = page.split_once(NONCE_BEFORE).and_then(|(before, rest)| {
        let (_, after) = rest.split_once('"')?;
        Some(format!("{before}{NONCE_BEFORE}{nonce}\"{after}"))
    });
    filled.unwrap_or_else(|| page.to_owned())
}

/// The media type of a built file, by its ending.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nonce_replaces_whatever_stands_there() {
        for content in ["", "__CSP_NONCE__"] {
            let page = format!("<head><meta name=\"csp-nonce\" content=\"{content}\" /></head>");
            assert_eq!(with_nonce(&page, "abc"), "<head><meta name=\"csp-nonce\" content=\"abc\" /></head>");
        }
        assert_eq!(with_nonce("<p>no place for one</p>", "abc"), "<p>no place for one</p>");
    }

    #[test]
    fn scripts_in_the_page_may_not_run() {
        let policy = policy("abc");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(policy.contains("style-src 'self' 'nonce-abc'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

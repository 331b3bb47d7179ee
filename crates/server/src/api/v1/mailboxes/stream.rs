//! Bytes that are answered as they come.

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use engine::{
    Result,
    archive::{Export, MessageBytes},
};
use futures::Stream;
use http::{HeaderName, HeaderValue, header};

/// Files of these types are shown by a browser within a page; all others are only downloaded, so that nothing of theirs
/// can run here.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"];

pub(in crate::api::v1) fn message(bytes: MessageBytes) -> Response {
    let (name, media_type, size) = (bytes.name.clone(), bytes.media_type.clone(), bytes.size);
    let shown = SHOWN.contains(&media_type.as_str());
    let body = futures::stream::try_unfold(bytes, |mut bytes| async {
        let next: Result<_> = bytes.next().await;
        Ok::<_, std::io::Error>(told(next)?.map(|some| (Bytes::from(some), bytes)))
    });
    answer(body, &name, &media_type, shown, Some(size))
}

pub(super) fn export(export: Export) -> Response {
    let (name, media_type) = (export.name.clone(), export.media_type);
    let body = futures::stream::try_unfold(export, |mut export| async {
        let next: Result<_> = export.next().await;
        Ok::<_, std::io::Error>(told(next)?.map(|some| (Bytes::from(some), export)))
    });
    answer(body, &name, media_type, false, None)
}

/// The connection breaks off where something fails on the way, so that nobody takes a part for the whole; why is told in
/// the log.
fn told<T>(next: Result<T>) -> std::io::Result<T> {
    next.map_err(|error| {
        tracing::error!(%error, "a stream of the archive broke off");
        std::io::Error::other("the archive could not be read to its end")
    })
}

fn answer(
    body: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    name: &str,
    media_type: &str,
    shown: bool,
    size: Option<u64>,
) -> Response {
    let disposition = if shown { "inline" } else { "attachment" };
    // RFC 6266 §5: a plain name for old programs, the whole one for all others.
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
    let whole: String = name.bytes().map(percent).collect();
    let disposition = format!("{disposition}; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    let mut response = Body::from_stream(body).into_response();
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, media_type);
    put(header::CONTENT_DISPOSITION, &disposition);
    if let Some(size) = size {
        put(header::CONTENT_LENGTH, &size.to_string());
    }
    response
}

/// RFC 8187 §3.2.1.
fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    }
}

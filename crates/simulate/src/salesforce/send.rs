//! Sending replies, whole or spoilt. Files are made as they are sent.

use super::{
    chatter::content::{CHUNK_BYTES, Content},
    fault::Transport,
    reply::Reply,
};
use crate::connection::Cut;
use axum::{
    body::{Body, Bytes},
    http::{Response, header},
};
use futures::{Stream, StreamExt, stream};
use std::{io, time::Duration};

/// How long the first half of a cut body is given to leave before the connection breaks.
const BEFORE_CUT: Duration = Duration::from_millis(20);

pub async fn send(reply: &Reply, transport: Transport, cut: &Cut) -> Response<Body> {
    // A text is sent as a file that is held.
    let whole = reply.file.clone().unwrap_or_else(|| Content::Held(reply.body.clone()));
    let size = whole.size();
    match transport {
        Transport::Whole if reply.file.is_none() => reply.head(Body::from(reply.body.clone())),
        Transport::Whole => reply.head(Body::from_stream(chunks(whole, size))),
        Transport::After(delay) => {
            tokio::time::sleep(delay).await;
            reply.head(Body::from_stream(chunks(whole, size)))
        }
        Transport::BodyAfter(delay) => {
            let late = stream::once(async move {
                tokio::time::sleep(delay).await;
                chunks(whole, size)
            });
            reply.head(Body::from_stream(late.flatten()))
        }
        Transport::Half { cut: false } => shortened(reply, Body::from_stream(chunks(whole, size / 2))),
        Transport::Half { cut: true } => {
            let end = stream::once(async {
                tokio::time::sleep(BEFORE_CUT).await;
                Err(io::Error::other("cut, as ordered"))
            });
            reply.head(Body::from_stream(chunks(whole, size / 2).chain(end)))
        }
        Transport::Corrupted => {
            let mut at = 0;
            let spoilt = chunks(whole, size).map(move |chunk| {
                let chunk = chunk?;
                let from = at;
                at += chunk.len() as u64;
                let middle = size / 2;
                if !(from..at).contains(&middle) {
                    return Ok(chunk);
                }
                let mut bytes = chunk.to_vec();
                if let Some(byte) = bytes.get_mut(usize::try_from(middle - from).unwrap_or_default()) {
                    *byte ^= 0x55;
                }
                Ok::<_, io::Error>(Bytes::from(bytes))
            });
            reply.head(Body::from_stream(spoilt))
        }
        Transport::Trickle(bytes_a_second) => {
            let slow = chunks(whole, size).then(move |chunk| async move {
                let many = chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
                tokio::time::sleep(Duration::from_millis(many * 1_000 / bytes_a_second.max(1))).await;
                chunk
            });
            reply.head(Body::from_stream(slow))
        }
        Transport::Closed => {
            cut.now();
            reply.head(Body::empty())
        }
    }
}

/// The first so many bytes.
fn chunks(content: Content, until: u64) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold((content, 0_u64), move |(content, at)| async move {
        if at >= until {
            return None;
        }
        let mut chunk = content.chunk(at);
        chunk.truncate(usize::try_from(until - at).unwrap_or(CHUNK_BYTES));
        let next = at + chunk.len() as u64;
        Some((Ok(Bytes::from(chunk)), (content, next)))
    })
}

/// A reply that ends well before all was said.
fn shortened(reply: &Reply, body: Body) -> Response<Body> {
    let mut response = reply.head(body);
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

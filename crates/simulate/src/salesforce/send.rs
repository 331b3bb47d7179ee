//! Sending replies, whole or spoilt.

use super::{fault::Transport, reply::Reply};
use crate::connection::Cut;
use axum::{body::Body, http::Response};
use futures::{StreamExt, stream};
use std::{convert::Infallible, io, time::Duration};

/// How long the first half of a cut body is given to leave before the connection breaks.
const BEFORE_CUT: Duration = Duration::from_millis(20);

pub async fn send(reply: &Reply, transport: Transport, cut: &Cut) -> Response<Body> {
    let bytes = reply.body.clone();
    match transport {
        Transport::Whole => reply.head(Body::from(bytes)),
        Transport::After(delay) => {
            tokio::time::sleep(delay).await;
            reply.head(Body::from(bytes))
        }
        Transport::BodyAfter(delay) => {
            let late = stream::once(async move {
                tokio::time::sleep(delay).await;
                Ok::<_, Infallible>(bytes)
            });
            reply.head(Body::from_stream(late))
        }
        Transport::Half { cut: false } => reply.head(Body::from(bytes[..bytes.len() / 2].to_vec())),
        Transport::Half { cut: true } => {
            let half = stream::iter([Ok(bytes[..bytes.len() / 2].to_vec())]);
            let end = stream::once(async {
                tokio::time::sleep(BEFORE_CUT).await;
                Err(io::Error::other("cut, as ordered"))
            });
            reply.head(Body::from_stream(half.chain(end)))
        }
        Transport::Closed => {
            cut.now();
            reply.head(Body::empty())
        }
    }
}

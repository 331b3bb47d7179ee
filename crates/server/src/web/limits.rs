//! The limits of this room, each with its unit and reason.

use std::time::Duration;

/// Largest body of an API request: the longest notes and credentials fit many times over.
pub const API_BODY_BYTES_MAX: usize = 256 * 1024;
/// Largest list of people that is uploaded: 200,000 rows of a user id and an address.
pub const UPLOAD_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Largest delivery of a service's webhook; they are a few kilobytes.
pub const WEBHOOK_BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest that an answer may take to begin. Validating a connection makes several requests outside, each
/// with a shorter limit of its own.
pub const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);
/// Pages that may follow changes at the same time on this node.
pub const LIVE_STREAMS_MAX: usize = 1_000;
/// Connections at the same time; more wait to be taken in.
pub const CONNECTIONS_MAX: usize = 2_048;
/// Longest that the head of a request may take, and that a connection may stay open without one.
pub const HEAD_TIME_MAX: Duration = Duration::from_secs(30);
/// Longest that a TLS handshake may take.
pub const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// Longest that open requests may go on after the server was told to stop.
pub const STOP_TIME_MAX: Duration = Duration::from_secs(10);

//! What wraps every answer: limits, headers, cross-site protection, panics, the request log.

pub mod csrf;
pub mod headers;
pub mod limits;
pub mod log;
pub mod panic;
pub mod timeout;

//! Checks: tests of signals. A file of YAML ([`format`]) becomes a [`Check`], a [`Judge`] compiles all of them
//! once and says what each comes to on the readings of one instance.
//!
//! The order of things is what keeps invariant 1 (*nothing passes without proof*): every read is decided before
//! anything is evaluated ([`read`](self), strictly typed), expressions are typed when they are loaded, and the
//! rule that is made of one yields values, so that *false* and *undefined* are never the same.

mod affected;
mod compile;
pub mod disguise;
pub mod either;
mod examples;
mod exceptions;
mod expr;
mod format;
mod groups;
mod judge;
mod ms;
mod parameter;
mod parse;
mod read;
pub mod recorded;
mod setting;
mod spelling;
mod stand_in;
mod twins;
mod types;
mod value;

pub use affected::affected;
pub use compile::CHECK_MS_MAX;
pub use examples::{ExampleResult, check_examples};
pub use expr::EXPRESSION_BYTES_MAX;
pub(crate) use judge::compiles;
pub use judge::{Given, Judge, Parameters};
pub use parse::MAX_AGE_DEFAULT;
pub(crate) use parse::parse;
pub use recorded::{Recorded, RecordedError};
pub use stand_in::StandIn;
pub(crate) use twins::twins;
pub use types::{
    Check, Column, Duration, EmptyRule, Example, Examples, GroupValue, Parameter, Partial, Read, ReadType,
    Setting, SignalPath, Twin, TwinKind,
};
pub use value::ACTUAL_BYTES_MAX;

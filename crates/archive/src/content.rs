//! When two contents are one, and when two revisions are.

use crate::{FORMAT, canonical};
use model::{Content, ContentHash, Revision};
use serde_json::json;

/// The hash of what of an item can be edited. Votes are left out: they make no revision.
pub fn content_hash(content: &Content) -> ContentHash {
    let mut content = content.clone();
    for choice in &mut content.poll {
        choice.votes = None;
    }
    // Whether a file can be fetched, and what the source says of its bytes, may come and go under the same version.
    for attachment in &mut content.attachments {
        attachment.gap = None;
        attachment.size = None;
        attachment.md5 = None;
    }
    // Nor does a source promise to list them in one order.
    content.attachments.sort_by(|a, b| (&a.id, a.kind, &a.name).cmp(&(&b.id, b.kind, &b.name)));
    canonical::hash(&content)
}

/// What makes a revision this one and no other, whichever way it came: the format, the item, the event, the source's
/// number, how often the item had been deleted, and the content.
pub fn key(revision: &Revision) -> ContentHash {
    canonical::hash(&json!({
        "format": FORMAT,
        "item": revision.item.id,
        "event": revision.event,
        // As texts: a number of the source need not be one that survives being read as a double.
        "number": revision.number.to_string(),
        "deletions": revision.deletions.to_string(),
        "content": content_hash(&revision.content).as_str(),
    }))
}

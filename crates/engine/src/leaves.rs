//! Writing to the ledger and to the outbox: one leaf per run and one per change, in the transaction that
//! makes the change.

use crate::{Change, Engine, Error, Result, Topic};
use ledger::{Leaf, LeafKind, Opening, Subject};
use model::{InstanceId, LeafId};
use serde_json::{Value, json};
use store::{NewLeaf, Tx};

impl Engine {
    /// Appends a leaf. `about` holds ids alone; every value goes in as a salted commitment, and what it opens
    /// to lies beside the log, where it can be erased.
    pub(crate) async fn leaf(
        &self,
        tx: &mut Tx,
        kind: LeafKind,
        about: Subject,
        values: &[(&str, Value)],
    ) -> Result<()> {
        let leaf = self.new_leaf(kind, about, values)?;
        tx.ledger().append(&[leaf]).await?;
        Ok(())
    }

    /// A leaf that is to be appended: see [`Self::leaf`].
    pub(crate) fn new_leaf(
        &self,
        kind: LeafKind,
        about: Subject,
        values: &[(&str, Value)],
    ) -> Result<NewLeaf> {
        let openings: Vec<_> = values
            .iter()
            .map(|(name, value)| {
                let opening = Opening::new(*name, value.clone(), self.random.as_ref());
                match opening.commitment() {
                    Ok(_) => opening,
                    // A number that JSON parsers disagree about (RFC 8785 §3.2.2.3) is committed to as text.
                    Err(_) => Opening::new(*name, json!({ "json": value.to_string() }), self.random.as_ref()),
                }
            })
            .collect();
        let id = LeafId::make(self.clock.as_ref(), self.random.as_ref());
        let leaf = Leaf::new(id, self.clock.now(), kind, about, &openings)
            .map_err(|error| Error::Internal(format!("a leaf could not be made: {error}")))?;
        let openings: Vec<_> = openings
            .into_iter()
            .map(|opening| store::Opening { name: opening.name, salt: opening.salt, value: opening.value })
            .collect();
        Ok(NewLeaf { id: leaf.id().clone(), body: leaf.bytes().to_vec(), leaf_hash: leaf.hash(), openings })
    }

    /// Tells open pages, once this transaction has committed, that something changed.
    pub(crate) fn changed(&self, tx: &mut Tx, topic: Topic, instance: Option<&InstanceId>) {
        let change = Change { topic, instance: instance.cloned(), at: self.clock.now() };
        tx.outbox().push(topic.as_str(), json!(change));
    }
}

//! The committed vectors, which were made by the independent implementation: these bytes never change.

use crate::{golden_directory, unhex};
use ledger::{
    Checkpoint, Frontier, Hash, Leaf, LeafKind, Opening, SigningKey, Subject, VerifyingKey, commit,
    consistency_proof, inclusion_proof, leaf_hash, open, root, sign, verify_consistency, verify_inclusion,
    verify_opening,
};
use model::{CheckId, Time};
use serde_json::Value;

fn read(name: &str) -> Value {
    let text = std::fs::read_to_string(golden_directory().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn list<'a>(vectors: &'a Value, name: &str) -> &'a [Value] {
    let found = vectors[name].as_array().map(Vec::as_slice).unwrap_or_default();
    assert!(!found.is_empty(), "no vectors named {name}");
    found
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

fn number(vector: &Value, name: &str) -> u64 {
    vector[name].as_u64().unwrap()
}

fn hashes(values: &Value) -> Vec<Hash> {
    values.as_array().unwrap().iter().map(|value| unhex(value.as_str().unwrap())).collect()
}

#[test]
fn commitments() {
    let vectors = read("commitments.json");
    for vector in list(&vectors, "commitments") {
        let value: Value = serde_json::from_str(text(vector, "json")).unwrap();
        let commitment = commit(&unhex(text(vector, "salt")), &value).unwrap();
        assert_eq!(commitment.to_string(), text(vector, "commitment"), "{vector}");
    }
    for json in list(&vectors, "refused") {
        let value: Value = serde_json::from_str(json.as_str().unwrap()).unwrap();
        assert!(commit(&[0; 32], &value).is_err(), "{json}");
    }
}

#[test]
fn leaves() {
    let vectors = read("leaves.json");
    let mut kinds_seen = Vec::new();
    for vector in list(&vectors, "leaves") {
        let openings: Vec<Opening> = serde_json::from_value(vector["openings"].clone()).unwrap();
        let subject = vector["subject"].as_object().unwrap().iter();
        let subject = subject.fold(Subject::new(), |subject, (name, id)| {
            subject.with(name, &id.as_str().unwrap().parse::<CheckId>().unwrap())
        });
        let version = u32::try_from(number(vector, "version")).unwrap();
        let kind = LeafKind::find(text(vector, "kind"), version).unwrap();
        let at = Time::from_ms(vector["at_ms"].as_i64().unwrap());
        let leaf = Leaf::new(text(vector, "id").parse().unwrap(), at, kind, subject, &openings).unwrap();

        assert_eq!(std::str::from_utf8(leaf.bytes()).unwrap(), text(vector, "bytes"));
        assert_eq!(leaf.hash(), unhex(text(vector, "leaf_hash")));
        assert_eq!(Leaf::parse(leaf.bytes()).unwrap(), leaf);
        for opening in &openings {
            verify_opening(&leaf, opening).unwrap();
        }
        kinds_seen.push(kind);
    }
    for kind in LeafKind::ALL {
        assert!(kinds_seen.contains(kind), "no vector has the kind {kind}");
    }
    for vector in list(&vectors, "refused") {
        let bytes = text(vector, "bytes").as_bytes();
        assert!(Leaf::parse(bytes).is_err(), "{}", text(vector, "why"));
    }
}

#[test]
fn tree() {
    let vectors = read("tree.json");
    let leaves: Vec<Hash> = list(&vectors, "leaves")
        .iter()
        .map(|leaf| leaf_hash(&hex::decode(leaf.as_str().unwrap()).unwrap()))
        .collect();
    let roots = hashes(&vectors["roots"]);
    let mut frontier = Frontier::new();
    for (size, expected) in list(&vectors, "frontiers").iter().enumerate() {
        assert_eq!(hex::encode(frontier.to_bytes()), expected.as_str().unwrap(), "frontier of {size}");
        assert_eq!((frontier.root(), root(&leaves[..size])), (roots[size], roots[size]), "root of {size}");
        leaves.get(size).into_iter().for_each(|leaf| frontier.append(*leaf));
    }
    for vector in list(&vectors, "inclusion") {
        let (index, size) = (number(vector, "index"), number(vector, "size"));
        let proof = inclusion_proof(&leaves[..size as usize], index).unwrap();
        assert_eq!(proof, hashes(&vector["proof"]), "{vector}");
        verify_inclusion(&leaves[index as usize], index, size, &proof, &roots[size as usize]).unwrap();
    }
    for vector in list(&vectors, "consistency") {
        let (old, new) = (number(vector, "old_size"), number(vector, "new_size"));
        let proof = consistency_proof(&leaves[..new as usize], old).unwrap();
        assert_eq!(proof, hashes(&vector["proof"]), "{vector}");
        verify_consistency(old, &roots[old as usize], new, &roots[new as usize], &proof).unwrap();
    }
}

#[test]
fn notes() {
    let (vectors, leaves) = (read("notes.json"), read("leaves.json"));
    let origin = text(&vectors, "origin");
    let signer = SigningKey::from_seed(origin, &unhex(text(&vectors, "seed"))).ok().unwrap();
    let key: VerifyingKey = text(&vectors, "vkey").parse().unwrap();
    assert_eq!((signer.verifying_key(), key.to_string().as_str()), (&key, text(&vectors, "vkey")));

    let leaves: Vec<Hash> =
        list(&leaves, "leaves").iter().map(|leaf| unhex(text(leaf, "leaf_hash"))).collect();
    for vector in list(&vectors, "notes") {
        let size = number(vector, "size");
        let root = root(&leaves[..size as usize]);
        let checkpoint = Checkpoint { origin: origin.to_owned(), size, root };
        let note = text(vector, "note");
        assert_eq!(open(note, &key).unwrap(), checkpoint);
        let ours = sign(&checkpoint, &signer).unwrap();
        match text(vector, "by") {
            "the log" => assert_eq!(ours, note),
            _ => assert!(note.starts_with(&ours) && note != ours),
        }
    }
    for vector in list(&vectors, "refused") {
        assert!(open(text(vector, "note"), &key).is_err(), "{}", text(vector, "why"));
    }
    for vector in list(&vectors, "refused_keys") {
        assert!(text(vector, "vkey").parse::<VerifyingKey>().is_err(), "{}", text(vector, "why"));
    }
}

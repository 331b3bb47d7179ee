//! Properties of the tree: every honest proof verifies, and none does once anything in it is changed.

use crate::leaf_hashes;
use ledger::{
    Checkpoint, Frontier, FrontierError, Hash, ProofError, TREE_SIZE_MAX, consistency_proof, empty_root,
    inclusion_proof, root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

const SIZE_MAX: u64 = 300;

/// Every way to change one hash of a proof by one bit, to leave one out, to repeat one, or to add one.
fn spoiled(proof: &[Hash], bit: usize) -> Vec<Vec<Hash>> {
    let mut all = vec![[proof, &[[7; 32]]].concat(), [&[[7; 32]], proof].concat()];
    for index in 0..proof.len() {
        let mut flipped = proof.to_vec();
        flipped[index] = flip(&proof[index], bit);
        let mut without = proof.to_vec();
        without.remove(index);
        let mut twice = proof.to_vec();
        twice.insert(index, proof[index]);
        all.extend([flipped, without, twice]);
    }
    all
}

fn flip(hash: &Hash, bit: usize) -> Hash {
    let mut flipped = *hash;
    flipped[bit / 8] ^= 1 << (bit % 8);
    flipped
}

fn frontier_of(leaves: &[Hash]) -> Frontier {
    leaves.iter().fold(Frontier::new(), |mut frontier, leaf| {
        frontier.append(*leaf);
        frontier
    })
}

proptest! {
    #[test]
    fn a_frontier_has_the_root_of_its_tree_and_survives_its_bytes(size in 0..SIZE_MAX, later in 0..40u64) {
        let leaves = leaf_hashes(size + later);
        let (first, rest) = leaves.split_at(size as usize);
        let frontier = frontier_of(first);
        prop_assert_eq!((frontier.size(), frontier.root()), (size, root(first)));
        let bytes = frontier.to_bytes();
        prop_assert_eq!(bytes.len(), 8 + 32 * size.count_ones() as usize);
        let mut again = Frontier::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&again, &frontier);
        rest.iter().for_each(|leaf| again.append(*leaf));
        prop_assert_eq!(again.root(), root(&leaves));
    }

    #[test]
    fn a_frontier_of_another_length_is_refused(size in 0..SIZE_MAX, cut in 1..40usize) {
        let bytes = frontier_of(&leaf_hashes(size)).to_bytes();
        prop_assert!(Frontier::from_bytes(&bytes[..bytes.len().saturating_sub(cut)]).is_err());
        prop_assert!(Frontier::from_bytes(&[&bytes[..], &vec![0; cut]].concat()).is_err());
    }

    #[test]
    fn an_inclusion_proof_verifies_and_no_changed_one_does(
        (size, index) in (1..SIZE_MAX).prop_flat_map(|size| (Just(size), 0..size)),
        other in 0..2 * SIZE_MAX,
        bit in 0..256usize,
    ) {
        let all = leaf_hashes(2 * SIZE_MAX);
        let leaves = &all[..size as usize];
        let (leaf, root_now) = (leaves[index as usize], root(leaves));
        let proof = inclusion_proof(leaves, index).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root_now), Ok(()));

        for bad in spoiled(&proof, bit) {
            prop_assert!(verify_inclusion(&leaf, index, size, &bad, &root_now).is_err());
        }
        prop_assert!(verify_inclusion(&flip(&leaf, bit), index, size, &proof, &root_now).is_err());
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &flip(&root_now, bit)).is_err());
        if other != index {
            prop_assert!(verify_inclusion(&leaf, other, size, &proof, &root_now).is_err());
        }
        if other != size {
            // With the root that belongs to the other size, as a checkpoint has them.
            let other_root = root(&all[..other as usize]);
            prop_assert!(verify_inclusion(&leaf, index, other, &proof, &other_root).is_err());
        }
    }

    #[test]
    fn a_consistency_proof_verifies_and_no_changed_one_does(
        (new, old) in (1..SIZE_MAX).prop_flat_map(|new| (Just(new), 0..=new)),
        other in 0..2 * SIZE_MAX,
        bit in 0..256usize,
    ) {
        let all = leaf_hashes(2 * SIZE_MAX);
        let root_of = |size: u64| root(&all[..size as usize]);
        let (old_root, new_root) = (root_of(old), root_of(new));
        let proof = consistency_proof(&all[..new as usize], old).unwrap();
        prop_assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof), Ok(()));

        for bad in spoiled(&proof, bit) {
            prop_assert!(verify_consistency(old, &old_root, new, &new_root, &bad).is_err());
        }
        prop_assert!(verify_consistency(old, &flip(&old_root, bit), new, &new_root, &proof).is_err());
        if old > 0 {
            prop_assert!(verify_consistency(old, &old_root, new, &flip(&new_root, bit), &proof).is_err());
        }
        // An older size that is not the one, with either root; but for the tree without leaves and the
        // newer tree itself, whose proofs are empty whatever they are held against.
        if other != old && !(proof.is_empty() && (other == 0 || other == new)) {
            prop_assert!(verify_consistency(other, &root_of(other), new, &new_root, &proof).is_err());
        }
        if other != new && !(proof.is_empty() && (old == 0 || old == other)) {
            prop_assert!(verify_consistency(old, &old_root, other, &root_of(other), &proof).is_err());
        }
    }

    #[test]
    fn a_rewritten_log_is_not_consistent(
        (new, old) in (2..SIZE_MAX).prop_flat_map(|new| (Just(new), 1..new)),
        at in any::<prop::sample::Index>(),
    ) {
        let honest = leaf_hashes(new);
        let mut rewritten = honest.clone();
        rewritten[at.index(old as usize)] = [9; 32];
        let proof = consistency_proof(&rewritten, old).unwrap();
        let old_root = root(&honest[..old as usize]);
        prop_assert!(verify_consistency(old, &old_root, new, &root(&rewritten), &proof).is_err());
    }

    #[test]
    fn nothing_that_is_held_against_a_proof_panics(
        (a, b) in any::<(u64, u64)>(),
        proof in prop::collection::vec(any::<Hash>(), 0..70),
        hash: Hash,
    ) {
        prop_assert!(verify_inclusion(&hash, a, b, &proof, &[0; 32]).is_err());
        prop_assert!(verify_consistency(a, &hash, b, &[0; 32], &proof).is_err());
    }
}

/// Why sizes must come from a signed checkpoint: a root alone does not fix its tree's size.
#[test]
fn a_root_alone_does_not_fix_the_size() {
    let leaves = leaf_hashes(3);
    let proof = inclusion_proof(&leaves, 0).unwrap();
    assert_eq!(verify_inclusion(&leaves[0], 0, 4, &proof, &root(&leaves)), Ok(()));
}

#[test]
fn a_checkpoint_holds_leaves_and_older_checkpoints() {
    let leaves = leaf_hashes(11);
    let at = |origin: &str, size: usize| Checkpoint {
        origin: origin.to_owned(),
        size: size as u64,
        root: root(&leaves[..size]),
    };
    let (old, new) = (at("example.com/log", 6), at("example.com/log", 11));
    let path = inclusion_proof(&leaves, 4).unwrap();
    assert_eq!(new.verify_leaf(&leaves[4], 4, &path), Ok(()));
    assert_eq!(new.verify_leaf(&leaves[5], 4, &path), Err(ProofError::NotIncluded));
    let proof = consistency_proof(&leaves, 6).unwrap();
    assert_eq!(new.verify_extends(&old, &proof), Ok(()));
    let exchanged = old.verify_extends(&new, &proof);
    assert_eq!(exchanged, Err(ProofError::OlderIsLarger { old: 11, new: 6 }));
    let other = new.verify_extends(&at("example.com/other", 6), &proof);
    assert!(matches!(other, Err(ProofError::OtherLog { .. })));
}

#[test]
fn proofs_that_cannot_be_made_say_why() {
    let leaves = leaf_hashes(3);
    assert_eq!(inclusion_proof(&leaves, 3), Err(ProofError::NoSuchLeaf { index: 3, size: 3 }));
    assert_eq!(inclusion_proof(&[], 0), Err(ProofError::NoSuchLeaf { index: 0, size: 0 }));
    let past = verify_inclusion(&leaves[0], 3, 3, &[], &root(&leaves));
    assert_eq!(past, Err(ProofError::NoSuchLeaf { index: 3, size: 3 }));
    let empty = verify_inclusion(&leaves[0], 0, 0, &[], &empty_root());
    assert_eq!(empty, Err(ProofError::NoSuchLeaf { index: 0, size: 0 }));
    assert_eq!(consistency_proof(&leaves, 4), Err(ProofError::OlderIsLarger { old: 4, new: 3 }));
}

#[test]
fn proofs_of_another_length_say_so() {
    let leaves = leaf_hashes(8);
    let (head, half) = (root(&leaves), root(&leaves[..4]));
    let path = inclusion_proof(&leaves, 2).unwrap();
    let long = [&path[..], &path[..]].concat();
    let verify = |path: &[Hash]| verify_inclusion(&leaves[2], 2, 8, path, &head);
    assert_eq!(verify(&long), Err(ProofError::TooLong { needed: 3, found: 6 }));
    assert_eq!(verify(&path[..2]), Err(ProofError::TooShort { found: 2 }));
    let proof = consistency_proof(&leaves, 3).unwrap();
    let verify = |proof: &[Hash]| verify_consistency(3, &root(&leaves[..3]), 8, &head, proof);
    let long = [&proof[..], &proof[..]].concat();
    assert_eq!(verify(&long), Err(ProofError::TooLong { needed: proof.len(), found: 2 * proof.len() }));
    assert_eq!(verify(&[]), Err(ProofError::TooShort { found: 0 }));
    assert_eq!(verify_consistency(4, &half, 8, &head, &[]), Err(ProofError::TooShort { found: 0 }));
    let none = verify_consistency(8, &head, 8, &head, &path);
    assert_eq!(none, Err(ProofError::TooLong { needed: 0, found: 3 }));
}

#[test]
fn equal_sizes_want_equal_roots_and_the_empty_tree_its_own() {
    let head = root(&leaf_hashes(5));
    assert_eq!(verify_consistency(5, &head, 5, &[1; 32], &[]), Err(ProofError::NotTheNewerRoot));
    assert_eq!(verify_consistency(0, &[1; 32], 5, &head, &[]), Err(ProofError::NotTheOlderRoot));
    assert_eq!(verify_consistency(0, &empty_root(), 0, &[1; 32], &[]), Err(ProofError::NotTheNewerRoot));
    assert_eq!(verify_consistency(0, &empty_root(), 5, &head, &[]), Ok(()));
}

#[test]
fn bytes_that_are_no_frontier_say_what_is_wrong() {
    assert_eq!(Frontier::from_bytes(&[0; 5]), Err(FrontierError::NoSize { found: 5 }));
    let size = TREE_SIZE_MAX + 1;
    assert_eq!(Frontier::from_bytes(&size.to_be_bytes()), Err(FrontierError::Size { size }));
    let cut = Frontier::from_bytes(&frontier_of(&leaf_hashes(3)).to_bytes()[..71]);
    assert_eq!(cut, Err(FrontierError::Length { size: 3, expected: 72, found: 71 }));
}

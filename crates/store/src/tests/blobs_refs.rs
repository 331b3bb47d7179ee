//! Who needs a blob: one that is needed is not destroyed, one that is destroyed is not needed any more, whoever comes
//! when.

use super::{
    blobs::{pack, read, row},
    jobs_race::until_somebody_waits,
    *,
};
use crate::{BlobRef, StoreError};
use std::collections::BTreeSet;
use tokio::task::JoinSet;

#[tokio::test]
async fn a_blob_is_kept_as_long_as_somebody_needs_it() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut ids = pack(&fixture.store, &[b"one", b"two"]).await;
        fixture.clock.advance(std::time::Duration::from_millis(1));
        ids.extend(pack(&fixture.store, &[b"one"]).await);
        let mut tx = fixture.store.write().await.unwrap();
        let mut blobs = tx.blobs();
        assert!(blobs.add_ref(&ids[0], "m1", "file").await.unwrap());
        assert!(!blobs.add_ref(&ids[0], "m1", "file").await.unwrap());
        assert!(blobs.add_ref(&ids[0], "m1", "inline").await.unwrap());
        assert!(blobs.add_ref(&ids[0], "m2", "file").await.unwrap());
        assert!(blobs.add_ref(&ids[1], "m1", "skeleton").await.unwrap());
        let reference = |blob: usize, owner: &str, what: &str| BlobRef {
            blob: ids[blob].clone(),
            owner: owner.to_owned(),
            what: what.to_owned(),
        };
        let of = blobs.refs(&ids[0]).await.unwrap();
        assert_eq!(
            of,
            [reference(0, "m1", "file"), reference(0, "m1", "inline"), reference(0, "m2", "file")]
        );
        let of: BTreeSet<_> = blobs.refs_of("m1").await.unwrap().into_iter().collect();
        let expected =
            [reference(0, "m1", "file"), reference(0, "m1", "inline"), reference(1, "m1", "skeleton")];
        assert_eq!(of, expected.into_iter().collect());

        let refused = blobs.destroy(&ids[0]).await.unwrap_err();
        assert!(refused.to_string().contains("3 times"), "{refused}");
        assert!(blobs.remove_ref(&ids[0], "m2", "file").await.unwrap());
        assert!(!blobs.remove_ref(&ids[0], "m2", "file").await.unwrap());
        assert!(matches!(blobs.destroy(&ids[0]).await, Err(StoreError::Kept { .. })));
        assert!(blobs.add_ref(&ids[0], "m2", "file").await.unwrap());
        // The first owner's only blob goes with it, the shared one stays for the second.
        assert_eq!(blobs.release("m1").await.unwrap(), [ids[1].clone()]);
        assert_eq!(blobs.release("m1").await.unwrap(), []);
        assert_eq!(blobs.refs(&ids[0]).await.unwrap(), [reference(0, "m2", "file")]);
        tx.commit().await.unwrap();
        assert_eq!(read(&fixture.store, &ids[0]).await.unwrap(), b"one");
        assert!(matches!(read(&fixture.store, &ids[1]).await, Err(StoreError::Destroyed { .. })));

        // Of two with the same bytes the older is found, then the other, then none.
        let hash = ContentHash::of(b"one");
        let mut tx = fixture.store.write().await.unwrap();
        let mut blobs = tx.blobs();
        assert_eq!(blobs.find_by_hash(&hash).await.unwrap().unwrap().id, ids[0]);
        assert_eq!(blobs.release("m2").await.unwrap(), [ids[0].clone()]);
        assert_eq!(blobs.find_by_hash(&hash).await.unwrap().unwrap().id, ids[2]);
        assert!(blobs.destroy(&ids[2]).await.unwrap());
        assert_eq!(blobs.find_by_hash(&hash).await.unwrap(), None);
        let refused = blobs.add_ref(&ids[2], "m3", "file").await.unwrap_err();
        assert!(matches!(refused, StoreError::Destroyed { .. }), "{refused}");
        assert!(matches!(blobs.add_ref(&id(), "m3", "file").await, Err(StoreError::NotFound { .. })));
        assert!(matches!(blobs.destroy(&id()).await, Err(StoreError::NotFound { .. })));
        let long = "x".repeat(201);
        assert!(matches!(blobs.add_ref(&ids[2], &long, "file").await, Err(StoreError::Destroyed { .. })));
        assert_eq!(blobs.refs(&ids[2]).await.unwrap(), []);
        tx.rollback().await.unwrap();
        assert_eq!(read(&fixture.store, &ids[0]).await.unwrap(), b"one", "undone, it is there");
    }
}

/// More blobs and references than one statement takes.
#[tokio::test]
async fn many_are_kept_and_released_at_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let plains: Vec<_> = (0..1_201u32).map(u32::to_be_bytes).collect();
        let ids = pack(&fixture.store, &plains.iter().map(|p| &p[..]).collect::<Vec<_>>()).await;
        let refs: Vec<_> = ids
            .iter()
            .map(|blob| BlobRef { blob: blob.clone(), owner: "m".into(), what: "file".into() })
            .collect();
        let mut tx = fixture.store.write().await.unwrap();
        assert_eq!(tx.blobs().add_refs(&refs).await.unwrap(), 1_201);
        assert_eq!(tx.blobs().add_refs(&refs).await.unwrap(), 0);
        let unlocked = tx.blobs().unlock_all(&ids).await.unwrap();
        assert!(unlocked.iter().map(|blob| &blob.row.id).eq(&ids));
        assert_eq!(tx.blobs().release("m").await.unwrap().len(), 1_201);
        assert!(matches!(tx.blobs().unlock_all(&ids).await, Err(StoreError::Destroyed { .. })));
    }
}

#[tokio::test]
async fn a_reference_that_meets_a_destruction_goes_one_way_or_the_other() {
    for (db, first_commits) in TestDb::ALL.into_iter().flat_map(|db| [(db, true), (db, false)]) {
        let fixture = Fixture::on(db).await;
        let ids = pack(&fixture.store, &[b"one", b"two"]).await;

        // A reference is being added when somebody destroys.
        let mut adding = fixture.store.write().await.unwrap();
        assert!(adding.blobs().add_ref(&ids[0], "m", "file").await.unwrap());
        let (store, id) = (fixture.store.clone(), ids[0].clone());
        let destroying = tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let destroyed = tx.blobs().destroy(&id).await;
            tx.commit().await.unwrap();
            destroyed
        });
        if db == TestDb::Postgres {
            until_somebody_waits(&fixture.store).await;
        }
        if first_commits {
            adding.commit().await.unwrap();
            assert!(matches!(destroying.await.unwrap(), Err(StoreError::Kept { .. })));
            assert_eq!(read(&fixture.store, &ids[0]).await.unwrap(), b"one");
        } else {
            adding.rollback().await.unwrap();
            assert!(destroying.await.unwrap().unwrap());
            assert!(matches!(read(&fixture.store, &ids[0]).await, Err(StoreError::Destroyed { .. })));
        }

        // It is being destroyed when somebody adds a reference.
        let mut destroying = fixture.store.write().await.unwrap();
        assert!(destroying.blobs().destroy(&ids[1]).await.unwrap());
        let (store, id) = (fixture.store.clone(), ids[1].clone());
        let adding = tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let added = tx.blobs().add_ref(&id, "m", "file").await;
            tx.commit().await.unwrap();
            added
        });
        if db == TestDb::Postgres {
            until_somebody_waits(&fixture.store).await;
        }
        if first_commits {
            destroying.commit().await.unwrap();
            assert!(matches!(adding.await.unwrap(), Err(StoreError::Destroyed { .. })));
            assert_eq!(fixture.store.read().await.unwrap().blobs().refs(&ids[1]).await.unwrap(), []);
        } else {
            destroying.rollback().await.unwrap();
            assert!(adding.await.unwrap().unwrap());
            assert_eq!(read(&fixture.store, &ids[1]).await.unwrap(), b"two");
        }
    }
}

/// The last two who need a blob let go of it side by side: the later one destroys it.
#[tokio::test]
async fn of_two_that_release_the_same_blob_just_one_destroys_it() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let blob = pack(&fixture.store, &[b"one"]).await.remove(0);
        let mut tx = fixture.store.write().await.unwrap();
        tx.blobs().add_ref(&blob, "m1", "file").await.unwrap();
        tx.blobs().add_ref(&blob, "m2", "file").await.unwrap();
        tx.commit().await.unwrap();
        let mut first = fixture.store.write().await.unwrap();
        assert_eq!(first.blobs().release("m1").await.unwrap(), []);
        let store = fixture.store.clone();
        let second = tokio::spawn(async move {
            let mut tx = store.write().await.unwrap();
            let destroyed = tx.blobs().release("m2").await.unwrap();
            tx.commit().await.unwrap();
            destroyed
        });
        if db == TestDb::Postgres {
            until_somebody_waits(&fixture.store).await;
        }
        first.commit().await.unwrap();
        assert_eq!(second.await.unwrap(), [blob]);
    }
}

/// Many at once, in any order: nothing that is needed is ever destroyed, and nothing stays that nobody needs.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_interleaves_a_blob_is_there_just_as_long_as_it_is_needed() {
    const WORKERS: usize = 6;
    const ROUNDS: u64 = 30;
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let ids = pack(&fixture.store, &[b"a", b"b", b"c"]).await;
        let mut tx = fixture.store.write().await.unwrap();
        for blob in &ids {
            tx.blobs().add_ref(blob, "w0", "file").await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tasks = JoinSet::new();
        for worker in 0..WORKERS {
            let (store, ids) = (fixture.store.clone(), ids.clone());
            tasks.spawn(async move {
                let owner = format!("w{worker}");
                for round in 0..ROUNDS {
                    let mut tx = store.write().await.unwrap();
                    let done = match SeededRandomNumber::of(worker as u64 * 1_000 + round) % 3 {
                        0 => tx.blobs().release(&owner).await.map(drop),
                        _ => {
                            let blob = &ids[(round as usize + worker) % ids.len()];
                            tx.blobs().add_ref(blob, &owner, "file").await.map(drop)
                        }
                    };
                    match done {
                        Ok(()) => tx.commit().await.unwrap(),
                        Err(StoreError::Destroyed { .. }) => tx.rollback().await.unwrap(),
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
        while let Some(ended) = tasks.join_next().await {
            ended.unwrap();
        }
        for blob in &ids {
            let refs = fixture.store.read().await.unwrap().blobs().refs(blob).await.unwrap();
            let destroyed = row(&fixture.store, blob).await.destroyed_at.is_some();
            assert_eq!(destroyed, refs.is_empty(), "{refs:?}");
            assert_eq!(read(&fixture.store, blob).await.is_ok(), !destroyed);
        }
    }
}

/// A number of a seed.
struct SeededRandomNumber;

impl SeededRandomNumber {
    fn of(seed: u64) -> u64 {
        let mut bytes = [0; 8];
        SeededRandom::new(seed).fill(&mut bytes);
        u64::from_be_bytes(bytes)
    }
}

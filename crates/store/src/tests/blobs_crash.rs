//! Blobs after a crash between any two steps: what was committed is there, what was not is removed, a day later.

use super::{
    blobs::{bytes, commit, file, files, pack, read, row, stream},
    *,
};
use crate::{StoreError, Swept};
use std::{fs, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 3_600);
const NOTHING: Swept = Swept { orphans: 0, emptied: 0 };

/// The same installation after its process was killed: nothing that the old one had in mind is known.
async fn restarted(fixture: &Fixture) -> Store {
    fixture.fresh.open(fixture.clock.clone()).await
}

fn count(fixture: &Fixture) -> usize {
    files(&fixture.fresh.config.blobs).len()
}

#[tokio::test]
async fn a_file_that_was_never_committed_is_removed_after_a_day() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING, "no folder yet");
        let kept = pack(&fixture.store, &[b"kept"]).await.remove(0);

        // Killed while a part had been written, while all was in memory, when the file was whole, and when the rows
        // were inserted but not committed.
        let mut unfinished = fixture.store.blobs().stream().await.unwrap();
        unfinished.write(&bytes(9 << 20, 1)).await.unwrap();
        std::mem::forget(unfinished);
        let mut packed = fixture.store.blobs().segment().unwrap();
        packed.add(b"in memory").unwrap();
        drop(packed);
        let whole = stream(&fixture.store, &bytes(100, 2), 100).await;
        let mut inserted = fixture.store.blobs().segment().unwrap();
        let lost = inserted.add(b"inserted").unwrap().id;
        let inserted = inserted.finish().await.unwrap();
        let mut tx = fixture.store.write().await.unwrap();
        tx.blobs().insert(&inserted).await.unwrap();
        tx.rollback().await.unwrap();
        std::mem::forget((whole, inserted));
        assert_eq!(count(&fixture), 4);

        let store = restarted(&fixture).await;
        assert!(matches!(read(&store, &lost).await, Err(StoreError::NotFound { .. })));
        fixture.clock.advance(DAY - Duration::from_millis(1));
        assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
        assert_eq!(count(&fixture), 4);
        fixture.clock.advance(Duration::from_millis(1));
        let swept = store.sweep_orphans(fixture.now()).await.unwrap();
        assert_eq!(swept, Swept { orphans: 3, emptied: 0 });
        assert_eq!(count(&fixture), 1);
        assert_eq!(read(&store, &kept).await.unwrap(), b"kept");
        assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
    }
}

#[tokio::test]
async fn what_was_committed_is_there_for_ever() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let sealed = stream(&fixture.store, &bytes(5 << 20, 1), 1 << 20).await;
        commit(&fixture.store, &sealed).await;
        // Killed right after the commit.
        std::mem::forget(sealed.blobs.clone());
        let id = sealed.blobs[0].id.clone();
        std::mem::forget(sealed);
        let store = restarted(&fixture).await;
        for _ in 0..3 {
            fixture.clock.advance(DAY * 400);
            assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
            assert!(read(&store, &id).await.unwrap() == bytes(5 << 20, 1));
        }
    }
}

#[tokio::test]
async fn what_is_still_being_written_is_no_orphan_however_long_it_takes() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let mut writer = fixture.store.blobs().stream().await.unwrap();
    writer.write(&bytes(5 << 20, 1)).await.unwrap();
    fixture.clock.advance(DAY * 3);
    assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
    writer.write(&bytes(5 << 20, 2)).await.unwrap();
    let sealed = writer.finish().await.unwrap();
    fixture.clock.advance(DAY * 3);
    assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
    commit(&fixture.store, &sealed).await;
    drop(sealed.blobs.clone());

    // One that was sealed after days, and is let go, has a whole day from then.
    let mut late = fixture.store.blobs().stream().await.unwrap();
    late.write(b"late").await.unwrap();
    fixture.clock.advance(DAY * 3);
    drop(late.finish().await.unwrap());
    fixture.clock.advance(DAY - Duration::from_millis(1));
    assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
    fixture.clock.advance(Duration::from_millis(1));
    let swept = fixture.store.sweep_orphans(fixture.now()).await.unwrap();
    assert_eq!(swept, Swept { orphans: 1, emptied: 0 });
    assert!(read(&fixture.store, &sealed.blobs[0].id).await.is_ok());
}

#[tokio::test]
async fn a_segment_goes_when_the_last_of_its_blobs_is_destroyed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let ids = pack(&fixture.store, &[b"one", b"two"]).await;
        let path = file(&fixture, &row(&fixture.store, &ids[0]).await.segment);
        let held = fs::read(&path).unwrap();
        let destroy = async |id: &BlobId| {
            let mut tx = fixture.store.write().await.unwrap();
            assert!(tx.blobs().destroy(id).await.unwrap());
            assert!(!tx.blobs().destroy(id).await.unwrap());
            tx.commit().await.unwrap();
        };
        destroy(&ids[0]).await;
        assert!(matches!(read(&fixture.store, &ids[0]).await, Err(StoreError::Destroyed { .. })));
        assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
        assert_eq!(read(&fixture.store, &ids[1]).await.unwrap(), b"two");

        // Destroyed, and killed before the file was removed: at once unreadable.
        destroy(&ids[1]).await;
        assert!(path.exists());
        let store = restarted(&fixture).await;
        assert!(matches!(read(&store, &ids[1]).await, Err(StoreError::Destroyed { .. })));
        // Killed after the file was removed and before that was written down.
        fs::remove_file(&path).unwrap();
        assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), Swept { orphans: 0, emptied: 1 });
        assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
        // The power failed, and the removal had not reached the disk.
        fs::write(&path, held).unwrap();
        fixture.clock.advance(DAY);
        assert_eq!(store.sweep_orphans(fixture.now()).await.unwrap(), Swept { orphans: 1, emptied: 0 });
        assert!(!path.exists());
        let kept = row(&store, &ids[1]).await;
        assert!(kept.destroyed_at.is_some() && kept.sha256.is_none(), "the row stays: {kept:?}");
    }
}

#[tokio::test]
async fn a_destroyed_key_is_in_no_file_once_the_database_was_scrubbed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let id = pack(&fixture.store, &[b"one"]).await.remove(0);
        let mut tx = fixture.store.write().await.unwrap();
        let row = tx.one("SELECT wrapped FROM blob_key", vec![]).await.unwrap().unwrap();
        let wrapped: Vec<u8> = row.get("wrapped").unwrap();
        tx.blobs().destroy(&id).await.unwrap();
        tx.commit().await.unwrap();
        let found = || {
            files(fixture.fresh.folder())
                .iter()
                .any(|file| fs::read(file).unwrap().windows(wrapped.len()).any(|w| w == wrapped))
        };
        if db == TestDb::Sqlite {
            assert!(found(), "the write-ahead log still has it");
        }
        assert!(fixture.store.scrub().await.unwrap());
        assert!(!found());
    }
}

/// What does not look like ours is left alone.
#[tokio::test]
async fn other_files_in_the_folder_are_never_removed() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let id = pack(&fixture.store, &[b"one"]).await.remove(0);
    let folder = file(&fixture, &row(&fixture.store, &id).await.segment).parent().unwrap().to_owned();
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    fs::write(fixture.fresh.config.blobs.join("README"), "mine").unwrap();
    fixture.clock.advance(DAY * 2);
    assert_eq!(fixture.store.sweep_orphans(fixture.now()).await.unwrap(), NOTHING);
    assert_eq!(count(&fixture), 3);
}

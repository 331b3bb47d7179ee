//! Blobs: what is sealed is given back as it was, is found nowhere, and is read by nobody else.

use super::*;
use crate::{
    BlobRow, CHUNK_BYTES, PACKED_BYTES_MAX, SEGMENT_BYTES_MAX, Sealed, StoreError, UnlockedBlob, db::binds,
};
use proptest::prelude::*;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

const PLANTED: &[u8] = b"planted-plaintext-77c1e0";
const MIB: usize = 1024 * 1024;

/// Bytes that no two places of a blob have in common.
pub fn bytes(length: usize, seed: u64) -> Vec<u8> {
    let mut bytes = vec![0; length];
    SeededRandom::new(seed).fill(&mut bytes);
    bytes
}

/// Packs blobs into one segment and commits it; their ids.
pub async fn pack(store: &Store, plains: &[&[u8]]) -> Vec<BlobId> {
    let mut writer = store.blobs().segment().unwrap();
    let ids = plains.iter().map(|plain| writer.add(plain).unwrap().id).collect();
    commit(store, &writer.finish().await.unwrap()).await;
    ids
}

pub async fn stream(store: &Store, plain: &[u8], pieces: usize) -> Sealed {
    let mut writer = store.blobs().stream().await.unwrap();
    for piece in plain.chunks(pieces.max(1)) {
        writer.write(piece).await.unwrap();
    }
    writer.finish().await.unwrap()
}

pub async fn commit(store: &Store, sealed: &Sealed) {
    let mut tx = store.write().await.unwrap();
    tx.blobs().insert(sealed).await.unwrap();
    tx.commit().await.unwrap();
}

pub async fn unlock(store: &Store, id: &BlobId) -> Result<UnlockedBlob, StoreError> {
    store.read().await.unwrap().blobs().unlock(id).await
}

pub async fn read(store: &Store, id: &BlobId) -> Result<Vec<u8>, StoreError> {
    store.blobs().open(unlock(store, id).await?).await?.read_all(usize::MAX).await
}

pub async fn row(store: &Store, id: &BlobId) -> BlobRow {
    store.read().await.unwrap().blobs().get(id).await.unwrap()
}

/// All files below the archive's folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut found = vec![];
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[tokio::test]
async fn what_is_packed_or_streamed_is_given_back() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let store = &fixture.store;
        let small = [b"".to_vec(), b"x".to_vec(), bytes(2 * MIB, 1), bytes(MIB + 1, 2), bytes(70_000, 3)];
        let ids = pack(store, &small.each_ref().map(|s| &s[..])).await;
        for (id, plain) in ids.iter().zip(&small) {
            assert!(read(store, id).await.unwrap() == *plain);
            let row = row(store, id).await;
            assert_eq!(row.plain_bytes, plain.len() as u64);
            assert_eq!(row.sha256, Some(ContentHash::of(plain)));
        }
        assert_eq!(files(&fixture.fresh.config.blobs).len(), 1, "five blobs share one file");

        let big = bytes(9 * MIB + 5, 4);
        let sealed = stream(store, &big, 100_000).await;
        commit(store, &sealed).await;
        let id = &sealed.blobs[0].id;
        let mut reader = store.blobs().open(unlock(store, id).await.unwrap()).await.unwrap();
        let mut whole = vec![];
        while let Some(chunk) = reader.next().await.unwrap() {
            assert!(chunk.len() == CHUNK_BYTES || whole.len() + chunk.len() == big.len());
            whole.extend(chunk);
        }
        assert!(whole == big);
        assert!(reader.next().await.unwrap().is_none());
        assert_eq!(fs::metadata(file(&fixture, &sealed.segment)).unwrap().len(), sealed.bytes);
        let reader = store.blobs().open(unlock(store, id).await.unwrap()).await.unwrap();
        assert!(matches!(reader.read_all(big.len() - 1).await, Err(StoreError::Invalid { .. })));

        // Another process, opened later, reads the same.
        let later = fixture.fresh.open(fixture.clock.clone()).await;
        assert!(read(&later, &ids[3]).await.unwrap() == small[3]);
        let unknown = later.read().await.unwrap().blobs().unlock(&super::id()).await.err().unwrap();
        assert!(matches!(unknown, StoreError::NotFound { .. }), "{unknown}");
    }
}

/// The file of a segment.
pub fn file(fixture: &Fixture, segment: &SegmentId) -> PathBuf {
    let files = files(&fixture.fresh.config.blobs);
    files.into_iter().find(|file| file.ends_with(segment.as_str())).expect("the segment's file")
}

#[tokio::test]
async fn a_stream_knows_its_digests_before_it_is_finished() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let mut writer = fixture.store.blobs().stream().await.unwrap();
    let empty = writer.digests().unwrap();
    assert_eq!((empty.bytes, &*empty.md5), (0, "d41d8cd98f00b204e9800998ecf8427e"));
    writer.write(b"abc").await.unwrap();
    let digests = writer.digests().unwrap();
    assert_eq!((digests.bytes, &*digests.md5), (3, "900150983cd24fb0d6963f7d28e17f72"));
    assert_eq!(digests.sha256, ContentHash::of(b"abc"));
    let more = bytes(3 * MIB, 7);
    writer.write(&more).await.unwrap();
    let digests = writer.digests().unwrap();
    assert_eq!(digests.sha256, ContentHash::of(&[b"abc", &more[..]].concat()));
    let sealed = writer.finish().await.unwrap();
    assert_eq!(sealed.blobs[0].sha256, digests.sha256);
    assert_eq!(sealed.blobs[0].plain_bytes, digests.bytes);

    // One that is not finished leaves nothing.
    let before = files(&fixture.fresh.config.blobs);
    let mut writer = fixture.store.blobs().stream().await.unwrap();
    writer.write(&bytes(6 * MIB, 8)).await.unwrap();
    assert_ne!(files(&fixture.fresh.config.blobs), before);
    drop(writer);
    for _ in 0..500 {
        if files(&fixture.fresh.config.blobs) == before {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the unfinished file is still there after 5 s");
}

#[tokio::test]
async fn a_segment_is_filled_to_its_limit_and_not_past_it() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let mut writer = fixture.store.blobs().segment().unwrap();
    let plain = bytes(SEGMENT_BYTES_MAX, 9);
    let mut added = vec![];
    while writer.room() > 0 {
        let room = writer.room();
        assert!(matches!(writer.add(&plain[..room + 1]), Err(StoreError::Invalid { .. })));
        let length = room.min(PACKED_BYTES_MAX);
        added.push((writer.add(&plain[..length]).unwrap().id, length));
        assert!(writer.bytes() <= SEGMENT_BYTES_MAX);
    }
    let sealed = writer.finish().await.unwrap();
    assert!(sealed.bytes as usize > SEGMENT_BYTES_MAX - 100);
    commit(&fixture.store, &sealed).await;
    for (id, length) in added {
        assert!(read(&fixture.store, &id).await.unwrap() == plain[..length]);
    }

    let nothing = fixture.store.blobs().segment().unwrap().finish().await.unwrap();
    assert_eq!(nothing.bytes, 0);
    commit(&fixture.store, &nothing).await;
    assert_eq!(files(&fixture.fresh.config.blobs).len(), 1);
}

#[tokio::test]
async fn nobody_else_can_read_what_is_kept() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let padded = [&bytes(500_000, 1)[..], PLANTED, &bytes(MIB, 2)].concat();
        let ids = pack(&fixture.store, &[PLANTED, &padded]).await;
        let sealed = stream(&fixture.store, &padded, MIB).await;
        commit(&fixture.store, &sealed).await;
        let all = files(fixture.fresh.folder());
        assert!(all.len() >= 3, "the key, and two segments at least");
        for file in &all {
            let held = fs::read(file).unwrap();
            assert!(!held.windows(PLANTED.len()).any(|w| w == PLANTED), "{}", file.display());
        }
        let archive = &fixture.fresh.config.blobs;
        for path in files(archive).iter().flat_map(|file| [file.clone(), file.parent().unwrap().to_owned()]) {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        }
        assert_eq!(fs::metadata(archive).unwrap().permissions().mode() & 0o777, 0o700);

        // Neither of the keys lies in the database as it is used: they differ, and open under no other master key.
        let mut tx = fixture.store.read().await.unwrap();
        let rows = tx.all("SELECT wrapped FROM blob_key", binds![]).await.unwrap();
        let wrapped: std::collections::BTreeSet<Vec<u8>> =
            rows.iter().map(|row| row.get("wrapped").unwrap()).collect();
        assert_eq!(wrapped.len(), ids.len() + 1);
        let key = fs::read_to_string(&fixture.fresh.config.key_file).unwrap();
        let other = hex::encode(bytes(32, 99));
        drop(tx);
        fs::write(&fixture.fresh.config.key_file, other).unwrap();
        let refused = Store::open(&fixture.fresh.config, fixture.clock.clone(), Arc::new(SystemRandom)).await;
        assert!(matches!(refused.err().unwrap(), StoreError::Key(_)));
        fs::write(&fixture.fresh.config.key_file, key).unwrap();
        let again = fixture.fresh.open(fixture.clock.clone()).await;
        assert_eq!(read(&again, &ids[0]).await.unwrap(), PLANTED);
    }
}

/// Of several segments, back and forth, more than are fetched ahead.
#[tokio::test]
async fn many_are_opened_at_once() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let store = &fixture.store;
    let mut plains = vec![];
    let mut ids = vec![];
    for segment in 0..3u64 {
        let some: Vec<_> = (0..7).map(|n| bytes(1_300_000 + n as usize, 10 * segment + n)).collect();
        ids.extend(pack(store, &some.iter().map(|p| &p[..]).collect::<Vec<_>>()).await);
        plains.extend(some);
    }
    let tiny: Vec<_> = (0..1_100u32).map(u32::to_be_bytes).collect();
    ids.extend(pack(store, &tiny.iter().map(|p| &p[..]).collect::<Vec<_>>()).await);
    plains.extend(tiny.iter().map(|p| p.to_vec()));
    ids.push(ids[0].clone());
    plains.push(plains[0].clone());
    let unlocked = store.read().await.unwrap().blobs().unlock_all(&ids).await.unwrap();
    let readers = store.blobs().open_all(unlocked).await.unwrap();
    for (reader, plain) in readers.into_iter().zip(&plains) {
        assert!(reader.read_all(usize::MAX).await.unwrap() == *plain);
    }

    // One of them is damaged, and it is that one which is named.
    let damaged = row(store, &ids[24]).await;
    let path = file(&fixture, &damaged.segment);
    let mut held = fs::read(&path).unwrap();
    held[damaged.place as usize + 8] ^= 1;
    fs::write(&path, &held).unwrap();
    let named = async || {
        let unlocked = store.read().await.unwrap().blobs().unlock_all(&ids).await.unwrap();
        match store.blobs().open_all(unlocked).await.err() {
            Some(StoreError::Segment { blob, .. }) => blob,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(named().await, damaged.id.as_str());
    let cut = row(store, &ids[21 + 1_050]).await;
    held[damaged.place as usize + 8] ^= 1;
    fs::write(&path, &held[..cut.place as usize + 33]).unwrap();
    assert_eq!(named().await, cut.id.as_str());
}

#[tokio::test]
async fn a_segment_tells_what_it_holds_without_the_database() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let plains = [bytes(10, 1), bytes(2 * MIB + 1, 2), vec![], bytes(300, 3)];
    let ids = pack(&fixture.store, &plains.each_ref().map(|p| &p[..])).await;
    let sealed = stream(&fixture.store, &plains[1], MIB).await;
    commit(&fixture.store, &sealed).await;
    for ids in [ids, vec![sealed.blobs[0].id.clone()]] {
        let mut rows = vec![];
        for id in &ids {
            rows.push(row(&fixture.store, id).await);
        }
        let length = fs::metadata(file(&fixture, &rows[0].segment)).unwrap().len();
        let records = fixture.store.blobs().records(&rows[0].segment, length).await.unwrap();
        let told: Vec<_> = records.into_iter().map(|r| (r.blob, r.place, r.sealed_bytes)).collect();
        assert_eq!(told, rows.iter().map(|r| (r.id.clone(), r.place, r.sealed_bytes)).collect::<Vec<_>>());
    }
}

/// Lengths around whole chunks, where mistakes would be, and any other up to three of them.
fn lengths() -> impl Strategy<Value = usize> {
    prop_oneof![
        (0usize..=3, -1i64..=1)
            .prop_map(|(chunks, by)| { usize::try_from((chunks * CHUNK_BYTES) as i64 + by).unwrap_or(0) }),
        0usize..=3 * CHUNK_BYTES,
    ]
}

#[test]
fn any_lengths_in_any_pieces_come_back() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let fixture = runtime.block_on(Fixture::on(TestDb::Sqlite));
    let cases = proptest::collection::vec((lengths(), 1usize..2 * CHUNK_BYTES), 1..5);
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 24, ..ProptestConfig::default() });
    let ran = runner.run(&cases, |cases| {
        runtime.block_on(async {
            let plains: Vec<_> = cases.iter().map(|(length, seed)| bytes(*length, *seed as u64)).collect();
            let mut ids = pack(&fixture.store, &plains.iter().map(|p| &p[..]).collect::<Vec<_>>()).await;
            for (plain, (_, pieces)) in plains.iter().zip(&cases) {
                let sealed = stream(&fixture.store, plain, *pieces).await;
                commit(&fixture.store, &sealed).await;
                ids.push(sealed.blobs[0].id.clone());
            }
            for (id, plain) in ids.iter().zip(plains.iter().chain(&plains)) {
                prop_assert!(read(&fixture.store, id).await.unwrap() == *plain);
            }
            Ok(())
        })
    });
    ran.unwrap();
}

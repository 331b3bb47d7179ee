//! Blobs whose bytes were altered: each alteration is noticed, and the error says what to put back.

use super::{
    blobs::{bytes, commit, file, pack, read, row, stream},
    *,
};
use crate::{StoreError, db::binds};
use std::fs;

const CHUNK: usize = 1024 * 1024 + 16;
/// Where the first blob's bytes are: after the segment's header and the record's.
const BODY: usize = 64;

/// Fails where reading this blob gives anything but an error that names it.
async fn is_noticed(fixture: &Fixture, id: &BlobId, what: &str) {
    match read(&fixture.store, id).await {
        Err(StoreError::Segment { blob, segment, path, why }) => {
            assert_eq!(blob, id.as_str(), "{what}");
            assert!(path.ends_with(&segment) && !why.is_empty(), "{what}");
        }
        Err(other) => panic!("{what}: another error: {other}"),
        Ok(_) => panic!("{what}: it was read"),
    }
}

#[tokio::test]
async fn a_flipped_bit_is_noticed_wherever_it_is() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let plain = bytes(2 * 1024 * 1024 + 100, 1);
    let packed = pack(&fixture.store, &[&plain]).await.remove(0);
    let sealed = stream(&fixture.store, &plain, 1 << 20).await;
    commit(&fixture.store, &sealed).await;
    for id in [packed, sealed.blobs[0].id.clone()] {
        let path = file(&fixture, &row(&fixture.store, &id).await.segment);
        let whole = fs::read(&path).unwrap();
        let headers = 0..BODY;
        let edges = [0, CHUNK - 17, CHUNK - 16, CHUNK - 1, CHUNK, 2 * CHUNK - 1, 2 * CHUNK];
        let places = headers.chain(edges.map(|edge| BODY + edge)).chain([whole.len() - 17, whole.len() - 1]);
        for place in places {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            fs::write(&path, changed).unwrap();
            is_noticed(&fixture, &id, &format!("bit at {place}")).await;
        }
        fs::write(&path, &whole).unwrap();
        assert!(read(&fixture.store, &id).await.unwrap() == plain, "put back, it is read again");
    }
}

#[tokio::test]
async fn a_file_that_is_torn_or_gone_is_noticed() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let plain = bytes(3 * 1024 * 1024, 1);
    let sealed = stream(&fixture.store, &plain, 1 << 20).await;
    commit(&fixture.store, &sealed).await;
    let id = sealed.blobs[0].id.clone();
    let path = file(&fixture, &sealed.segment);
    let whole = fs::read(&path).unwrap();
    for length in [0, 31, 32, 63, BODY, BODY + 5, BODY + CHUNK, BODY + 2 * CHUNK, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        is_noticed(&fixture, &id, &format!("cut to {length}")).await;
    }
    // Cut at a chunk, and the row made to agree: the chunk that is last now was not sealed as the last.
    fs::write(&path, &whole[..BODY + 2 * CHUNK]).unwrap();
    let mut tx = fixture.store.write().await.unwrap();
    let lengths = binds![2 * 1024 * 1024_i64, (2 * CHUNK) as i64];
    tx.execute("UPDATE blob SET plain_bytes = $1, sealed_bytes = $2", lengths).await.unwrap();
    tx.commit().await.unwrap();
    is_noticed(&fixture, &id, "cut at a chunk").await;
    // Lengths that do not belong together are not tried at all.
    let mut tx = fixture.store.write().await.unwrap();
    tx.execute("UPDATE blob SET plain_bytes = 5", vec![]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(read(&fixture.store, &id).await, Err(StoreError::Corrupt { .. })));

    let id = pack(&fixture.store, &[b"abc"]).await.remove(0);
    let row = row(&fixture.store, &id).await;
    fs::remove_file(file(&fixture, &row.segment)).unwrap();
    is_noticed(&fixture, &id, "no file").await;
    let said = read(&fixture.store, &id).await.unwrap_err().to_string();
    assert!(said.contains(id.as_str()) && said.contains(row.segment.as_str()), "{said}");
}

#[tokio::test]
async fn chunks_and_blobs_cannot_change_places() {
    let fixture = Fixture::on(TestDb::Sqlite).await;
    let store = &fixture.store;
    let plain = bytes(3 * 1024 * 1024, 1);
    let ids = pack(store, &[&plain, &plain]).await;
    let (first, second) = (row(store, &ids[0]).await, row(store, &ids[1]).await);
    let path = file(&fixture, &first.segment);
    let whole = fs::read(&path).unwrap();
    let at = |place: u64, chunk: usize| place as usize + 32 + chunk * CHUNK;
    let swap = |a: usize, b: usize| {
        let mut changed = whole.clone();
        changed[a..a + CHUNK].copy_from_slice(&whole[b..b + CHUNK]);
        changed[b..b + CHUNK].copy_from_slice(&whole[a..a + CHUNK]);
        fs::write(&path, changed).unwrap();
    };
    swap(at(first.place, 0), at(first.place, 1));
    is_noticed(&fixture, &ids[0], "two chunks of one blob").await;
    swap(at(first.place, 1), at(first.place, 2));
    is_noticed(&fixture, &ids[0], "the last chunk earlier").await;
    swap(at(first.place, 0), at(second.place, 0));
    is_noticed(&fixture, &ids[0], "the same chunk of two blobs").await;
    is_noticed(&fixture, &ids[1], "the same chunk of two blobs").await;
    fs::write(&path, &whole).unwrap();

    // A row that means the other blob's place, and one that has the other's place and key.
    let mut tx = store.write().await.unwrap();
    tx.execute("UPDATE blob SET place = $1 WHERE id = $2", binds![second.place as i64, ids[0]])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    is_noticed(&fixture, &ids[0], "another blob's place").await;
    let mut tx = store.write().await.unwrap();
    let sql = "UPDATE blob_key SET wrapped = (SELECT wrapped FROM blob_key WHERE blob = $1) WHERE blob = $2";
    tx.execute(sql, binds![ids[1], ids[0]]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(read(store, &ids[0]).await, Err(StoreError::Corrupt { .. })), "another blob's key");
    assert!(read(store, &ids[1]).await.unwrap() == plain);

    // Another segment's file under this one's name.
    let other = pack(store, &[&plain, &plain]).await;
    fs::copy(file(&fixture, &row(store, &other[0]).await.segment), &path).unwrap();
    is_noticed(&fixture, &ids[1], "another segment").await;
}

#[tokio::test]
async fn without_its_key_a_blob_is_destroyed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let ids = pack(&fixture.store, &[b"abc", b"def"]).await;
        let mut tx = fixture.store.write().await.unwrap();
        tx.execute("DELETE FROM blob_key WHERE blob = $1", binds![ids[0]]).await.unwrap();
        tx.commit().await.unwrap();
        let refused = read(&fixture.store, &ids[0]).await.err().unwrap();
        assert!(matches!(&refused, StoreError::Destroyed { blob } if blob == ids[0].as_str()), "{refused}");
        assert_eq!(read(&fixture.store, &ids[1]).await.unwrap(), b"def");
        let mut tx = fixture.store.write().await.unwrap();
        tx.execute("UPDATE blob_key SET wrapped = $1", binds![vec![7u8; 60]]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(read(&fixture.store, &ids[1]).await, Err(StoreError::Corrupt { .. })));
    }
}

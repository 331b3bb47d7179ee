//! The layout is for ever: a segment that was made by another program, from docs/message-format.md alone, is read.

use super::{blobs::read, *};
use crate::{CHUNK_BYTES, blobs::key_purpose, db::binds};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::fs;

const SEGMENT: &str = "0198c2f4-7a00-7000-8000-0000000000aa";
const BLOBS: [&str; 3] = [
    "0198c2f4-7a00-7000-8000-000000000001",
    "0198c2f4-7a00-7000-8000-000000000002",
    "0198c2f4-7a00-7000-8000-000000000003",
];
/// The segment's first two records, as Python's `cryptography` makes them.
const BEGINNING: &str = "564f55434853454700010000000000000198c2f47a00700080000000000000aa\
    424c4f42000000000198c2f47a00700080000000000000010000000000000016\
    5eb3cf886afe6de708530652d54b27947997af03baf9\
    424c4f42000000000198c2f47a00700080000000000000020000000000000010\
    b0471854c1708cd7afb99760c031d20a";
/// SHA-256 of all three records, made likewise.
const WHOLE: &str = "7cd7e954975b1b2e11e7fd2d4241bb823705969b7154b1c7f13800cebfa378ea";

fn keys() -> [[u8; 32]; 3] {
    [std::array::from_fn(|n| n as u8), [0xff; 32], [0x42; 32]]
}

/// One record, as the documentation says.
fn record(blob: &str, key: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let cipher = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap());
    let count = plain.len().div_ceil(CHUNK_BYTES).max(1);
    let mut sealed = vec![];
    for number in 0..count {
        let from = number * CHUNK_BYTES;
        let mut chunk = plain[from..plain.len().min(from + CHUNK_BYTES)].to_vec();
        let mut nonce = [0u8; 12];
        nonce[7..11].copy_from_slice(&(number as u32).to_be_bytes());
        nonce[11] = u8::from(number + 1 == count);
        let bound_to = format!("vouchsafe/blob/v1/{blob}");
        let nonce = Nonce::assume_unique_for_key(nonce);
        cipher.seal_in_place_append_tag(nonce, Aad::from(bound_to.as_bytes()), &mut chunk).unwrap();
        sealed.extend(chunk);
    }
    let id = hex::decode(blob.replace('-', "")).unwrap();
    [b"BLOB\0\0\0\0", &id[..], &(sealed.len() as u64).to_be_bytes(), &sealed].concat()
}

#[tokio::test]
async fn a_segment_of_the_first_version_is_read() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let plains = [b"Kept.\n".to_vec(), vec![], vec![0xa5; CHUNK_BYTES + 1]];
        let id = hex::decode(SEGMENT.replace('-', "")).unwrap();
        let mut file = [b"VOUCHSEG\0\x01\0\0\0\0\0\0", &id[..]].concat();
        let mut tx = fixture.store.write().await.unwrap();
        let sql = "INSERT INTO segment (id, bytes, created_at) VALUES ($1, 0, 0)";
        tx.execute(sql, binds![SEGMENT]).await.unwrap();
        for ((blob, key), plain) in BLOBS.iter().zip(keys()).zip(&plains) {
            let place = file.len() as i64;
            file.extend(record(blob, &key, plain));
            let sealed = file.len() as i64 - place - 32;
            let sql = "INSERT INTO blob (id, segment, place, sealed_bytes, plain_bytes, created_at) \
                       VALUES ($1, $2, $3, $4, $5, 0)";
            let row = binds![*blob, SEGMENT, place, sealed, plain.len() as i64];
            tx.execute(sql, row).await.unwrap();
            let purpose = key_purpose(&given(blob));
            let wrapped = tx.shared.key.wrap(&purpose, &key, &SystemRandom).unwrap();
            let sql = "INSERT INTO blob_key (blob, wrapped) VALUES ($1, $2)";
            tx.execute(sql, binds![*blob, wrapped]).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(hex::encode(&file[..134]), BEGINNING);
        assert_eq!(ContentHash::of(&file).as_str(), WHOLE);

        let folder = fixture.fresh.config.blobs.join("aa");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(SEGMENT), &file).unwrap();
        for (blob, plain) in BLOBS.iter().zip(&plains) {
            assert!(read(&fixture.store, &given(blob)).await.unwrap() == *plain);
        }
        let segment = given(SEGMENT);
        let records = fixture.store.blobs().records(&segment, file.len() as u64).await.unwrap();
        assert_eq!(records.iter().map(|record| record.blob.as_str()).collect::<Vec<_>>(), BLOBS);
        file[8] = 1;
        fs::write(folder.join(SEGMENT), &file).unwrap();
        assert!(read(&fixture.store, &given(BLOBS[0])).await.is_err(), "another version is not guessed at");
    }
}

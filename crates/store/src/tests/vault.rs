//! The vault: what is sealed can be read with the master key only, and is gone when destroyed.

use super::*;
use crate::{KeyError, StoreError, db::binds};
use std::fs;

const PLANTED: &str = "planted-secret-1f0c9a";

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Whether any file beside the database, the database included, holds these bytes.
fn in_files(fixture: &Fixture, needle: &[u8]) -> bool {
    let files = fs::read_dir(fixture.fresh.folder()).unwrap();
    files.map(|file| fs::read(file.unwrap().path()).unwrap()).any(|bytes| contains(&bytes, needle))
}

/// What the database holds of a secret: sealed, and its wrapped key.
async fn kept(tx: &mut Tx, secret: &SecretId) -> (Vec<u8>, Vec<u8>) {
    let sql = "SELECT sealed, wrapped FROM vault_secret JOIN vault_key ON secret = id WHERE id = $1";
    let row = tx.one(sql, binds![secret]).await.unwrap().unwrap();
    (row.get("sealed").unwrap(), row.get("wrapped").unwrap())
}

#[tokio::test]
async fn a_secret_is_nowhere_to_be_read_and_gone_when_destroyed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let secret = tx.vault().seal(&Secret::new(PLANTED)).await.unwrap();
        let equal = tx.vault().seal(&Secret::new(PLANTED)).await.unwrap();
        tx.commit().await.unwrap();
        assert_ne!(secret, equal);
        assert!(!in_files(&fixture, PLANTED.as_bytes()));

        let mut tx = fixture.store.write().await.unwrap();
        assert_eq!(tx.vault().open(&secret).await.unwrap().expose(), PLANTED);
        let ((sealed, wrapped), (other, other_key)) =
            (kept(&mut tx, &secret).await, kept(&mut tx, &equal).await);
        for sealed in [&sealed, &other] {
            assert!(!contains(sealed, PLANTED.as_bytes()));
            assert_eq!(sealed.len(), 12 + PLANTED.len() + 16);
        }
        assert_ne!(sealed, other);

        // The ciphertext and key of one secret do not open as another's.
        tx.execute("UPDATE vault_secret SET sealed = $1 WHERE id = $2", binds![other, secret]).await.unwrap();
        tx.execute("UPDATE vault_key SET wrapped = $1 WHERE secret = $2", binds![other_key, secret])
            .await
            .unwrap();
        let refused = tx.vault().open(&secret).await.err().unwrap();
        assert!(matches!(refused, StoreError::Key(KeyError::Sealed { .. })), "{refused}");
        tx.rollback().await.unwrap();

        let mut tx = fixture.store.write().await.unwrap();
        assert!(tx.vault().destroy(&secret).await.unwrap());
        assert!(!tx.vault().destroy(&secret).await.unwrap());
        assert!(matches!(tx.vault().open(&secret).await, Err(StoreError::NotFound { .. })));
        assert_eq!(tx.vault().open(&equal).await.unwrap().expose(), PLANTED);
        tx.commit().await.unwrap();
        if db == TestDb::Sqlite {
            assert!(in_files(&fixture, &wrapped), "the write-ahead log still has it");
        }
        assert!(fixture.store.scrub().await.unwrap());
        assert!(!in_files(&fixture, &wrapped));

        let mut tx = fixture.store.write().await.unwrap();
        let long = Secret::new("x".repeat(64 * 1024 + 1));
        assert!(matches!(tx.vault().seal(&long).await, Err(StoreError::Invalid { .. })));
    }
}

#[tokio::test]
async fn a_changed_bit_is_noticed() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let secret = tx.vault().seal(&Secret::new(PLANTED)).await.unwrap();
        let row = tx.one("SELECT sealed FROM vault_secret", vec![]).await.unwrap().unwrap();
        let sealed: Vec<u8> = row.get("sealed").unwrap();
        for at in [0, 12, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            tx.execute("UPDATE vault_secret SET sealed = $1", binds![changed]).await.unwrap();
            assert!(tx.vault().open(&secret).await.is_err());
        }
        tx.execute("UPDATE vault_secret SET sealed = $1", binds![vec![1u8, 2]]).await.unwrap();
        assert!(tx.vault().open(&secret).await.is_err(), "too short to be anything");
        tx.execute("UPDATE vault_secret SET sealed = $1", binds![sealed]).await.unwrap();
        assert_eq!(tx.vault().open(&secret).await.unwrap().expose(), PLANTED);
    }
}

#[tokio::test]
async fn the_signing_key_is_named_once() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let (first, second): (SecretId, SecretId) = (id(), id());
        assert!(tx.installation().set_signing_key(&first).await.unwrap());
        assert!(!tx.installation().set_signing_key(&second).await.unwrap());
        assert_eq!(tx.installation().get().await.unwrap().signing_key, Some(first));
        tx.commit().await.unwrap();
    }
}

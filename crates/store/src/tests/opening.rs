//! Opening: migrations, the key file, what is refused and how that is said.

use super::*;
use crate::{
    KeyError, StoreConfig, StoreError,
    migrate::{MIGRATIONS, Migration},
};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

async fn open_at(fixture: &Fixture, list: &[Migration]) -> Result<Store, StoreError> {
    Store::open_at(&fixture.fresh.config, fixture.clock.clone(), Arc::new(SystemRandom), list).await
}

#[tokio::test]
async fn a_database_is_migrated_once_and_refused_when_it_is_not_ours() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let first = fixture.store.read().await.unwrap().installation().get().await.unwrap();
        assert_eq!(first.origin, format!("vouchsafe/{}", first.id));

        // Opened again it is the same installation, and nothing was copied.
        let again = open_at(&fixture, MIGRATIONS).await.unwrap();
        assert_eq!(again.read().await.unwrap().installation().get().await.unwrap(), first);
        assert_eq!(copies(&fixture), Vec::<PathBuf>::new());

        // A further migration is applied, after a copy of a SQLite file, and then known.
        let mut newer = MIGRATIONS.to_vec();
        let version = newer.len() as i64 + 1;
        newer.push(Migration { version, name: "more", sql: "CREATE TABLE more (a TEXT, b BLOB);" });
        again.close().await;
        let opened = open_at(&fixture, &newer).await.unwrap();
        let mut tx = opened.write().await.unwrap();
        tx.execute("INSERT INTO more (a, b) VALUES ($1, $2)", crate::db::binds!["x", vec![1u8]])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(copies(&fixture).len(), usize::from(db == TestDb::Sqlite));
        for copy in copies(&fixture) {
            assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
            let config =
                StoreConfig { url: format!("sqlite:{}", copy.display()), ..fixture.fresh.config.clone() };
            let copied = Store::open(&config, fixture.clock.clone(), Arc::new(SystemRandom)).await.unwrap();
            assert_eq!(copied.read().await.unwrap().installation().get().await.unwrap(), first);
        }

        // An older program refuses it, and so does one whose migration reads differently.
        let error = open_at(&fixture, MIGRATIONS).await.err().unwrap();
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
        newer.last_mut().unwrap().sql = "CREATE TABLE more (a TEXT);";
        let error = open_at(&fixture, &newer).await.err().unwrap();
        assert!(matches!(error, StoreError::Altered { .. }), "{error}");

        // A migration that fails leaves nothing behind.
        newer.last_mut().unwrap().sql = "CREATE TABLE more (a TEXT, b BLOB);";
        newer.push(Migration {
            version: version + 1,
            name: "broken",
            sql: "CREATE TABLE half (a TEXT); CREATE TABLE more (a TEXT);",
        });
        assert!(matches!(open_at(&fixture, &newer).await, Err(StoreError::Database(_))));
        let mut tx = opened.read().await.unwrap();
        assert!(tx.all("SELECT a FROM half", vec![]).await.is_err());
    }
}

fn copies(fixture: &Fixture) -> Vec<PathBuf> {
    let files = fs::read_dir(fixture.fresh.folder()).unwrap();
    files.map(|f| f.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "bak")).collect()
}

#[tokio::test]
async fn two_starts_at_once_make_one_installation() {
    for db in TestDb::ALL {
        let fresh = db.fresh().await;
        let clock: Arc<ManualClock> = Arc::default();
        // The key is there already: which of two made it first is not the question here.
        write_key(&fresh.config.key_file, &"ab".repeat(32), 0o600);
        let opened = tokio::join!(fresh.open(clock.clone()), fresh.open(clock.clone()));
        let mut ids = vec![];
        for store in [opened.0, opened.1] {
            ids.push(store.read().await.unwrap().installation().get().await.unwrap().id);
        }
        assert_eq!(ids[0], ids[1]);
    }
}

#[tokio::test]
async fn the_key_file_is_private_and_belongs_to_its_database() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let key = fixture.fresh.config.key_file.clone();
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&key).unwrap();

        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
        let error = open_at(&fixture, MIGRATIONS).await.err().unwrap();
        assert!(matches!(&error, StoreError::Key(KeyError::ReadableByOthers { mode: 0o640, .. })), "{error}");
        assert!(error.to_string().contains("chmod 600"), "{error}");

        write_key(&key, "not a key", 0o600);
        let error = open_at(&fixture, MIGRATIONS).await.err().unwrap();
        assert!(matches!(error, StoreError::Key(KeyError::Malformed { .. })), "{error}");

        write_key(&key, &"0f".repeat(32), 0o600);
        let error = open_at(&fixture, MIGRATIONS).await.err().unwrap();
        assert!(matches!(error, StoreError::Key(KeyError::Wrong { .. })), "{error}");

        fs::remove_file(&key).unwrap();
        let error = open_at(&fixture, MIGRATIONS).await.err().unwrap();
        assert!(matches!(error, StoreError::Key(KeyError::Missing { .. })), "{error}");
        assert!(!key.exists(), "a missing key is not replaced by another");

        // As systemd hands credentials over: readable by the owner only, not writable.
        write_key(&key, &text, 0o400);
        open_at(&fixture, MIGRATIONS).await.unwrap();
    }
}

fn write_key(path: &Path, text: &str, mode: u32) {
    if path.exists() {
        fs::remove_file(path).unwrap();
    }
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn what_cannot_be_opened_is_said_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let open = async |url: &str| {
        let config = StoreConfig::new(url, folder.path().join("key"));
        let clock: Arc<ManualClock> = Arc::default();
        Store::open(&config, clock, Arc::new(SystemRandom)).await.err().unwrap()
    };
    for url in ["mysql://h/db", "vouchsafe.db", "sqlite:", "postgres://u:hunter2@h:notaport/db"] {
        let error = open(url).await;
        assert!(matches!(error, StoreError::Url { .. }), "{url}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    // Nothing listens on port 1.
    let error = open("postgres://u:hunter2@127.0.0.1:1/db").await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("127.0.0.1:1"), "{error}");
    assert!(!format!("{error:?}{error}").contains("hunter2"), "{error:?}");
    // A file that is no database.
    let file = folder.path().join("text");
    fs::write(&file, "just a text, and a rather long one at that ".repeat(100)).unwrap();
    let error = open(&format!("sqlite:{}", file.display())).await;
    assert!(error.to_string().contains("not a database"), "{error}");
    assert!(!folder.path().join("key").exists(), "no key was made for what did not open");
}

#[tokio::test]
async fn a_transaction_is_seen_whole_or_not_at_all() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        // As after a kill: dropped in the middle, without a word.
        let mut tx = fixture.store.write().await.unwrap();
        let row = fixture.instance(&mut tx, "east").await;
        tx.outbox().push("instance", serde_json::json!({}));
        drop(tx);
        let mut tx = fixture.store.write().await.unwrap();
        assert_eq!(tx.instances().by_id(&row.id).await.unwrap(), None);
        assert_eq!(tx.principals().list(&scope()).await.unwrap(), vec![]);
        assert_eq!(tx.outbox().after(0, 10).await.unwrap(), vec![]);

        // Before the commit others see nothing, and a snapshot stays as it was.
        let mut snapshot = fixture.store.read().await.unwrap();
        assert_eq!(snapshot.instances().list(&scope()).await.unwrap(), vec![]);
        let row = fixture.instance(&mut tx, "east").await;
        assert_eq!(snapshot.instances().list(&scope()).await.unwrap(), vec![]);
        tx.commit().await.unwrap();
        assert_eq!(snapshot.instances().list(&scope()).await.unwrap(), vec![]);
        let mut tx = fixture.store.read().await.unwrap();
        assert_eq!(tx.instances().list(&scope()).await.unwrap(), vec![row.clone()]);

        // A snapshot changes nothing, and a rollback undoes.
        assert!(tx.instances().delete(&row.id, fixture.now()).await.is_err());
        let mut tx = fixture.store.write().await.unwrap();
        tx.instances().delete(&row.id, fixture.now()).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(fixture.store.read().await.unwrap().instances().get(&row.id).await.unwrap().is_some());
        fixture.store.ping().await.unwrap();
        assert_eq!(fixture.store.is_shared(), db == TestDb::Postgres);
    }
}

#[tokio::test]
async fn a_text_with_u_0000_is_refused_by_both() {
    for db in TestDb::ALL {
        let fixture = Fixture::on(db).await;
        let mut tx = fixture.store.write().await.unwrap();
        let error = tx.principals().by_name("a\0b").await.unwrap_err();
        assert!(matches!(error, StoreError::Invalid { .. }), "{error}");
    }
}

/// PostgreSQL only: SQLite has one writer.
#[tokio::test]
async fn a_deadlock_is_worth_another_try() {
    let fixture = Fixture::on(TestDb::Postgres).await;
    let mut tx = fixture.store.write().await.unwrap();
    let (east, west) =
        (fixture.instance(&mut tx, "east").await.id, fixture.instance(&mut tx, "west").await.id);
    tx.commit().await.unwrap();
    let mut first = fixture.store.write().await.unwrap();
    let mut second = fixture.store.write().await.unwrap();
    assert!(first.instances().lock(&east).await.unwrap());
    assert!(second.instances().lock(&west).await.unwrap());
    let one = tokio::spawn(async move { first.instances().lock(&west).await });
    let other = tokio::spawn(async move { second.instances().lock(&east).await });
    let results = [one.await.unwrap(), other.await.unwrap()];
    let refused: Vec<_> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert_eq!(refused.len(), 1, "{results:?}");
    assert!(refused[0].is_transient(), "{}", refused[0]);
    assert!(!StoreError::Fenced.is_transient());
}

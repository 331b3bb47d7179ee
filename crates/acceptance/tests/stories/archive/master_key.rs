//! The master key is gone, or is another one: the server does not start, says which file it looked for and how to mend
//! it, and touches nothing. With the key back, everything reads as before.

use super::Archive;
use acceptance::{Client, Database, on_both_databases};
use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

on_both_databases! {
    missing_or_another => super::without_its_key_nothing_starts_and_nothing_is_lost;
}

async fn without_its_key_nothing_starts_and_nothing_is_lost(database: &Database) {
    let mut archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let reader = archive.somebody("Edda", "ediscovery_manager").await;
    let before = archive.opens(&reader, &id).await;
    let message = read_one(&reader).await;
    archive.house.vouchsafe.stop().await;

    let key = archive.house.data().join("master.key");
    let elsewhere = archive.house.folder().join("kept.key");
    fs::rename(&key, &elsewhere).unwrap();
    let everything = archive.everything().await;
    assert!(everything.len() > 2, "a database and segments: {:?}", everything.keys());

    // Gone. No other one is made in its place.
    let said = archive.house.try_restart(&[]).await.expect_err("it does not start without its key");
    let place = key.display();
    let words =
        "is not there, and this database holds secrets sealed with it: put back the file that belongs to";
    assert!(said.contains(&format!("the key file {place} {words}")), "{said}");
    assert!(!key.exists(), "no key is made where there are secrets of another one");
    archive.is_untouched(&everything).await;

    // Another one.
    fs::write(&key, "5e".repeat(32)).unwrap();
    fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let said = archive.house.try_restart(&[]).await.expect_err("it does not start with another's key");
    let words = "is not the one that this database was made with: put back the right file";
    assert!(said.contains(&format!("the key in {place} {words}")), "{said}");
    assert_eq!(fs::read_to_string(&key).unwrap(), "5e".repeat(32), "a key is never written over");
    fs::remove_file(&key).unwrap();
    archive.is_untouched(&everything).await;

    fs::rename(&elsewhere, &key).unwrap();
    archive.house.restart(&[]).await;
    assert_eq!(read_one(&reader).await, message);
    archive.is_sound(&id).await;
    let after = archive.opens(&reader, &id).await;
    assert_eq!((after.revisions, after.messages), (before.revisions, before.messages));
}

/// The bytes of some message.
async fn read_one(reader: &Client) -> Vec<u8> {
    let mailboxes = reader.get("/api/v1/mailboxes").await.items();
    let fullest = mailboxes.iter().max_by_key(|mailbox| mailbox["messages"].as_u64()).unwrap();
    let list = format!("/api/v1/mailboxes/{}/messages", fullest["id"].as_str().unwrap());
    let messages = reader.get(&list).await.ok()["messages"].clone();
    reader.get_bytes(&format!("{list}/{}/raw", messages[0]["uid"])).await
}

impl Archive {
    /// Every file of the data folder and of the archive with its bytes, and a dump of a database elsewhere.
    async fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut all = BTreeMap::new();
        gather(self.house.data(), &mut all);
        // Newer dumps guard themselves by words that are others each time.
        let dump = self.house.dump().await;
        let lines =
            dump.lines().filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"));
        all.insert("dump".into(), lines.collect::<Vec<_>>().join("\n").into_bytes());
        all
    }

    async fn is_untouched(&self, before: &BTreeMap<PathBuf, Vec<u8>>) {
        let now = self.everything().await;
        assert_eq!(now.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
        for (path, bytes) in before {
            assert!(now[path] == *bytes, "{} was changed", path.display());
        }
    }
}

/// All but what SQLite makes anew beside its file each time it opens it: an index of the log, and the log while it has
/// nothing.
fn gather(folder: &Path, all: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, all);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_made_anew = name.ends_with("-shm") || name.ends_with("-wal") && bytes.is_empty();
        if !is_made_anew {
            all.insert(path, bytes);
        }
    }
}

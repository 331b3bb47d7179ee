//! Blobs in a process of its own: on a disk that is really full, and with its memory measured.

use super::{
    blobs::{bytes, commit, files, read, stream},
    *,
};
use crate::{StoreConfig, StoreError};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Tells the child which folder it works in.
const FOLDER: &str = "VOUCHSAFE_TEST_BLOBS_FOLDER";
const DISK_BYTES: usize = 8 << 20;
const FILLER_BYTES: usize = 3 << 20;
/// What streaming a blob may add to a process's memory, however long the blob is.
const MEMORY_KIB_MAX: u64 = 32 * 1024;
const STREAMED_BYTES: usize = 300 << 20;

/// Runs this test anew in a child, by way of `sh -c` with the given script, `$@` being the command.
fn in_child(test: &str, script: &str, folder: &Path) {
    let status = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh"])
        .arg(env::current_exe().unwrap())
        .args([&format!("tests::blobs_child::{test}"), "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .status()
        .expect("the tests need unshare, of Debian's util-linux");
    assert!(
        status.success(),
        "the child failed. It needs user namespaces: sysctl kernel.unprivileged_userns_clone=1"
    );
}

/// Where the child works, in the child.
fn child_folder() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

async fn open(config: &StoreConfig) -> Store {
    Store::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await.unwrap()
}

#[tokio::test]
async fn a_full_disk_is_said_and_when_there_is_room_it_goes_on() {
    let Some(folder) = child_folder() else {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("disk")).unwrap();
        let script = format!("mount -t tmpfs -o size={DISK_BYTES} none \"${FOLDER}/disk\"; \"$@\"");
        let test = "a_full_disk_is_said_and_when_there_is_room_it_goes_on";
        return in_child(test, &script, folder.path());
    };
    let disk = folder.join("disk");
    let filler = disk.join("filler");
    fs::write(&filler, vec![0; FILLER_BYTES]).unwrap();
    let url = format!("sqlite:{}", folder.join("db").display());
    let config = StoreConfig { blobs: disk.join("archive"), ..StoreConfig::new(url, folder.join("key")) };
    let store = open(&config).await;
    the_database_may_be_what_is_full(&disk, &filler).await;
    let said = |error: StoreError| {
        let text = error.to_string();
        assert!(error.is_disk_full());
        assert!(matches!(error, StoreError::DiskFull { ref path } if *path == config.blobs), "{text}");
        assert!(text.contains("goes on by itself"), "{text}");
    };
    let first = stream(&store, &bytes(1 << 20, 1), 1 << 16).await;
    commit(&store, &first).await;
    let before = files(&config.blobs);

    let plain = bytes(6 << 20, 2);
    let mut packed = store.blobs().segment().unwrap();
    packed.add(&plain).unwrap();
    said(packed.finish().await.err().unwrap());
    assert_eq!(files(&config.blobs), before, "nothing is left of the packed one");

    let mut writer = store.blobs().stream().await.unwrap();
    let mut failed = None;
    for piece in plain.chunks(1 << 16) {
        failed = writer.write(piece).await.err();
        if failed.is_some() {
            break;
        }
    }
    match failed {
        Some(error) => {
            said(error);
            drop(writer);
        }
        None => said(writer.finish().await.err().unwrap()),
    }
    for _ in 0..500 {
        if files(&config.blobs) == before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(files(&config.blobs), before, "nothing is left of the streamed one");

    fs::remove_file(filler).unwrap();
    let after = stream(&store, &plain, 1 << 16).await;
    commit(&store, &after).await;
    assert!(read(&store, &after.blobs[0].id).await.unwrap() == plain);
    assert!(read(&store, &first.blobs[0].id).await.unwrap() == bytes(1 << 20, 1));
}

async fn the_database_may_be_what_is_full(disk: &Path, filler: &Path) {
    let url = format!("sqlite:{}", disk.join("db").display());
    let store = open(&StoreConfig::new(url, disk.join("key"))).await;
    let long = Secret::new("x".repeat(60_000));
    let mut refused = None;
    for _ in 0..DISK_BYTES / 60_000 {
        let mut tx = store.write().await.unwrap();
        let sealed = match tx.vault().seal(&long).await {
            Ok(_) => tx.commit().await,
            Err(error) => Err(error),
        };
        refused = sealed.err();
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("the disk is full before the last");
    assert!(refused.is_disk_full(), "{refused}");
    assert!(store.read().await.unwrap().installation().get().await.is_ok(), "what there is can be read");

    fs::write(filler, vec![0; FILLER_BYTES / 2]).unwrap();
    let mut tx = store.write().await.unwrap();
    let sealed = tx.vault().seal(&long).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    assert!(tx.vault().open(&sealed).await.unwrap().expose().len() == 60_000, "it goes on by itself");
    drop(tx);
    store.close().await;
    for file in ["db", "db-wal", "db-shm", "key"].map(|name| disk.join(name)) {
        drop(fs::remove_file(file));
    }
    fs::write(filler, vec![0; FILLER_BYTES]).unwrap();
}

#[tokio::test]
async fn a_long_blob_is_never_held_whole() {
    let Some(folder) = child_folder() else {
        let folder = tempfile::tempdir().unwrap();
        return in_child("a_long_blob_is_never_held_whole", "\"$@\"", folder.path());
    };
    let url = format!("sqlite:{}", folder.join("db").display());
    let store = open(&StoreConfig::new(url, folder.join("key"))).await;
    let piece = bytes(1 << 16, 1);
    let before = peak_kib();
    let mut writer = store.blobs().stream().await.unwrap();
    for _ in 0..STREAMED_BYTES / piece.len() {
        writer.write(&piece).await.unwrap();
    }
    let sealed = writer.finish().await.unwrap();
    commit(&store, &sealed).await;
    let unlocked = store.read().await.unwrap().blobs().unlock(&sealed.blobs[0].id).await.unwrap();
    let mut reader = store.blobs().open(unlocked).await.unwrap();
    let mut length = 0;
    while let Some(chunk) = reader.next().await.unwrap() {
        assert!(chunk.chunks(piece.len()).all(|part| part == piece));
        length += chunk.len();
    }
    assert_eq!(length, STREAMED_BYTES);
    let grown = peak_kib() - before;
    assert!(grown < MEMORY_KIB_MAX, "{grown} KiB more than before");
}

/// The most memory that this process ever had, in KiB.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

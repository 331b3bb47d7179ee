//! A disk that is really full, under what is archived and under everything: capturing stops before anything is lost,
//! the connector's page says so, the server stays up, and when there is room it goes on by itself.

use super::Archive;
use acceptance::{Client, Database, Plan, within};
use serde_json::{Value, json};
use std::{
    env,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::process::Command;

/// Tells the child where its disk is.
const DISK: &str = "VOUCHSAFE_TEST_DISK";
const DISK_BYTES: u64 = 64 << 20;
/// Room for messages, and not for a file.
const LITTLE_BYTES: u64 = 1 << 20;
const FILE_BYTES: u64 = 6 << 20;
/// What it takes on a slow machine until a full disk is met, or room is found.
const SOON: Duration = Duration::from_secs(60);
/// A little longer than the pause between two looks for room.
const PAUSE: Duration = Duration::from_secs(16);

mod archive_folder {
    #[tokio::test]
    async fn on_sqlite() {
        super::the_disk_of_the_archive_is_full("archive_folder::on_sqlite", &super::Database::sqlite()).await;
    }
    #[tokio::test]
    async fn on_postgres() {
        let database = super::Database::postgres().await;
        super::the_disk_of_the_archive_is_full("archive_folder::on_postgres", &database).await;
    }
}

#[tokio::test]
async fn the_disk_of_the_database_is_full() {
    let Some(disk) = own_disk("the_disk_of_the_database_is_full").await else { return };
    let (data, elsewhere) = (disk.join("data"), tempfile::tempdir().unwrap());
    let plan = Plan { data: Some(&data), archive: Some(elsewhere.path()), ..Plan::default() };
    let mut archive = Archive::house_to(&Database::sqlite(), plan).await;
    let id = archive.activate().await;
    let archived = archive.archived(&id).await;

    let filler = Filler::leaving(&disk, 0);
    write_much(&archive).await;
    let stalled = archive.stalled(&id).await;
    let said = stalled["message"].as_str().unwrap();
    assert!(said.contains("the disk that holds the database is full"), "{said}");
    assert!(said.contains("nothing that was is lost") && said.contains("goes on by itself"), "{said}");
    // What is there can be read meanwhile.
    assert_eq!(stalled["revisions"], archived["revisions"]);
    assert!(stalled["totals"]["imported"].as_u64() > Some(0));

    // It dies meanwhile. Whether it starts before there is room is not promised; that it loses nothing is.
    archive.house.kill().await;
    let started = archive.house.try_restart(&[]).await;
    drop(filler);
    if started.is_err() {
        archive.house.restart(&[]).await;
    }
    archive.goes_on(&id, PAUSE).await;
}

/// More than what the database has room for in its files as they are.
async fn write_much(archive: &Archive) {
    let body = "All of this has to be kept somewhere. ".repeat(200);
    let post = json!({ "do": "post", "by": "ruth.okafor", "to": "Harbour notices", "body": body });
    archive.control("POST", "orgs/tidy/chatter", Value::Array(vec![post; 2_000])).await;
}

async fn the_disk_of_the_archive_is_full(test: &str, database: &Database) {
    let Some(disk) = own_disk(test).await else { return };
    let folder = disk.join("archive");
    let plan = Plan { archive: Some(&folder), ..Plan::default() };
    let mut archive = Archive::house_to(database, plan).await;
    let id = archive.activate().await;
    archive.archived(&id).await;

    // Not even a message can be kept.
    let mut filler = Filler::leaving(&disk, 0);
    write_something(&archive, 0).await;
    let stalled = archive.stalled(&id).await;
    let said = stalled["message"].as_str().unwrap();
    assert!(said.contains(folder.to_str().unwrap()) && said.contains("is full"), "{said}");
    assert!(said.contains("nothing is lost") && said.contains("goes on by itself"), "{said}");
    // What is written now stays at the source for now.
    write_something(&archive, 0).await;
    let later = archive.looked_again(&id).await;
    assert_eq!((&later["health"], &later["revisions"]), (&json!("stalled"), &stalled["revisions"]));

    filler.leave(LITTLE_BYTES);
    archive.goes_on(&id, PAUSE).await;

    // Messages fit, a file does not. The server dies meanwhile, and comes back to a disk that is full.
    write_something(&archive, FILE_BYTES).await;
    archive.stalled(&id).await;
    archive.house.kill().await;
    archive.house.restart(&[]).await;
    let again = archive.looked_again(&id).await;
    assert_eq!(again["health"], "stalled");
    drop(filler);
    archive.goes_on(&id, PAUSE * 2).await;
}

impl Archive {
    /// Waits until the connector's page says that nothing more is captured; the server is up.
    async fn stalled(&self, id: &str) -> Value {
        self.ask(id).await;
        let stalled = within(SOON, "the page says that the disk is full", async || {
            let archive = self.show(id).await;
            (archive["health"] == "stalled").then_some(archive)
        })
        .await;
        self.is_up().await;
        stalled
    }

    /// Has the source asked, and waits until that was looked into.
    async fn looked_again(&self, id: &str) -> Value {
        let before = self.show(id).await["next_at"].clone();
        self.ask(id).await;
        let archive = within(SOON, "it is looked again whether there is room", async || {
            let archive = self.show(id).await;
            (archive["next_at"].as_str() > before.as_str()).then_some(archive)
        })
        .await;
        self.is_up().await;
        archive
    }

    async fn ask(&self, id: &str) {
        self.house.admin.post(&format!("/api/v1/archives/{id}/capture"), &json!({})).await;
    }

    async fn is_up(&self) {
        let health = Client::new(self.house.url()).get("/healthz").await;
        assert_eq!(health.status, 200, "{}", health.body);
    }

    /// Without anybody's doing but for the room that was made: everything is in each mailbox exactly once.
    async fn goes_on(&self, id: &str, clock_ahead: Duration) {
        self.house.set_clock_ahead(clock_ahead);
        within(SOON, "it goes on by itself", async || {
            (self.show(id).await["health"] == "healthy").then_some(())
        })
        .await;
        self.is_sound(id).await;
    }
}

/// A post with a file, or without where it has no bytes.
async fn write_something(archive: &Archive, bytes: u64) {
    let mut post = json!({ "by": "ruth.okafor", "to": "Harbour notices", "body": "The quay is full." });
    if bytes > 0 {
        post["files"] = json!([{ "name": "quay.bin", "size": bytes }]);
    }
    archive.control("POST", "orgs/tidy/chatter/post", post).await;
}

/// Runs this test anew in a child, which has a disk of its own; where that is, in the child.
async fn own_disk(test: &str) -> Option<PathBuf> {
    if let Some(disk) = env::var_os(DISK) {
        return Some(disk.into());
    }
    let disk = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size={DISK_BYTES} none \"${DISK}\"; exec \"$@\"");
    let status = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-ec", &script, "sh"])
        .arg(env::current_exe().unwrap())
        .args([&format!("archive::full_disk::{test}"), "--exact", "--nocapture"])
        .env(DISK, disk.path())
        .kill_on_drop(true)
        .status()
        .await
        .expect("the tests need unshare, of Debian's util-linux");
    assert!(
        status.success(),
        "the child failed. It needs user namespaces: sysctl kernel.unprivileged_userns_clone=1"
    );
    None
}

/// What fills a disk; gone when dropped.
struct Filler {
    path: PathBuf,
}

impl Filler {
    fn leaving(disk: &Path, bytes: u64) -> Filler {
        let mut filler = Filler { path: disk.join("filler") };
        filler.leave(bytes);
        filler
    }

    fn leave(&mut self, bytes: u64) {
        let mut file = File::options().create(true).append(true).open(&self.path).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        let length = file.metadata().unwrap().len();
        file.set_len(length - bytes).unwrap();
    }
}

impl Drop for Filler {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path));
    }
}

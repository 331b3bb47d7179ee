//! Whether an archive is sound, looked up past the product: everything is in each mailbox once, the ledger verifies,
//! every message opens and is mail, and the folder of what is archived holds what the database names.

use super::Archive;
use crate::evidence;
use acceptance::{Client, within};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path, time::Duration};

/// Longer than a file that belongs to nothing is left alone.
const GRACE: Duration = Duration::from_secs(25 * 60 * 60);
/// A server sweeps five minutes after its start.
const SWEPT_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Reads a tar archive of messages with Python's own parser; says how many there are.
const MAIL: &str = r#"
import email, email.policy, json, sys, tarfile
ids, tar = set(), tarfile.open(json.load(sys.stdin), "r|")
for member in tar:
    message = email.message_from_bytes(tar.extractfile(member).read(), policy=email.policy.default)
    assert message["From"].addresses and message["Date"].datetime, member.name
    assert message["Message-ID"] not in ids, member.name
    ids.add(message["Message-ID"])
    assert not {"bcc", "x-evil"} & {name.lower() for name in message.keys()}, member.name
    for part in message.walk():
        assert not part.defects, (member.name, part.defects)
        for name, value in part.items():
            assert not value.defects, (member.name, name, value.defects)
        name = part.get_filename("")
        assert not set(name) & set("/\\\r\n\0\u202e") and ".." != name, (member.name, name)
        if not part.is_multipart():
            part.get_payload(decode=True)
            assert not part.defects, (member.name, part.defects)
print(len(ids))
"#;

/// How much there is.
pub struct Sound {
    pub revisions: u64,
    pub mailboxes: usize,
    pub messages: u64,
}

impl Archive {
    /// Nothing is lost, nothing there twice, and the ledger is whole.
    pub async fn is_sound(&self, id: &str) -> Value {
        let archive = self.archived(id).await;
        self.compare().await;
        self.in_order(id).await;
        let none = async |what: &str, sql: &str| {
            let rows = self.house.rows(sql).await;
            assert!(rows.is_empty(), "{what}: {rows:?}");
        };
        none("revisions on their way", "SELECT id, state FROM revision WHERE state <> 'done'").await;
        none("files on their way", "SELECT file FROM archive_file WHERE state = 'wanted'").await;
        none(
            "blobs that nobody needs",
            "SELECT b.id FROM blob AS b LEFT JOIN blob_ref AS r ON r.blob = b.id \
             WHERE r.blob IS NULL AND b.destroyed_at IS NULL",
        )
        .await;
        evidence::ledger_is_whole(&self.house).await;
        let (files, named) = self.segments().await;
        let missing: Vec<_> = named.difference(&files).collect();
        assert!(missing.is_empty(), "segments without their files: {missing:?}");
        archive
    }

    /// Every message of every mailbox opens, and is mail; each once in its mailbox.
    pub async fn opens(&self, reader: &Client, id: &str) -> Sound {
        let mailboxes = reader.get("/api/v1/mailboxes").await.items();
        let mut messages = 0;
        for mailbox in &mailboxes {
            let export = format!("/api/v1/mailboxes/{}/export?format=eml", mailbox["id"].as_str().unwrap());
            let file = self.house.folder().join("export.tar");
            std::fs::write(&file, reader.get_bytes(&export).await).unwrap();
            let read = evidence::python(MAIL, &json!(file)).await;
            assert_eq!(read, mailbox["messages"], "{mailbox}");
            messages += read.as_u64().unwrap();
        }
        let kept = self.house.rows("SELECT COUNT(*) AS many FROM mailbox_message").await;
        assert_eq!(kept[0]["many"], messages);
        let revisions = self.show(id).await["revisions"].as_u64().unwrap();
        Sound { revisions, mailboxes: mailboxes.len(), messages }
    }

    /// Waits until nothing lies in the folder that belongs to nothing; how many files there were.
    pub async fn swept(&mut self) -> usize {
        let (files, named) = self.segments().await;
        let orphans = files.difference(&named).count();
        self.house.kill().await;
        self.house.set_clock_ahead(GRACE);
        self.house.restart(&[]).await;
        self.house.sign_in_again().await;
        within(SWEPT_WITHIN, "files that belong to nothing are swept", async || {
            let (files, named) = self.segments().await;
            files.is_subset(&named).then_some(())
        })
        .await;
        orphans
    }

    /// The files of the folder, and those that the database names.
    async fn segments(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        let mut files = BTreeSet::new();
        gather(&self.house.archive_folder(), &mut files);
        let rows = self.house.rows("SELECT id FROM segment WHERE removed_at IS NULL").await;
        (files, rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect())
    }
}

fn gather(folder: &Path, files: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => gather(&path, files),
            false => drop(files.insert(path.file_name().unwrap().to_str().unwrap().to_owned())),
        }
    }
}

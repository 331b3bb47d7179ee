//! What a person would do first at a new installation, by the product's own API: become the first administrator, have
//! an org's Chatter archived, and let somebody read it, which no administrator may.

use super::{asked::Asked, http::Client, server::Server};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::{fs::File, io::Read, time::Duration};

/// The archive connector's id, and the name that the demo's one has.
const CONNECTOR: &str = "salesforce-chatter";
const CONNECTOR_NAME: &str = "Chatter tidy";
/// The simulated org whose Chatter is archived, and its people's domain.
pub const ORG: &str = "tidy";
const DOMAIN: &str = "tidy.example.com";
/// Seconds between two askings: as few as the connector takes.
const EVERY_S: u32 = 30;
/// How long everything that was captured may take to its mailboxes, and how often one looks.
const ARCHIVED_WITHIN_S: u64 = 120;
const LOOK: Duration = Duration::from_millis(250);
/// Letters of a password: without those that look alike, and as many as a byte's lower five bits tell apart.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
const PASSWORD_LETTERS: usize = 20;
const PASSWORD_GROUP: usize = 5;

/// Somebody who may sign in.
pub struct Account {
    /// The title of their role group.
    pub role: &'static str,
    pub name: &'static str,
    pub password: String,
}

/// The demo's installation, and who may sign in to it.
pub struct House {
    pub url: String,
    pub administrator: Account,
    pub reader: Account,
}

/// What mailboxes hold, as the reader sees it.
pub struct Mailboxes {
    pub mailboxes: usize,
    pub messages: u64,
}

impl House {
    /// Becomes the first administrator by the link that a new installation gives, and adds a person who may read.
    pub fn found(vouchsafe: &Server) -> Result<House> {
        let house = House {
            url: vouchsafe.said("url")?.to_owned(),
            administrator: Account {
                role: "Global Administrator",
                name: "administrator@example.com",
                password: password()?,
            },
            reader: Account {
                role: "eDiscovery Manager",
                name: "ediscovery@example.com",
                password: password()?,
            },
        };
        let link = vouchsafe.said("setup_link")?;
        let (_, token) = link.split_once('#').context("the first sign-in link has no token")?;
        let Account { name, password, .. } = &house.administrator;
        let body = json!({ "token": token, "name": name, "password": password });
        Client::new(&house.url).post("/api/v1/setup", &body).context("the first administrator")?;
        let Account { name, password, .. } = &house.reader;
        let body = json!({ "name": name, "password": password, "role": "ediscovery_manager" });
        let administrator = house.signed_in(&house.administrator)?;
        administrator.post("/api/v1/principals", &body).context("somebody who may read the archive")?;
        Ok(house)
    }

    /// Sets the archive connector up with the org's archiving user; its id.
    pub fn archive(&self, salesforce: &Server) -> Result<String> {
        let orgs = salesforce.ready["orgs"].as_array().into_iter().flatten();
        let org = orgs.into_iter().find(|org| org["name"] == ORG).with_context(|| format!("no org {ORG}"))?;
        let administrator = self.signed_in(&self.administrator)?;
        let connector = administrator.get(&format!("/api/v1/connectors/{CONNECTOR}"))?;
        let body = json!({
            "connector": CONNECTOR,
            "name": CONNECTOR_NAME,
            "credentials": {
                "method": "client-credentials",
                "domain": org["my_domain"],
                "client_id": org["archiver"]["client_id"],
                "client_secret": org["archiver"]["client_secret"],
            },
            "terms_version": connector["terms"]["version"],
            "settings": { "domains": [DOMAIN], "every_s": EVERY_S },
        });
        let made = administrator.post("/api/v1/archives", &body).context("the archive connector")?;
        made["id"].as_str().map(str::to_owned).context("the archive connector has no id")
    }

    /// Has the connector ask its source now.
    pub fn capture(&self, archive: &str) -> Result<()> {
        let administrator = self.signed_in(&self.administrator)?;
        administrator.post(&format!("/api/v1/archives/{archive}/capture"), &json!({}))?;
        Ok(())
    }

    /// The same, and waits until all of it is in mailboxes.
    pub fn capture_all(&self, archive: &str, asked: &Asked) -> Result<()> {
        let administrator = self.signed_in(&self.administrator)?;
        let before = administrator.get(&format!("/api/v1/archives/{archive}"))?["asked_at"].take();
        self.capture(archive)?;
        self.archived(archive, &before, asked)
    }

    /// Waits until the source was asked since `before`, and nothing is on its way to a mailbox.
    pub fn archived(&self, archive: &str, before: &Value, asked: &Asked) -> Result<()> {
        let administrator = self.signed_in(&self.administrator)?;
        let mut shown = Value::Null;
        for _ in 0..ARCHIVED_WITHIN_S * 1_000 / LOOK.as_millis() as u64 {
            shown = administrator.get(&format!("/api/v1/archives/{archive}"))?;
            let was_asked = shown["asked_at"].is_string() && shown["asked_at"] != *before;
            let on_the_way = ["fetching", "captured", "staged"].iter().any(|step| shown[*step] != 0);
            if was_asked && !on_the_way && shown["totals"]["waiting"] == 0 {
                return Ok(());
            }
            asked.pause(LOOK)?;
        }
        let said = shown["message"].as_str().unwrap_or("nothing");
        bail!("the archive did not fill within {ARCHIVED_WITHIN_S} s; its connector says: {said}")
    }

    /// What the reader sees.
    pub fn mailboxes(&self) -> Result<Mailboxes> {
        let answer = self.signed_in(&self.reader)?.get("/api/v1/mailboxes?limit=1000")?;
        let boxes = answer["items"].as_array().context("the list of mailboxes has no items")?;
        let messages = boxes.iter().filter_map(|mailbox| mailbox["messages"].as_u64()).sum();
        Ok(Mailboxes { mailboxes: boxes.len(), messages })
    }

    fn signed_in(&self, account: &Account) -> Result<Client> {
        let client = Client::new(&self.url);
        let body = json!({ "name": account.name, "password": account.password, "kind": "bearer" });
        let session = client.post("/api/v1/session", &body)?;
        let token = session["token"].as_str().context("a session has no token")?.to_owned();
        Ok(client.with_token(token))
    }
}

/// A password made at random.
fn password() -> Result<String> {
    let mut bytes = [0; PASSWORD_LETTERS];
    let source = "/dev/urandom";
    File::open(source).and_then(|mut file| file.read_exact(&mut bytes)).with_context(|| source)?;
    let letters: Vec<_> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    let groups: Vec<String> = letters.chunks(PASSWORD_GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

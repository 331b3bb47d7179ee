//! The same main job from a terminal.

use crate::first_whole::{patch, subscribe};
use acceptance::{ADMINISTRATOR, House, PASSWORD, eventually, tool};
use serde_json::{Value, json};
use std::{os::unix::fs::PermissionsExt, path::PathBuf, process::Stdio};
use tempfile::TempDir;
use tokio::{io::AsyncWriteExt, process::Command};

/// Somebody at a terminal, with a home of their own.
struct Terminal {
    home: TempDir,
    server: String,
}

/// What a command came to.
#[derive(Debug)]
struct Ran {
    well: bool,
    out: String,
    err: String,
}

impl Terminal {
    fn at(server: &str) -> Terminal {
        Terminal { home: tempfile::tempdir().unwrap(), server: server.to_owned() }
    }

    async fn run(&self, arguments: &[&str]) -> Ran {
        self.typing("", arguments).await
    }

    /// Runs a command that reads its standard input.
    async fn typing(&self, input: &str, arguments: &[&str]) -> Ran {
        let mut child = Command::new(tool("vouchsafe"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("VOUCHSAFE_SERVER", &self.server)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        // A command that asks for nothing may have ended before it could be told anything.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes()).await;
        let ended = child.wait_with_output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { well: ended.status.success(), out: text(ended.stdout), err: text(ended.stderr) }
    }

    /// What a command says that goes well.
    async fn says(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments).await;
        assert!(ran.well, "{arguments:?}: {ran:?}");
        ran.out
    }

    /// The same for programs.
    async fn json(&self, arguments: &[&str]) -> Value {
        let out = self.says(&[arguments, &["--json"]].concat()).await;
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}"))
    }

    /// What a command says that is refused, on standard error.
    async fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments).await;
        assert!(!ran.well && ran.err.starts_with("error: "), "{arguments:?}: {ran:?}");
        ran.err
    }

    async fn sign_in(&self, password: &str) -> Ran {
        self.typing(&format!("{password}\n"), &["login", "--name", ADMINISTRATOR, "--password-stdin"]).await
    }

    /// The one file of the session that was kept.
    fn session(&self) -> PathBuf {
        let folder = self.home.path().join(".config/vouchsafe");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1);
        files[0].clone()
    }

    /// Credentials as options, the secret from a file.
    fn fields(&self, account: &acceptance::ZoomAccount) -> Vec<String> {
        let secret = self.home.path().join(&account.client_id);
        std::fs::write(&secret, format!("{}\n", account.client_secret)).unwrap();
        vec![
            format!("--field=account_id={}", account.account_id),
            format!("--field=client_id={}", account.client_id),
            format!("--field=client_secret=@{}", secret.display()),
        ]
    }
}

#[tokio::test]
async fn the_main_job_from_a_terminal() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let terminal = Terminal::at(house.url());

    // Signing in: the password never stands on the command line, the session is the owner's alone.
    let wrong = terminal.sign_in("not the password").await;
    assert!(!wrong.well && wrong.err.contains("password"), "{wrong:?}");
    assert!(terminal.refused(&["connector", "list"]).await.contains("vouchsafe login"));
    let right = terminal.sign_in(PASSWORD).await;
    assert!(right.well && right.out.contains("signed in as ada"), "{right:?}");
    let mode = std::fs::metadata(terminal.session()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // Connecting.
    let available = terminal.json(&["connector", "available"]).await;
    let ids: Vec<_> = available["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, ["salesforce", "salesforce-chatter", "zoom"]);
    let (tidy, careless) = (house.zoom_account("tidy"), house.zoom_account("careless"));
    let fields = terminal.fields(&tidy);
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let validated = terminal.says(&[&["connector", "validate", "zoom"], fields.as_slice()].concat()).await;
    assert!(validated.contains("Validation succeeded"), "{validated}");
    let activate = [&["connector", "activate", "zoom", "--name", "Zoom tidy"], fields.as_slice()].concat();
    assert!(terminal.refused(&activate).await.contains("--accept-terms"), "terms are accepted, not skipped");
    let activated = terminal.says(&[activate.as_slice(), &["--accept-terms"]].concat()).await;
    assert!(activated.contains("Zoom tidy") && activated.contains(&tidy.account_id), "{activated}");
    let taken = terminal.refused(&[activate.as_slice(), &["--accept-terms"]].concat()).await;
    assert!(taken.contains("name: The name is taken by the connector “Zoom tidy”"), "{taken}");
    let fields = terminal.fields(&careless);
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let warned = terminal.json(&[&["connector", "validate", "zoom"], fields.as_slice()].concat()).await;
    assert_eq!(warned["result"], "warning", "a right is missing: {warned:#}");
    let activate = ["connector", "activate", "zoom", "--name", "Careles", "--accept-terms"];
    let second = terminal.json(&[&activate, fields.as_slice()].concat()).await;
    terminal.says(&["connector", "rename", "Careles", "Zoom careless"]).await;
    for instance in house.admin.get("/api/v1/instances").await.items() {
        house.judged(instance["id"].as_str().unwrap()).await;
    }
    let listed = terminal.says(&["connector", "list"]).await;
    assert!(listed.contains("Zoom tidy") && listed.contains("Zoom careless"), "{listed}");
    let shown = terminal.json(&["connector", "show", "zoom CARELESS"]).await;
    assert_eq!(shown["id"], second["id"]);
    let asked = terminal.json(&["connector", "refresh", "Zoom careless"]).await;
    let runs = format!("/api/v1/instances/{}/runs", second["id"].as_str().unwrap());
    eventually("the run that was told shows", async || {
        let runs = house.admin.get(&runs).await.items();
        runs.into_iter().find(|run| run["id"] == asked["run"] && run["state"] == "complete")
    })
    .await;
    let path = "connector events Zoom_tidy --secret-stdin";
    let arguments: Vec<String> = path.split(' ').map(|word| word.replace('_', " ")).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert!(terminal.typing("a-secret-token\n", &arguments).await.well);
    assert_eq!(terminal.json(&["connector", "show", "Zoom tidy"]).await["events"]["subscribed"], true);

    // Assessing.
    let regulations = terminal.says(&["regulation", "list"]).await;
    assert!(regulations.contains("data-protection-baseline-first-ten"), "{regulations}");
    let create = "assessment create --name Baseline --group Default --service zoom --regulation";
    let mut create: Vec<&str> = create.split(' ').collect();
    create.push("Data protection baseline, first ten");
    let created = terminal.says(&create).await;
    assert!(created.contains("Baseline") && created.contains(" % ("), "{created}");
    let shown = terminal.says(&["assessment", "show", "baseline"]).await;
    assert!(shown.contains("Zoom tidy") && shown.contains("zoom.meeting.waiting-room"), "{shown}");
    assert_eq!(terminal.json(&["assessment", "list"]).await["items"][0]["instances"], 2);

    // What failed, why, and what a person says of the manual one.
    let failed = terminal.json(&["action", "list", "--status", "failed"]).await;
    let ids: Vec<_> = failed["items"].as_array().unwrap().iter().map(|a| a["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"zoom.meeting.waiting-room"), "{ids:?}");
    let why = terminal.says(&["action", "show", "zoom.meeting.waiting-room"]).await;
    for part in ["Zoom careless", "1 of 2 instances failed", "waiting_room"] {
        assert!(why.contains(part), "no {part} in:\n{why}");
    }
    let set = "action set baseline.meeting-policy --group Default --implementation implemented --test passed";
    let set: Vec<&str> = set.split(' ').collect();
    assert_eq!(terminal.json(&set).await["test_status"], "passed");
    // Who tests says so apart, and again; what is implemented stays.
    let test =
        "action test baseline.meeting-policy --group Default --status failed-low --notes Two_rooms_lack_it";
    let test: Vec<String> = test.split(' ').map(|word| word.replace('_', " ")).collect();
    let test: Vec<&str> = test.iter().map(String::as_str).collect();
    let tested = terminal.json(&test).await;
    let said = [&tested["test_status"], &tested["implementation_status"], &tested["notes"]];
    assert_eq!(said, ["failed_low_risk", "implemented", "Two rooms lack it"], "{tested:#}");
    let overview = terminal.json(&["overview"]).await;
    assert!(overview["score"]["percentage_tenths"].as_u64().unwrap() > 0);
    assert!(terminal.says(&["overview"]).await.contains("coverage"));

    // Deleting says first what it does, and does it only when told.
    let preview = terminal.run(&["connector", "delete", "Zoom careless"]).await;
    assert!(
        !preview.well && preview.out.contains("Baseline:") && preview.err.contains("--yes"),
        "{preview:?}"
    );
    terminal.says(&["connector", "delete", "Zoom careless", "--yes"]).await;
    assert_eq!(terminal.json(&["connector", "list"]).await["items"].as_array().unwrap().len(), 1);
    terminal.says(&["assessment", "delete", "Baseline", "--yes"]).await;

    // The kept session ends at both ends.
    let token = std::fs::read_to_string(terminal.session()).unwrap();
    terminal.says(&["logout"]).await;
    assert_eq!(house.admin.with_token(&token).get("/api/v1/instances").await.status, 401);
    assert!(terminal.refused(&["connector", "list"]).await.contains("vouchsafe login"));
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_words() {
    let nobody = Terminal::at("http://127.0.0.1:9");
    let said = nobody.refused(&["connector", "list"]).await;
    assert!(said.contains("http://127.0.0.1:9/ does not answer") && said.contains("because: "), "{said}");

    let house = House::build(&acceptance::Database::sqlite()).await;
    let terminal = Terminal::at(house.url());
    assert!(terminal.sign_in(PASSWORD).await.well);
    house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    for (arguments, said) in [
        ("connector show Nowhere", "there is no activated connector “Nowhere”; there are: Zoom tidy"),
        ("connector validate teams", "there is no connector “teams”"),
        (
            "connector validate zoom --field=secret=x",
            "Server-to-Server OAuth has no field “secret”; it has: account_id",
        ),
        ("connector validate zoom --field=account_id", "write FIELD=VALUE"),
        ("connector validate zoom --field=account_id=@nowhere", "nowhere could not be read"),
        ("connector rename Zoom_tidy <b>", "name: "),
        ("assessment show Nothing", "there is no assessment “Nothing”; there is none at all"),
        ("assessment create --name A --group G --regulation gdpr", "there is no regulation “gdpr”"),
        ("action show zoom.nothing", "zoom.nothing"),
        ("action list --status awful", "status"),
        ("action list --assessment Nothing", "there is no assessment “Nothing”"),
        ("action test zoom.nothing --status passed", "There is no action “zoom.nothing”"),
        ("action test zoom.meeting.waiting-room --status passed", "test_status: checks test this action"),
        ("action test baseline.meeting-policy --status passed", "group: "),
        (
            "action test baseline.meeting-policy --group Nowhere --status passed",
            "there is no group “Nowhere”",
        ),
        ("check explain waiting-room", "did you mean zoom.meeting.waiting-room"),
        ("overview --as-of 2999-01-01T00:00:00Z", "as_of"),
    ] {
        let words: Vec<String> =
            arguments.split(' ').map(|word| word.replace('_', " ").replace(" id", "_id")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let refused = terminal.refused(&words).await;
        assert!(refused.contains(said), "{arguments}: {refused}");
    }
    let bogus = terminal.refused(&["connector", "list", "--token", "bogus"]).await;
    assert!(bogus.contains("vouchsafe login") && !bogus.contains("bogus"), "{bogus}");
}

#[tokio::test]
async fn the_past_and_who_did_what_from_a_terminal() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let terminal = Terminal::at(house.url());
    assert!(terminal.sign_in(PASSWORD).await.well);
    let tidy = house.activate("Tidy", &house.zoom_account("tidy")).await;
    let account = house.zoom_account("careless");
    let careless = house.activate("Careless", &account).await;
    house.assess("Baseline").await;
    let before = careless["last_run"]["ended_at"].as_str().unwrap();

    // A change at Zoom: what it was, what it is and who did it.
    subscribe(&house, careless["id"].as_str().unwrap(), "careless").await;
    let change = json!({ "meeting_security": { "waiting_room": true } });
    patch(&house, "careless", "?option=meeting_security", &change).await;
    let history = ["connector", "history", "careless", "zoom.meeting.waiting-room"];
    eventually("the change shows in the history", async || {
        (terminal.json(&history).await["items"].as_array().unwrap().len() == 2).then_some(())
    })
    .await;
    let told = terminal.says(&history).await;
    for part in ["passed", "failed", "waiting_room", "Why", "oscar.owner"] {
        assert!(told.contains(part), "no {part} in:\n{told}");
    }
    let changes = terminal.json(&["connector", "changes", "Careless"]).await;
    assert!(changes["items"][0]["operator"].as_str().unwrap().contains("example.com"), "{changes:#}");
    assert!(terminal.says(&["connector", "changes", "Careless"]).await.contains("account.settings_updated"));
    let runs = terminal.says(&["connector", "runs", "Careless"]).await;
    assert!(runs.contains("activation") && runs.contains("settings: committed"), "{runs}");
    let status = async |more: &[&str]| {
        let actions = terminal.json(&[&["action", "list", "--assessment", "baseline"], more].concat()).await;
        let actions = actions["items"].as_array().unwrap().clone();
        actions.into_iter().find(|a| a["id"] == "zoom.meeting.waiting-room").map(|a| a["test_status"].clone())
    };
    assert_eq!(status(&[]).await.unwrap(), "passed");
    assert_eq!(status(&["--status", "failed"]).await, None);
    terminal.says(&["action", "list", "--as-of", before]).await;
    terminal.json(&["connector", "events", "Careless", "--remove"]).await;
    let shown = terminal.json(&["connector", "show", "Careless"]).await;
    assert_eq!(shown["events"]["subscribed"], false);

    // Who set what.
    let set = "action set baseline.meeting-policy --group Default --implementation implemented --test passed";
    terminal.says(&set.split(' ').collect::<Vec<_>>()).await;
    let history = ["action", "history", "baseline.meeting-policy", "--group", "default"];
    assert_eq!(terminal.json(&history).await["items"][0]["by"], ADMINISTRATOR);
    assert!(terminal.says(&history).await.contains("implemented"));

    // Editing: what is wrong changes nothing and is said once.
    let fields = terminal.fields(&account);
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let credentials = [&["connector", "credentials", "Careless"], fields.as_slice()].concat();
    assert!(terminal.says(&credentials).await.contains(&account.account_id));
    let others = [&["connector", "credentials", "Tidy"], fields.as_slice()].concat();
    let refused = terminal.refused(&others).await;
    assert_eq!(refused.lines().count(), 1, "{refused}");
    assert!(refused.contains("account_id"), "{refused}");
    let edited =
        terminal.json(&["assessment", "edit", "baseline", "--instance", "Tidy", "--name", "One"]).await;
    assert_eq!((&edited["covers"], &edited["instances"]), (&json!("chosen"), &json!(1)), "{edited:#}");
    assert_eq!(edited["instance_scores"][0]["instance"]["id"], tidy["id"]);
    assert_eq!(terminal.json(&["assessment", "edit", "One", "--all"]).await["instances"], 2);
    assert!(terminal.refused(&["assessment", "edit", "One"]).await.contains("--all"));

    // A signal that could not be read is not called null.
    let absent = terminal.says(&["action", "show", "zoom.meeting.waiting-room-locked"]).await;
    assert!(absent.contains("absent") && !absent.contains("= null"), "{absent}");
}

#[tokio::test]
async fn a_reader_that_goes_away_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = Command::new(tool("vouchsafe")).arg("openapi").stdout(writer).output().await.unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success() && said.is_empty(), "{:?}: {said}", ended.status);
    let listen = ["serve", "--listen", "nonsense"];
    let ended = Command::new(tool("vouchsafe")).args(listen).output().await.unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(!ended.status.success() && said.contains("ADDRESS:PORT"), "{said}");
}

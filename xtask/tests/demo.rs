//! The demo as somebody meets it: it opens with an archive in which there is something to read, a day passes when a line
//! comes, and when it ends nothing of it stays.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "what fails here fails the test")]

use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

/// How long the demo may take to open, a day to reach mailboxes, and all of it to end, on a slow machine.
const OPEN_WITHIN: Duration = Duration::from_secs(60);
const DAY_WITHIN_S: u64 = 60;
const END_WITHIN_S: u64 = 30;
/// The last line of what it says when it opens.
const OPEN: &str = "its data go too";

/// Where `cargo xtask test` put the binaries.
fn binaries() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let folder = target.join("test-tools");
    assert!(folder.join("vouchsafe").exists(), "run `cargo xtask test`, which builds {}", folder.display());
    folder
}

/// An address that nobody listens at.
fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A demo that runs in a folder for temporary files of its own.
struct Demo {
    child: Child,
    lines: Receiver<String>,
    said: String,
    folder: tempfile::TempDir,
}

impl Demo {
    fn start(arguments: &[&str]) -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["demo", "--binaries"])
            .arg(binaries())
            .args(arguments)
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Demo { child, lines, said: String::new(), folder }
    }

    fn on_free_ports() -> Demo {
        let any = "127.0.0.1:0";
        Demo::start(&["--listen", any, "--zoom", any, "--salesforce", any])
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Reads on until a line has that in it.
    fn until(&mut self, what: &str, within: Duration) {
        loop {
            let Ok(line) = self.lines.recv_timeout(within) else {
                panic!("it did not say “{what}”:\n{}\n{}", self.said, self.log());
            };
            self.said.push_str(&line);
            self.said.push('\n');
            if line.contains(what) {
                return;
            }
        }
    }

    /// The word behind these.
    fn word_behind(&self, before: &str) -> String {
        let behind = self.said.split(before).nth(1).unwrap_or_else(|| panic!("no {before}:\n{}", self.said));
        behind.split_whitespace().next().unwrap().to_owned()
    }

    /// Signs in with what it printed.
    fn signed_in(&self, role: &str) -> Api {
        let url = self.word_behind("Vouchsafe is open at");
        let name = self.word_behind(role);
        let behind = self.said.split(&name).nth(1).unwrap();
        let password = behind.split_whitespace().skip_while(|word| *word != "password").nth(1).unwrap();
        let body = json!({ "name": name, "password": password, "kind": "bearer" });
        let nobody = Api { url, token: String::new() };
        let token =
            nobody.send("POST", "/api/v1/session", Some(&body)).1["token"].as_str().unwrap().to_owned();
        Api { token, ..nobody }
    }

    /// Ctrl-C, as a terminal sends it to the demo; whether it ended well.
    fn interrupt(&mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.ended()
    }

    fn ended(&mut self) -> bool {
        for _ in 0..END_WITHIN_S * 20 {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("it did not end within {END_WITHIN_S} s:\n{}", self.log());
    }

    /// Nobody listens any more where it said that somebody would, or was told to, and no file is left.
    fn nothing_stays(&self, told: &[String]) {
        let said = self.said.split_whitespace().filter_map(|word| word.strip_prefix("http://"));
        for address in said.chain(told.iter().map(String::as_str)) {
            let answer = TcpStream::connect(address);
            let refused = answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused);
            assert!(refused, "{address} still answers: {answer:?}\n{}", self.log());
        }
        let left: Vec<_> =
            fs::read_dir(self.folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert_eq!(left, ["log"], "left in the folder for temporary files");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // A test that failed: the demo ends its servers itself.
        let _ = Command::new("kill").arg(self.child.id().to_string()).stderr(Stdio::null()).status();
        let _ = self.child.wait();
    }
}

/// Somebody who is signed in.
struct Api {
    url: String,
    token: String,
}

impl Api {
    fn send(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json");
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut answer = agent.run(request.body(body).unwrap()).unwrap();
        let json = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), serde_json::from_str(&json).unwrap_or_default())
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.send("GET", path, None);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn messages(&self) -> u64 {
        let mailboxes = self.get("/api/v1/mailboxes?limit=1000");
        mailboxes["items"].as_array().unwrap().iter().map(|one| one["messages"].as_u64().unwrap()).sum()
    }
}

#[test]
fn it_opens_with_an_archive_that_fills_and_leaves_nothing_behind() {
    let mut demo = Demo::on_free_ports();
    demo.until(OPEN, OPEN_WITHIN);

    // Who may read finds mail at once, and opens some; who set it up finds none.
    let reader = demo.signed_in("eDiscovery Manager");
    let mailboxes = reader.get("/api/v1/mailboxes?limit=1000");
    let mailboxes = mailboxes["items"].as_array().unwrap();
    let filled: Vec<_> = mailboxes.iter().filter(|one| one["messages"].as_u64() > Some(0)).collect();
    assert!(filled.len() > 5, "mail for hardly anybody: {mailboxes:?}");
    let path = format!("/api/v1/mailboxes/{}/messages", filled[0]["id"].as_str().unwrap());
    let first = &reader.get(&path)["messages"][0];
    let message = reader.get(&format!("{path}/{}", first["uid"]));
    assert!(!message["text"].as_str().unwrap().is_empty(), "{message}");
    let administrator = demo.signed_in("Global Administrator");
    assert_eq!(administrator.send("GET", "/api/v1/mailboxes", None).0, 403);
    let archive = &administrator.get("/api/v1/archives")["items"][0];
    assert_eq!(archive["health"], "healthy", "{}", archive["message"]);

    // A day passes when a line comes.
    let before = reader.messages();
    demo.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    demo.until("A day passes", Duration::from_secs(10));
    let look = Duration::from_millis(500);
    let more = (0..DAY_WITHIN_S * 2).any(|_| {
        thread::sleep(look);
        reader.messages() > before + 10
    });
    assert!(more, "{before} messages before the day, {} after it:\n{}", reader.messages(), demo.log());

    assert!(demo.interrupt(), "{}", demo.log());
    demo.nothing_stays(&[]);
}

#[test]
fn a_port_that_is_taken_ends_it_and_says_why() {
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = held.local_addr().unwrap().to_string();
    let (zoom, salesforce) = (free_address(), free_address());
    let mut demo = Demo::start(&["--listen", &taken, "--zoom", &zoom, "--salesforce", &salesforce]);
    assert!(!demo.ended());
    let log = demo.log();
    assert!(log.contains(&taken) && log.contains("the port is taken; choose another"), "{log}");
    assert!(log.contains("Vouchsafe ended before it was ready"), "{log}");
    demo.nothing_stays(&[zoom, salesforce]);
}

#[test]
fn it_leaves_nothing_behind_whenever_it_is_interrupted() {
    for delay_ms in [50, 400, 900, 1_400] {
        let addresses = [free_address(), free_address(), free_address()];
        let [listen, zoom, salesforce] = &addresses;
        let mut demo = Demo::start(&["--listen", listen, "--zoom", zoom, "--salesforce", salesforce]);
        thread::sleep(Duration::from_millis(delay_ms));
        // Before there is anything to end it ends as any program does; from then on it says that it ended.
        demo.interrupt();
        demo.nothing_stays(&addresses);
    }
}

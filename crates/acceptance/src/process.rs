//! A process of ours: started, told apart by its ready line, ended by its own id.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// How long a server may take until its ready line.
const START_TIME_MAX: Duration = Duration::from_secs(30);

/// Where `cargo xtask test` put a binary.
pub fn tool(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from);
    let path = target.join("test-tools").join(name);
    assert!(path.exists(), "{} is not there: run `cargo xtask test`, which builds it", path.display());
    path
}

/// A running server.
pub struct Server {
    child: Child,
    /// What it said when it was ready.
    pub ready: Value,
}

impl Server {
    /// Starts a server that says with its first line of JSON where it is. What it logs goes to `log`.
    pub async fn start(command: &mut Command, log: &Path) -> Result<Server, String> {
        let log_file = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log_file)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = || std::fs::read_to_string(log).unwrap_or_default();
        match timeout(START_TIME_MAX, lines.next_line()).await {
            Ok(Ok(Some(line))) => {
                let ready =
                    serde_json::from_str(&line).map_err(|e| format!("not a ready line: {line}: {e}"))?;
                // Its output is read to the end, so that its pipe never fills.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                Ok(Server { child, ready })
            }
            Ok(_) => Err(format!("it ended before it was ready:\n{}", said())),
            Err(_) => Err(format!("not ready after {START_TIME_MAX:?}:\n{}", said())),
        }
    }

    /// As `kill -9`: at once, nothing is finished.
    pub async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// As Ctrl-C: what is open is finished.
    pub async fn stop(&mut self) {
        let id = self.child.id().expect("it runs").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        let ended = timeout(Duration::from_secs(20), self.child.wait()).await;
        assert!(ended.expect("it stops within 20 s").unwrap().success());
    }

    /// Waits until it ended by itself, as at a crash to order.
    pub async fn ended(&mut self, within: Duration) {
        timeout(within, self.child.wait()).await.expect("it ends by itself").unwrap();
    }

    pub fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }
}

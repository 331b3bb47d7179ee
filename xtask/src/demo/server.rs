//! The demo's servers: started, watched, and ended whatever becomes of the demo.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// How long a server may take to finish what it does before it is ended the hard way.
const END_S_MAX: u64 = 20;
/// How often one looks whether it has ended.
const LOOK: Duration = Duration::from_millis(50);

/// A server of ours that said where it is; ended when dropped.
pub struct Server {
    name: String,
    child: Child,
    /// What it said when it was ready.
    pub ready: Value,
}

impl Server {
    /// Starts a server that says with its first line, as JSON, where it is.
    pub fn start(name: &str, command: &mut Command) -> Result<Server> {
        // In a group of its own: Ctrl-C reaches the demo alone, which ends its servers one after another.
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
        let child = command
            .spawn()
            .with_context(|| format!("{name}: {} could not be started", command.get_program().display()))?;
        let mut server = Server { name: name.to_owned(), child, ready: Value::Null };
        let stdout = server.child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let Some(first) = lines.next() else {
            bail!("{name} ended before it was ready; what it said stands above");
        };
        let first = first.with_context(|| format!("{name}: its output could not be read"))?;
        server.ready =
            serde_json::from_str(&first).with_context(|| format!("{name}: not a ready line: {first}"))?;
        // The rest of its output is passed on, so that its pipe never fills.
        thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        Ok(server)
    }

    /// A text of its ready line.
    pub fn said(&self, key: &str) -> Result<&str> {
        let said = self.ready[key].as_str();
        said.with_context(|| format!("{}: the ready line has no {key}: {}", self.name, self.ready))
    }

    /// Fails when it has ended.
    pub fn check(&mut self) -> Result<()> {
        match self.child.try_wait()? {
            Some(status) => bail!("{} ended by itself ({status}); what it said stands above", self.name),
            None => Ok(()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked, not killed, so that it may finish what it writes.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").arg(id).stderr(Stdio::null()).status();
        for _ in 0..END_S_MAX * 1_000 / LOOK.as_millis() as u64 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(LOOK);
        }
        eprintln!("{} did not end within {END_S_MAX} s and is killed", self.name);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

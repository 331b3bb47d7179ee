//! The server: how soon it is ready and what it takes while nothing happens, against Python's file server, which
//! serves nothing but files.

use crate::measure::{self, Spread};
use anyhow::{Context, Result, bail};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

const ROUNDS: usize = 11;
/// How long it idles before its memory is read.
const IDLE: Duration = Duration::from_secs(2);

pub fn run() -> Result<()> {
    let binary = binary()?;
    let folder = tempfile::tempdir()?;
    // The first start makes keys and migrates; the others are what an operator sees each time.
    let first = start(serve(&binary, folder.path()))?;
    end(first.1)?;
    let (mut ours, mut python, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (took, child) = start(serve(&binary, folder.path()))?;
        ours.push(took);
        std::thread::sleep(IDLE / 4);
        memory.push(resident_kb(child.id())?);
        end(child)?;
        let (took, child) = start(python_server())?;
        python.push(took);
        end(child)?;
    }
    let names = ["ours: vouchsafe serve (target: at most 150 ms)", "anchor: python3 -u -m http.server"];
    measure::print("from start to ready", &names, &[Spread::of(ours), Spread::of(python)]);
    println!("  first start of an installation (keys, schema): {:.1?}", first.0);

    let (_, server) = start(serve(&binary, folder.path()))?;
    let (_, anchor) = start(python_server())?;
    std::thread::sleep(IDLE);
    memory.push(resident_kb(server.id())?);
    memory.sort_unstable();
    let (ours, python) = (memory.last().copied().unwrap_or(0), resident_kb(anchor.id())?);
    end(server)?;
    end(anchor)?;
    println!("\nidle memory, resident (target: at most 60 MB)");
    println!("  ours, the most of {} looks   {:>6.1} MB", memory.len(), ours as f64 / 1024.0);
    println!("  anchor: python3 -m http.server {:>6.1} MB", python as f64 / 1024.0);
    Ok(())
}

fn binary() -> Result<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/vouchsafe");
    if !path.exists() {
        bail!("{} is not there: cargo build --release -p vouchsafe", path.display());
    }
    Ok(path)
}

fn serve(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command
        .args(["serve", "--ready-line", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stderr(Stdio::null());
    command
}

fn python_server() -> Command {
    let mut command = Command::new("python3");
    command.args(["-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]).stderr(Stdio::null());
    command
}

/// Starts a server and waits for its first line, which both print when they listen.
fn start(mut command: Command) -> Result<(Duration, Child)> {
    let (took, child) = measure::once(|| -> Result<Child> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("it has an output")?).read_line(&mut line)?;
        anyhow::ensure!(!line.is_empty(), "{command:?} ended before it was ready");
        Ok(child)
    });
    Ok((took, child?))
}

fn end(mut child: Child) -> Result<()> {
    child.kill()?;
    child.wait()?;
    Ok(())
}

fn resident_kb(id: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("it has a resident size")?;
    line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).context("its size is a number")
}

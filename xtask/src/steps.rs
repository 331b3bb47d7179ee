//! Running a command as a step that shows what it is doing and, when it fails, what it said.

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    io::{BufRead, BufReader, IsTerminal, Read},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

/// Lines of a quiet step that are kept to be shown when it fails.
const KEPT_LINES: usize = 200;

/// Runs a step. On a terminal its last line is shown beside a spinner; otherwise only its name. What it
/// printed is shown whole (the last lines of it) when it fails.
pub fn quiet(name: &str, command: &mut Command) -> Result<()> {
    let bar = spinner(name);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{name}: could not start {}", command.get_program().display()))?;
    let kept = Arc::new(Mutex::new(Vec::<String>::new()));
    let readers: Vec<_> = [
        child.stdout.take().map(|out| Box::new(out) as Box<dyn Read + Send>),
        child.stderr.take().map(|err| Box::new(err) as Box<dyn Read + Send>),
    ]
    .into_iter()
    .flatten()
    .map(|stream| {
        let (bar, kept, name) = (bar.clone(), kept.clone(), name.to_owned());
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                bar.set_message(format!("{name}  {}", line.chars().take(90).collect::<String>()));
                let mut kept = kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                if kept.len() == KEPT_LINES {
                    kept.remove(0);
                }
                kept.push(line);
            }
        })
    })
    .collect();
    let status = child.wait()?;
    for reader in readers {
        let _ = reader.join();
    }
    let seconds = bar.elapsed().as_secs();
    bar.finish_and_clear();
    if status.success() {
        eprintln!("✓ {name} ({seconds} s)");
        return Ok(());
    }
    let kept = kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    eprintln!("{}", kept.join("\n"));
    bail!("{name} failed ({status}); what it said stands above")
}

/// Runs a step whose output is the point: it goes straight through.
pub fn loud(name: &str, command: &mut Command) -> Result<()> {
    eprintln!("— {name}");
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{name}: could not start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// Runs a step that is no command.
pub fn own<T>(name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
    let bar = spinner(name);
    let done = step();
    let seconds = bar.elapsed().as_secs();
    bar.finish_and_clear();
    if done.is_ok() {
        eprintln!("✓ {name} ({seconds} s)");
    }
    done.with_context(|| format!("{name} failed"))
}

fn spinner(name: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        eprintln!("… {name}");
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
        bar.set_style(style);
    }
    bar.set_message(name.to_owned());
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// `cargo`, as the one that runs us.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

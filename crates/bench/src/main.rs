//! Comparisons with named anchors, in one run: `cargo run --release -p bench -- [checks] [serve]`.
//!
//! Machines are noisy, so that what counts is the ratio to an anchor that was measured in turn with the subject.
//! The figures that were seen stand in docs/performance.md, with the command that gave them.

mod checks;
mod measure;
mod serve;

fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let runs = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    if let Some(unknown) = wanted.iter().find(|name| !["checks", "serve"].contains(&name.as_str())) {
        anyhow::bail!("there is no comparison “{unknown}”; there are: checks, serve");
    }
    if runs("checks") {
        checks::run()?;
    }
    if runs("serve") {
        serve::run()?;
    }
    Ok(())
}

//! Comparisons with named anchors, in one run: `cargo run --release -p bench -- [checks] [joins] [serve] [scan] [org] [archive] [load]`.
//!
//! Machines are noisy, so that what counts is the ratio to an anchor that was measured in turn with the subject.
//! The figures that were seen stand in docs/performance.md, with the command that gave them.

mod archive;
mod checks;
mod house;
mod joins;
mod load;
mod measure;
mod org;
mod scan;
mod serve;

const COMPARISONS: [&str; 7] = ["checks", "joins", "serve", "scan", "org", "archive", "load"];

fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let runs = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    if let Some(unknown) = wanted.iter().find(|name| !COMPARISONS.contains(&name.as_str())) {
        anyhow::bail!("there is no comparison “{unknown}”; there are: {}", COMPARISONS.join(", "));
    }
    let tokio = tokio::runtime::Runtime::new()?;
    if runs("checks") {
        checks::run()?;
    }
    if runs("joins") {
        joins::run()?;
    }
    if runs("serve") {
        serve::run()?;
    }
    if runs("scan") {
        tokio.block_on(scan::run())?;
    }
    if runs("org") {
        tokio.block_on(org::run())?;
    }
    if runs("archive") {
        tokio.block_on(archive::run())?;
    }
    if runs("load") {
        tokio.block_on(load::run())?;
    }
    Ok(())
}

//! `simulate zoom` and `simulate salesforce` serve simulated services; `simulate conformance` holds the simulated
//! Zoom against Zoom's descriptions.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use std::{io::Write, net::SocketAddr, path::PathBuf, process::ExitCode};

/// Services as local servers, for tests and demonstrations
#[derive(Parser)]
#[command(name = "simulate", version)]
struct Command {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serve a simulated Zoom with two accounts until Ctrl-C or SIGTERM
    Zoom(Zoom),
    /// Serve a simulated Salesforce with two orgs until Ctrl-C or SIGTERM
    Salesforce(Salesforce),
    /// Hold the simulated Zoom's replies and events against Zoom's own API descriptions
    Conformance(Conformance),
}

#[derive(Args)]
struct Zoom {
    /// Where to listen (port 0: any free one)
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Listen as a proxy too, which answers for zoom.us and api.zoom.us (port 0, or nothing: any free one)
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, default_missing_value = "127.0.0.1:0")]
    proxy: Option<SocketAddr>,
    /// Where to write the certificate of the authority that clients of the proxy have to trust
    #[arg(long, value_name = "FILE", requires = "proxy", default_value = "simulated-zoom-ca.pem")]
    proxy_ca: PathBuf,
    /// Serve a further account, large, with so many people
    #[arg(long, value_name = "NUMBER")]
    users: Option<usize>,
    /// Where notices of changes go; it must answer the challenge
    #[arg(long, value_name = "URL", requires = "webhook_secret")]
    webhook_url: Option<String>,
    /// The secret token that signs notices
    #[arg(long, value_name = "TEXT", requires = "webhook_url")]
    webhook_secret: Option<String>,
    /// The account whose notices they are
    #[arg(long, value_name = "NAME", default_value = "tidy")]
    webhook_account: String,
}

#[derive(Args)]
struct Salesforce {
    /// Where to listen (port 0: any free one)
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Listen with TLS too, and write the certificate of the authority that clients have to trust
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// Serve a further org, large, with so many users
    #[arg(long, value_name = "NUMBER")]
    users: Option<usize>,
    /// Give the org large so many posts and comments, each of three people
    #[arg(long, value_name = "NUMBER")]
    feed_items: Option<usize>,
    /// Put a file of so many bytes on each tenth of them
    #[arg(long, value_name = "BYTES", requires = "feed_items")]
    feed_file_bytes: Option<u64>,
}

#[derive(Args)]
struct Conformance {
    /// The folder that holds Zoom's API descriptions (they are Zoom's, and not part of this repository)
    #[arg(long)]
    data: PathBuf,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    match Command::parse().what {
        What::Zoom(order) => serve_zoom(order).await,
        What::Salesforce(order) => serve_salesforce(order).await,
        What::Conformance(order) => conformance(order).await,
    }
}

async fn serve_zoom(order: Zoom) -> anyhow::Result<ExitCode> {
    let config = simulate::zoom::Config {
        listen: order.listen,
        proxy: order.proxy,
        users: order.users,
        ..simulate::zoom::Config::default()
    };
    let running = simulate::zoom::start(config).await?;
    let mut ready = running.ready_line();
    if let Some(proxy) = &running.proxy {
        std::fs::write(&order.proxy_ca, &proxy.ca_pem)
            .with_context(|| format!("cannot write {}", order.proxy_ca.display()))?;
        ready["proxy_url"] = proxy.url.as_str().into();
        ready["proxy_ca"] = order.proxy_ca.display().to_string().into();
    }
    say(&ready)?;
    if let (Some(url), Some(secret)) = (order.webhook_url, order.webhook_secret) {
        let mode = simulate::zoom::Mode::default();
        running
            .subscribe(&order.webhook_account, &url, &secret, mode)
            .await
            .context("the webhook endpoint was not saved")?;
    }
    told_to_end().await?;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn serve_salesforce(order: Salesforce) -> anyhow::Result<ExitCode> {
    let config = simulate::salesforce::Config {
        listen: order.listen,
        tls: order.tls_ca.is_some(),
        users: order.users,
        feed_items: order.feed_items,
        feed_file_bytes: order.feed_file_bytes,
        ..simulate::salesforce::Config::default()
    };
    let running = simulate::salesforce::start(config).await?;
    let mut ready = running.ready_line();
    if let (Some(secure), Some(file)) = (&running.secure, &order.tls_ca) {
        std::fs::write(file, &secure.ca_pem).with_context(|| format!("cannot write {}", file.display()))?;
        ready["tls_ca"] = file.display().to_string().into();
    }
    say(&ready)?;
    told_to_end().await?;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints the ready line, at once.
fn say(ready: &serde_json::Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{ready}").and_then(|()| out.flush()).context("cannot write the ready line")
}

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_end() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

/// Exit code when the descriptions are not there or nothing could be compared.
const NOT_COMPARED: u8 = 2;

async fn conformance(order: Conformance) -> anyhow::Result<ExitCode> {
    let report = match simulate::conformance::run(&order.data).await {
        Ok(report) => report,
        Err(error) => {
            eprintln!("nothing was compared: {error}");
            return Ok(ExitCode::from(NOT_COMPARED));
        }
    };
    for line in report.known() {
        println!("known   {line}");
    }
    for operation in simulate::conformance::Report::not_compared() {
        println!("left    {operation}: Zoom describes it in a document that is not among these");
    }
    for mismatch in &report.mismatches {
        println!("differs {mismatch}");
    }
    println!(
        "{} replies, events and table rows looked at: {} differ, {} known differences",
        report.looked_at,
        report.mismatches.len(),
        report.allowed.len()
    );
    Ok(if report.mismatches.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

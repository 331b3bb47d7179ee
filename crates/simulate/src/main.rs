//! `simulate zoom` serves a simulated Zoom; `simulate conformance` holds it against Zoom's descriptions.

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
        What::Zoom(order) => serve(order).await,
        What::Conformance(order) => conformance(order).await,
    }
}

async fn serve(order: Zoom) -> anyhow::Result<ExitCode> {
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
    let mut out = std::io::stdout().lock();
    writeln!(out, "{ready}").and_then(|()| out.flush()).context("cannot write the ready line")?;
    drop(out);
    if let (Some(url), Some(secret)) = (order.webhook_url, order.webhook_secret) {
        let mode = simulate::zoom::Mode::default();
        running
            .subscribe(&order.webhook_account, &url, &secret, mode)
            .await
            .context("the webhook endpoint was not saved")?;
    }
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result?,
        _ = terminate.recv() => {}
    }
    running.stop().await;
    Ok(ExitCode::SUCCESS)
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

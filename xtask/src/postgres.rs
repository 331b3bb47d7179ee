//! A real PostgreSQL for the tests: Debian's package, a temporary directory, a free port.

use crate::tools;
use anyhow::{Context, Result, bail};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// How often, and how long between, the start is looked for.
const START_TRIES: u32 = 200;
const START_PAUSE: Duration = Duration::from_millis(50);

/// A running server; stopped, and its files removed, when dropped.
pub struct Postgres {
    server: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        tools::require(&[&tools::POSTGRES])?;
        let bin = tools::POSTGRES
            .found_at
            .iter()
            .map(Path::new)
            .rfind(|path| path.exists())
            .and_then(Path::parent)
            .context("PostgreSQL has no folder")?
            .to_path_buf();
        let folder = tempfile::Builder::new().prefix("vouchsafe-postgres-").tempdir()?;
        let data = folder.path().join("data");
        if tools::is_root() {
            // PostgreSQL refuses to run as root; Debian's package brings this user.
            run(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        let mut initdb = as_its_user(&bin.join("initdb"));
        initdb.args([
            "--no-sync",
            "--auth=trust",
            "--username=vouchsafe",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        run(initdb.arg("--pgdata").arg(&data))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let server = as_its_user(&bin.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-h",
                "127.0.0.1",
                "-p",
                &port.to_string(),
                "-c",
                "fsync=off",
                "-c",
                "max_connections=300",
            ])
            .arg("-k")
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(folder.path().join("log"))?)
            .spawn()?;
        let postgres = Self { server, port, _folder: folder };
        for _ in 0..START_TRIES {
            if run(as_its_user(&bin.join("pg_isready")).args([
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ]))
            .is_ok()
            {
                return Ok(postgres);
            }
            std::thread::sleep(START_PAUSE);
        }
        bail!(
            "PostgreSQL did not start within 10 s: {}",
            std::fs::read_to_string(postgres._folder.path().join("log"))?
        )
    }

    /// A server where tests may make databases.
    pub fn url(&self) -> String {
        format!("postgres://vouchsafe@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown. `setpriv` has become the server, so this is its own id.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let _ = self.server.wait();
    }
}

/// The program as PostgreSQL's own user where we are root, and so that it does not outlive us.
fn as_its_user(program: &PathBuf) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if tools::is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

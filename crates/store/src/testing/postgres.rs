//! A PostgreSQL server for tests: the one that `VOUCHSAFE_TEST_POSTGRES` names, or one of our own.
//!
//! Every test may be a process of its own, so ours is shared among processes. Who uses it holds a shared lock
//! on a file; the server's keeper waits for an exclusive one, stops the server and removes its data. The
//! kernel drops a killed process's lock, and a killed keeper takes the server along.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::{
    fs::{self, File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Duration,
};

/// URL of a server where databases may be made, with a user who may.
const VARIABLE: &str = "VOUCHSAFE_TEST_POSTGRES";
const INSTALL: &str = "the tests need PostgreSQL: apt-get install postgresql (or name a server in \
                       VOUCHSAFE_TEST_POSTGRES)";
/// How often, and at what distance, a starting server is asked whether it listens: a minute in all.
const START_POLLS: u32 = 1_200;
const START_POLL: Duration = Duration::from_millis(50);

/// `$1` binaries, `$2` data, `$3` port, `$4` lock file, the rest what to run programs under. Texts of the
/// server's default collation are ordered as a language does, so that a column which forgot its own shows.
const KEEPER: &str = r#"
bin=$1 data=$2 port=$3 lock=$4; shift 4
"$@" "$bin/initdb" --pgdata="$data" --username=postgres --auth=trust --no-sync --encoding=UTF8 \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=en
"$@" "$bin/postgres" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 &
server=$!
exec 9>>"$lock"
while :; do
    flock --exclusive 9; flock --unlock 9
    sleep 3
    flock --exclusive --nonblock 9 && break
done
kill -QUIT "$server"
wait "$server"
rm -rf "$data" "$data.log"
"#;

/// A database on the server, dropped with this value.
pub(super) struct Database {
    pub url: String,
    name: String,
}

impl Database {
    pub async fn make(name: &str) -> Self {
        let server = tokio::task::spawn_blocking(server_url).await.expect("a server");
        run(server, format!("CREATE DATABASE {name}")).await;
        let mut url = url::Url::parse(server).expect("a URL of PostgreSQL");
        url.set_path(name);
        Self { url: url.into(), name: name.to_owned() }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // On a thread, since the test's runtime cannot be waited for from within.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(run(server_url(), sql));
        });
        if dropped.join().is_err() {
            tracing::warn!(name = self.name, "a test's database was not dropped");
        }
    }
}

async fn run(server: &str, sql: String) {
    let mut connection = PgConnection::connect(server).await.unwrap_or_else(|e| panic!("{server}: {e}"));
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.expect("the server does it");
    connection.close().await.expect("the connection closes");
}

/// The URL of the server that this process uses until it ends.
fn server_url() -> &'static str {
    static SERVER: OnceLock<(String, Option<File>)> = OnceLock::new();
    let (url, _lock) = SERVER.get_or_init(|| match std::env::var(VARIABLE) {
        Ok(url) => (url, None),
        Err(_) => own_server(),
    });
    url
}

/// Joins the users of the shared server, which is started where none runs.
fn own_server() -> (String, Option<File>) {
    let folder = shared_folder();
    fs::create_dir_all(&folder).expect("a folder for the server's address");
    let open = |name: &str| {
        let path = folder.join(name);
        OpenOptions::new().create(true).append(true).open(path).expect("a lock file")
    };
    let starting = open("starting.lock");
    starting.lock().expect("the lock");
    let users = open("users.lock");
    users.lock_shared().expect("the lock");
    let address = folder.join("port");
    let port = fs::read_to_string(&address).ok().and_then(|text| text.parse::<u16>().ok());
    let bin = binaries();
    let port = port.filter(|port| is_ready(&bin, *port)).unwrap_or_else(|| {
        let port = start(&bin, &folder.join("users.lock"));
        fs::write(&address, port.to_string()).expect("the server's address is written");
        port
    });
    (format!("postgres://postgres@127.0.0.1:{port}/postgres"), Some(users))
}

/// Beside the test programs, so that each target folder has its own server.
fn shared_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    let built = program.ancestors().find(|folder| folder.join("deps").is_dir());
    built.map_or_else(std::env::temp_dir, Path::to_owned).join("test-postgres")
}

/// The programs of the newest PostgreSQL that Debian's packages have installed.
fn binaries() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|version| Some((version.file_name().to_str()?.parse::<u32>().ok()?, version.path())))
        .max();
    let bin = newest.map(|(_, path)| path.join("bin")).filter(|bin| bin.join("initdb").is_file());
    bin.unwrap_or_else(|| panic!("{INSTALL}"))
}

/// Starts a server whose keeper watches that lock file; gives its port when it takes connections.
fn start(bin: &Path, lock: &Path) -> u16 {
    let data = tempfile::Builder::new().prefix("vouchsafe-postgres-").tempdir().expect("a folder").keep();
    let mut under = vec!["setpriv", "--pdeathsig", "KILL"];
    // PostgreSQL refuses to run as root; Debian's package brings a user for it.
    if Command::new("chown")
        .arg("postgres:postgres")
        .arg(&data)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
    {
        under.extend(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
    let port = free.expect("a free port").port();
    let log_path = data.with_extension("log");
    let log = File::create(&log_path).expect("a log file");
    // Forks, so that the keeper outlives this test without being its child.
    let keeper = Command::new("setsid")
        .args(["--fork", "sh", "-c", KEEPER, "postgres-keeper"])
        .args([bin, &data, Path::new(&port.to_string()), lock])
        .args(under)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("a log file"))
        .stderr(log)
        .status();
    assert!(keeper.is_ok_and(|status| status.success()), "the tests need setsid, of Debian's util-linux");
    for _ in 0..START_POLLS {
        if is_ready(bin, port) {
            return port;
        }
        std::thread::sleep(START_POLL);
    }
    let log = fs::read_to_string(&log_path).unwrap_or_default();
    panic!("PostgreSQL did not start within a minute; it said:\n{log}");
}

/// Whether a server there takes connections; listening alone is not enough while it is starting up.
fn is_ready(bin: &Path, port: u16) -> bool {
    let mut asked = Command::new(bin.join("pg_isready"));
    asked.args(["--quiet", "--host=127.0.0.1", "--port", &port.to_string()]);
    asked.status().is_ok_and(|status| status.success())
}

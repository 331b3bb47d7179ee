//! Virtual environments with a client of the Python Package Index in each, and folders with a package of npm, made at
//! the first need.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A client at one version.
pub struct Client {
    /// Its name, as it is installed.
    pub name: &'static str,
    /// As it is imported.
    pub module: &'static str,
    pub version: &'static str,
}

pub const ZOOMUS: Client = Client { name: "zoomus", module: "zoomus", version: "1.2.1" };
pub const PYZOOM: Client = Client { name: "pyzoom", module: "pyzoom", version: "1.0.8" };
pub const SIMPLE_SALESFORCE: Client =
    Client { name: "simple-salesforce", module: "simple_salesforce", version: "1.12.10" };

/// A package of npm at one version: one that works on the Node.js that the portal is built with.
pub struct Package {
    pub name: &'static str,
    pub version: &'static str,
}

pub const JSFORCE: Package = Package { name: "jsforce", version: "3.9.5" };

/// The folder for what tests install.
fn tools() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
    let tools = target.join("test-tools");
    std::fs::create_dir_all(&tools).expect("a folder for test tools");
    tools
}

/// Tests run as processes of their own: a lock lets one of them install while the others wait.
fn lock(name: &str) -> std::fs::File {
    let lock = std::fs::File::create(tools().join(format!("{name}.lock"))).expect("a file to lock");
    lock.lock().expect("the lock");
    lock
}

/// Runs a step of an installation; says how to do it by hand where it fails.
fn install(mut step: Command, cure: &str) {
    let out = step.output().unwrap_or_else(|error| panic!("{step:?}: {error}\n{cure}"));
    assert!(out.status.success(), "{step:?}: {}\n{cure}", String::from_utf8_lossy(&out.stderr));
}

/// The script of this folder.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

async fn output(mut command: Command, variables: &[(&str, &str)]) -> Output {
    for proxy in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(proxy);
    }
    command.envs(variables.iter().copied());
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

impl Package {
    /// The folder in which it is installed.
    pub fn folder(&self) -> PathBuf {
        let _lock = lock(self.name);
        let folder = tools().join(self.name);
        let manifest = folder.join("node_modules").join(self.name).join("package.json");
        let version = format!("\"version\": \"{}\"", self.version);
        let works = || std::fs::read_to_string(&manifest).is_ok_and(|text| text.contains(&version));
        if works() {
            return folder;
        }
        let package = format!("{}@{}", self.name, self.version);
        let cure = format!(
            "run: npm install --prefix {} --no-save {package}   (Node.js 20 with npm: https://nodejs.org)",
            folder.display()
        );
        std::fs::create_dir_all(&folder).expect("a folder for the package");
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        npm.arg(&folder).arg(&package);
        install(npm, &cure);
        assert!(works(), "{package} is installed and is not there\n{cure}");
        folder
    }

    /// Runs a script of this folder with the package's folder as its first argument.
    pub async fn run(&self, name: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new("node");
        command.arg(script(name)).arg(self.folder()).args(arguments);
        output(command, &[]).await
    }
}

impl Client {
    /// The virtual environment of the client.
    pub fn environment(&self) -> PathBuf {
        let _lock = lock(self.name);
        let environment = tools().join(self.name);
        let python = environment.join("bin/python");
        let wanted = format!(
            "import {module}, importlib.metadata as m; assert m.version('{name}') == '{version}'",
            module = self.module,
            name = self.name,
            version = self.version
        );
        let works =
            || Command::new(&python).args(["-c", &wanted]).output().is_ok_and(|out| out.status.success());
        if works() {
            return environment;
        }
        let client = format!("{}=={}", self.name, self.version);
        let cure = format!(
            "run: python3 -m venv {dir} && {dir}/bin/pip install {client}   (Debian: apt-get install python3-venv)",
            dir = environment.display()
        );
        let (mut venv, mut pip) = (Command::new("python3"), Command::new(environment.join("bin/pip")));
        venv.args(["-m", "venv"]).arg(&environment);
        pip.args(["install", "--quiet", &client]);
        install(venv, &cure);
        install(pip, &cure);
        assert!(works(), "{client} is installed and cannot be imported\n{cure}");
        environment
    }

    /// A folder of the client's own package, wherever its interpreter keeps it.
    pub fn package(&self) -> PathBuf {
        let ask = format!("import {0}; print({0}.__path__[0])", self.module);
        let python = self.environment().join("bin/python");
        let out = Command::new(python).args(["-c", &ask]).output().expect("the interpreter runs");
        PathBuf::from(String::from_utf8_lossy(&out.stdout).trim())
    }

    /// Runs a script of this folder with the client, its arguments and further variables.
    pub async fn run(&self, name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(self.environment().join("bin/python"));
        command.arg(script(name)).args(arguments);
        output(command, variables).await
    }
}

/// What a script printed, as JSON; its complaint where it failed.
pub fn report(out: &Output) -> serde_json::Value {
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("the script prints JSON")
}

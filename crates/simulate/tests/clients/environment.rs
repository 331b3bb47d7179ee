//! Virtual environments with a client of the Python Package Index in each, made at the first need.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A client at one version.
pub struct Client {
    /// Its name, as it is installed and imported.
    pub name: &'static str,
    pub version: &'static str,
}

pub const ZOOMUS: Client = Client { name: "zoomus", version: "1.2.1" };
pub const PYZOOM: Client = Client { name: "pyzoom", version: "1.0.8" };

impl Client {
    /// The interpreter that knows the client. Tests run as processes of their own: a lock lets one of them make
    /// the environment while the others wait.
    pub fn python(&self) -> PathBuf {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
        let tools = target.join("test-tools");
        std::fs::create_dir_all(&tools).expect("a folder for test tools");
        let lock = std::fs::File::create(tools.join(format!("{}.lock", self.name))).expect("a file to lock");
        lock.lock().expect("the lock");
        let environment = tools.join(self.name);
        let python = environment.join("bin/python");
        let wanted = format!(
            "import {name}, importlib.metadata as m; assert m.version('{name}') == '{version}'",
            name = self.name,
            version = self.version
        );
        let works =
            || Command::new(&python).args(["-c", &wanted]).output().is_ok_and(|out| out.status.success());
        if works() {
            return python;
        }
        let client = format!("{}=={}", self.name, self.version);
        let cure = format!(
            "run: python3 -m venv {dir} && {dir}/bin/pip install {client}   (Debian: apt-get install python3-venv)",
            dir = environment.display()
        );
        let (mut venv, mut pip) = (Command::new("python3"), Command::new(environment.join("bin/pip")));
        venv.args(["-m", "venv"]).arg(&environment);
        pip.args(["install", "--quiet", &client]);
        for mut step in [venv, pip] {
            let out = step.output().unwrap_or_else(|error| panic!("{step:?}: {error}\n{cure}"));
            assert!(out.status.success(), "{step:?}: {}\n{cure}", String::from_utf8_lossy(&out.stderr));
        }
        assert!(works(), "{client} is installed and cannot be imported\n{cure}");
        python
    }

    /// Runs a script of this folder with the client, its arguments and further variables.
    pub async fn run(&self, script: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
        let mut command = Command::new(self.python());
        command.arg(script).args(arguments);
        for proxy in ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "NO_PROXY", "no_proxy"] {
            command.env_remove(proxy);
        }
        command.envs(variables.iter().copied());
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}

/// What a script printed, as JSON; its complaint where it failed.
pub fn report(out: &Output) -> serde_json::Value {
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("the script prints JSON")
}

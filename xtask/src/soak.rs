//! `cargo xtask soak`: archiving is killed at random moments, again and again, while people go on writing. It is the
//! story that the tests tell with twenty kills.

use crate::{postgres::Postgres, steps, test, tools};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

/// The story, but for the database.
const STORY: &str = "archive::crashes::at_any_moment::on_";
/// Who tells it.
const STORIES: &[&str] = &["test", "--quiet", "--package", "acceptance", "--test", "stories", "--"];

#[derive(Args)]
pub struct Soak {
    /// How often the server is killed
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    kills: u64,
    /// On which database
    #[arg(long, value_enum, default_value_t = Database::Both)]
    database: Database,
    /// What the moments and what is written follow; another one each time when left out. It is printed: the same one
    /// repeats a run as far as the machine does
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
    Both,
}

impl Soak {
    pub fn run(self) -> Result<()> {
        tools::require(&[&tools::CC, &tools::KILL, &tools::PYTHON])?;
        let databases = match self.database {
            Database::Sqlite => vec!["sqlite"],
            Database::Postgres => vec!["postgres"],
            Database::Both => vec!["sqlite", "postgres"],
        };
        let server = match databases.contains(&"postgres") {
            true => Some(Postgres::start()?),
            false => None,
        };
        test::binaries_for_acceptance()?;
        let seed = self.seed.unwrap_or_else(|| u64::from(std::process::id()));
        let mut failed = Vec::new();
        for database in databases {
            let story = format!("{STORY}{database}");
            is_told(&story)?;
            let mut command = steps::cargo(STORIES);
            command
                .args(["--exact", "--nocapture", &story])
                .env("VOUCHSAFE_SOAK_KILLS", self.kills.to_string())
                .env("VOUCHSAFE_SOAK_SEED", seed.to_string());
            if let Some(server) = &server {
                command.env("VOUCHSAFE_TEST_POSTGRES", server.url());
            }
            if steps::loud(&format!("soak on {database}"), &mut command).is_err() {
                failed.push(database);
            }
        }
        if !failed.is_empty() {
            bail!(
                "the soak failed on {}; what was found stands above. Again: cargo xtask soak --kills {} --seed {seed}",
                failed.join(" and "),
                self.kills
            );
        }
        Ok(())
    }
}

/// A story that is not there would go well.
fn is_told(story: &str) -> Result<()> {
    let listed = steps::cargo(STORIES).args(["--list", "--exact", story]).output()?;
    match String::from_utf8_lossy(&listed.stdout).contains(&format!("{story}: test")) {
        true => Ok(()),
        false => bail!("{story} is not among the stories:\n{}", String::from_utf8_lossy(&listed.stderr)),
    }
}

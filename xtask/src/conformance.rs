//! Holding the simulators against the services' own API descriptions, which are not part of this repository.

use crate::steps;
use anyhow::{Result, bail};
use clap::Args;
use std::path::PathBuf;

/// Where the descriptions lie when they lie beside the clone.
const BESIDE_THE_CLONE: &str = "../shared/data/zoom-openapi";

#[derive(Args)]
pub struct Conformance {
    /// Folder with Zoom's OpenAPI documents (endpoints_accounts_Accounts.json and so on)
    #[arg(long)]
    data: Option<PathBuf>,
}

impl Conformance {
    /// With the descriptions that lie beside the clone.
    pub fn beside_the_clone() -> Self {
        Self { data: None }
    }

    pub fn run(self) -> Result<()> {
        let data = self.data.unwrap_or_else(|| BESIDE_THE_CLONE.into());
        if !data.is_dir() {
            bail!(
                "{}: there is no such folder. Give the folder that holds Zoom's API descriptions with --data; \
                 they are Zoom's and are not part of this repository.",
                data.display()
            );
        }
        let data = data.display().to_string();
        steps::loud(
            "conformance",
            &mut steps::cargo(&["run", "--quiet", "-p", "simulate", "--", "conformance", "--data", &data]),
        )
    }
}

/// Whether the descriptions lie beside the clone, so that the tests may include them.
pub fn is_possible() -> bool {
    std::path::Path::new(BESIDE_THE_CLONE).is_dir()
}

//! The committed OpenAPI document and the types that the portal makes of it.

use crate::{portal, steps};
use anyhow::{Context, Result, bail};

/// Writes `openapi/vouchsafe.json` from the server's own description, then the portal's types from it.
pub fn write() -> Result<()> {
    let output = steps::cargo(&["run", "--quiet", "--package", "vouchsafe", "--", "openapi"])
        .output()
        .context("could not run vouchsafe openapi")?;
    if !output.status.success() {
        bail!("vouchsafe openapi failed:\n{}", String::from_utf8_lossy(&output.stderr));
    }
    std::fs::create_dir_all("openapi")?;
    std::fs::write("openapi/vouchsafe.json", &output.stdout)?;
    portal::install()?;
    steps::quiet("portal types", &mut portal::npm(&["run", "schema"]))
}

//! The pages' styles and scripts are built by `npm run build` in `web/` and embedded from `web/dist`. Where they are
//! missing the program still builds: the pages are then served bare, and the site says so when it starts.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let here = std::env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?;
    let dist = Path::new(&here).join("../../web/dist");
    std::fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}

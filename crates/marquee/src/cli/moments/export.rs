//! Moments written for other programs.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use house::analyse::export::{Cuttings, ExportFormat, write};
use house::analyse::moments::Moment;
use house::archive::Asset;

use crate::cli::Front;
use crate::cli::problem::Advised;
use crate::production::TapeKnown;

/// # Errors
/// A sentence when the form cannot hold them, or there is a file already.
pub(super) fn export(
    front: &Front,
    asset: &Asset,
    known: &TapeKnown,
    moments: &[Moment],
    name: &str,
    format: ExportFormat,
    out: Option<&Path>,
) -> anyhow::Result<()> {
    let text = write(
        format,
        &Cuttings {
            name,
            file: &asset.file_name,
            length: known.analysis.length,
            rate: known.analysis.picture.as_ref().map(|picture| picture.rate),
            moments,
        },
    )?;
    let Some(path) = out else {
        return front.terminal.out(text.trim_end_matches(['\r', '\n']));
    };
    let unwritable = |error: std::io::Error| {
        Advised::new(
            format!("'{}' cannot be written: {error}", path.display()),
            "name a new file in a folder that is there",
        )
    };
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(unwritable)?;
    let count = moments.len();
    front
        .terminal
        .say(format!("{count} moments are in '{}'.", path.display()));
    Ok(())
}

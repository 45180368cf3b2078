//! Moments in every form, for other programs to read.

use std::fs;
use std::path::Path;

use house::analyse::Analysis;
use house::analyse::export::{Cuttings, ExportFormat, write as export};
use house::analyse::moments::Moment;
use media::time::FrameRate;
use serde_json::{Value, json};

/// At 25 and at 29.97 frames a second.
pub(super) fn write(folder: &Path, analysis: &Analysis, moments: &[Moment]) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, rate) in [("25", (25, 1)), ("2997", (30_000, 1_001))] {
        let cuttings = Cuttings {
            name: "A composed film",
            file: "composed.mov",
            length: analysis.length,
            rate: Some(FrameRate::new(rate.0, rate.1)?),
            moments,
        };
        for format in ExportFormat::ALL {
            let path = folder.join(format!("moments-{name}.{}", format.as_str()));
            fs::write(path, export(format, &cuttings)?)?;
        }
        let told: Vec<Value> = moments
            .iter()
            .map(|one| {
                json!({
                    "start_s": one.span.start.micros() as f64 / 1e6,
                    "end_s": one.span.end.micros() as f64 / 1e6,
                    "title": one.title,
                })
            })
            .collect();
        fs::write(
            folder.join(format!("moments-{name}.json")),
            serde_json::to_string_pretty(&told)?,
        )?;
    }
    Ok(())
}

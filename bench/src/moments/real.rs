//! The moments of real files, to look at: nobody planted anything in them.

use std::path::Path;

use house::analyse::Analysis;
use house::analyse::moments::{Material, find_moments};
use house::analyse::sound::Ear;
use house::archive::AssetKind;
use media::time::MediaTime;

use super::{TOP, judge, kept, picture, sounds};

/// Longer ones are cut off here.
const LONGEST_SECONDS: u32 = 1_200;

pub(super) fn tell(file: &Path, keep: Option<&Path>) -> anyhow::Result<()> {
    let sound = sounds::samples(file, LONGEST_SECONDS).unwrap_or_default();
    let analysis = kept::or_else(keep, &sound, || analyse(file, &sound))?;
    let material = Material {
        analysis: &analysis,
        lines: &[],
        kind: AssetKind::Film,
        duplicates: &[],
        audience: None,
        marks: &[],
    };
    println!("  {}", file.display());
    for one in find_moments(&material, TOP) {
        judge::tell_one(&one);
    }
    Ok(())
}

fn analyse(file: &Path, sound: &[f32]) -> anyhow::Result<Analysis> {
    let seen = picture::seen_in(file, f64::from(LONGEST_SECONDS)).ok();
    let hearing = (!sound.is_empty()).then(|| {
        let mut ear = Ear::new(1, sounds::RATE as u32);
        ear.hear(sound);
        ear.finish()
    });
    let mut findings = seen.as_ref().map_or_else(Vec::new, |seen| seen.findings.clone());
    findings.extend(hearing.iter().flat_map(|hearing| hearing.findings.clone()));
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let picture = seen.map(|seen| seen.picture);
    let shown = picture
        .as_ref()
        .and_then(|picture| picture.shots.last().map(|shot| picture.span_of(shot).end));
    let heard = hearing.as_ref().map(|hearing| hearing.length);
    Ok(Analysis {
        length: shown.max(heard).unwrap_or(MediaTime::ZERO),
        picture,
        hearing,
        findings,
    })
}

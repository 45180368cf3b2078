//! Publishing: from finished renditions to something that players can play, against shaka-packager on the same files.
//!
//! Our side finds the segments in the files, files their table, opens the release and writes every playlist and the
//! manifest. Theirs writes the playlists, the manifest and, as it must, the segments.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use house::encode::{Rendition, Track};
use package::{PictureTrack, Presentation, SoundTrack, dash, hls};

use crate::bench_house::BenchHouse;
use crate::child::run as run_child;
use crate::copy::size_of;
use crate::engine;
use crate::figures::{Series, Short, precise, report};
use crate::film;
use crate::scale::Scale;

pub(crate) async fn run(folder: &Path, scale: &Scale) -> anyhow::Result<()> {
    let house = BenchHouse::found(&folder.join("publishing-house")).await?;
    let film = film::make(folder, scale.large())?;
    let (mut ours, mut theirs) = (Series::default(), Series::default());
    let mut bytes_of_film = 0;
    let mut their_disk = 0;
    let (title, master, renditions) = house.file(&film, "film").await?;
    for rendition in &renditions {
        bytes_of_film += rendition.bytes;
    }
    for round in 0..=scale.rounds {
        let begun = Instant::now();
        publish(&house, &title, &master, &renditions).await?;
        let own = begun.elapsed();
        let out = folder.join("packager-out");
        let begun = Instant::now();
        package_files(&house, &renditions, &out)?;
        let other = begun.elapsed();
        their_disk = size_of(&out)?;
        fs::remove_dir_all(&out)?;
        if round > 0 {
            ours.push(own.as_secs_f64());
            theirs.push(other.as_secs_f64());
        }
    }
    println!(
        "publishing {} bytes of finished renditions",
        Short(precise(bytes_of_film))
    );
    report(
        "seconds (the ratio is ours over theirs; aim: under 0.02)",
        &ours,
        &theirs,
        "packager",
    );
    let extra = precise(house.close().await?);
    println!("  extra disk (aim: under 0.1 %)");
    println!(
        "    marquee   {} bytes, {:.4} % (the whole catalogue)",
        Short(extra),
        100.0 * extra / precise(bytes_of_film)
    );
    println!(
        "    packager  {} bytes, {:.1} %",
        Short(precise(their_disk)),
        100.0 * precise(their_disk) / precise(bytes_of_film)
    );
    Ok(())
}

async fn publish(
    house: &BenchHouse,
    title: &house::id::TitleId,
    master: &house::id::MasterId,
    renditions: &[Rendition],
) -> anyhow::Result<()> {
    let mut found = Vec::new();
    for rendition in renditions {
        found.push(Rendition {
            segments: Some(std::sync::Arc::new(crate::table::read(
                &house.path_of(rendition),
            )?)),
            ..rendition.clone()
        });
    }
    for (own, known) in found.iter().zip(renditions) {
        anyhow::ensure!(
            own.segments == known.segments,
            "another table was found: {:?} for {:?}",
            own.segments
                .as_ref()
                .map(|table| (table.priming, table.segments.first(), table.segments.last())),
            known.segments.as_ref().map(|table| (
                table.priming,
                table.segments.first(),
                table.segments.last()
            )),
        );
    }
    house.publish(title, master, &found).await?;
    let presentation = presentation(&found)?;
    let mut texts = vec![hls::multivariant(&presentation), dash::manifest(&presentation)];
    for rendition in &found {
        texts.push(hls::playlist(&presentation, rendition.key.as_str()).context("a playlist")?);
    }
    anyhow::ensure!(texts.iter().all(|text| text.len() > 100));
    Ok(())
}

fn presentation(renditions: &[Rendition]) -> anyhow::Result<Presentation<'_>> {
    let mut presentation = Presentation::default();
    for rendition in renditions {
        let table = rendition.segments.as_ref().context("no segment table")?;
        let key = rendition.key.as_str();
        match &rendition.track {
            Track::Picture {
                width,
                height,
                rate,
                codec,
            } => presentation.pictures.push(PictureTrack {
                key,
                codec: &codec.0,
                width: *width,
                height: *height,
                rate: *rate,
                table,
            }),
            Track::Sound {
                channels,
                sample_rate,
                codec,
                language,
                default,
                ..
            } => {
                presentation.sounds.push(SoundTrack {
                    key,
                    codec: &codec.0,
                    channels: *channels,
                    sample_rate: *sample_rate,
                    language,
                    name: "Sound",
                    default: *default,
                    table,
                });
            }
            Track::Text { .. } => {}
        }
    }
    Ok(presentation)
}

fn package_files(house: &BenchHouse, renditions: &[Rendition], out: &Path) -> anyhow::Result<()> {
    let mut command = engine::program("packager")?;
    for (number, rendition) in renditions.iter().enumerate() {
        let kind = if matches!(rendition.track, Track::Picture { .. }) {
            "video"
        } else {
            "audio"
        };
        let path = house.path_of(rendition);
        let folder = out.join(number.to_string());
        command.arg(format!(
            "in={},stream={kind},init_segment={folder}/init.mp4,segment_template={folder}/$Number$.m4s,playlist_name={number}.m3u8",
            path.display(),
            folder = folder.display(),
        ));
    }
    command.args(["--segment_duration", "4", "--generate_static_live_mpd"]);
    command
        .arg("--hls_master_playlist_output")
        .arg(out.join("film.m3u8"));
    command.arg("--mpd_output").arg(out.join("film.mpd"));
    run_child(&mut command)?;
    Ok(())
}

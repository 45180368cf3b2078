//! Every segment decoded by itself, after nothing but its init, as a player does that seeks or switches.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use engine::{DecodeRequest, Decoded};
use house::encode::Rendition;
use house::release::Report;
use media::segments::SegmentTable;

use super::examine::find;
use super::{Failure, Work};

/// Alone, each segment must give the very pictures that it gives within the whole.
pub async fn pictures(
    work: &Work,
    rendition: &Rendition,
    table: &SegmentTable,
    whole: &Decoded,
    report: &mut Report,
) -> Result<(), Failure> {
    let mut expected = whole.units.iter();
    for number in 0..table.segments.len() {
        let decoded = decode_one(work, rendition, table, number, report).await?;
        let wanted = table.segments.get(number).map_or(0, |segment| segment.samples);
        let place = place(table, number);
        if decoded.frames() != u64::from(wanted) {
            let sentence = format!("gives {} pictures alone, it has {wanted}", decoded.frames());
            find(report, place, sentence);
        } else if !decoded
            .units
            .iter()
            .zip(expected.by_ref().take(decoded.units.len()))
            .all(|(alone, within)| alone.md5 == within.md5)
        {
            find(report, place, "gives other pictures alone than within the whole");
        }
    }
    if report.findings.is_empty() {
        let line = format!(
            "{} segments decoded alone, the same pictures",
            table.segments.len()
        );
        report.lines.push(line);
    }
    Ok(())
}

/// Sound leans on the packet before, so only that it decodes is looked at.
pub async fn sounds(
    work: &Work,
    rendition: &Rendition,
    table: &SegmentTable,
    report: &mut Report,
) -> Result<(), Failure> {
    for number in 0..table.segments.len() {
        decode_one(work, rendition, table, number, report).await?;
    }
    if report.findings.is_empty() {
        let line = format!("{} segments decoded alone", table.segments.len());
        report.lines.push(line);
    }
    Ok(())
}

async fn decode_one(
    work: &Work,
    rendition: &Rendition,
    table: &SegmentTable,
    number: usize,
    report: &mut Report,
) -> Result<Decoded, Failure> {
    let file = cut_out(work, rendition, table, number).await?;
    let request = DecodeRequest {
        file: file.clone(),
        container: "mov".into(),
        stream: 0,
    };
    let decoded = work.workshop.engine.decode(&request, &work.watch()).await?;
    for error in &decoded.errors {
        find(report, place(table, number), error.as_str());
    }
    std::fs::remove_file(&file).map_err(|error| Failure::io(&file, &error))?;
    Ok(decoded)
}

/// "segment 3, 8.5 s".
fn place(table: &SegmentTable, number: usize) -> String {
    let start = table.played(number).map(|(start, _)| start.seconds_text());
    format!("segment {}, {} s", number + 1, start.unwrap_or_default())
}

/// The init and one segment as a file of their own.
async fn cut_out(
    work: &Work,
    rendition: &Rendition,
    table: &SegmentTable,
    number: usize,
) -> Result<PathBuf, Failure> {
    let path = work.scratch(&format!("segment-{}.mp4", number + 1));
    let source = work.workshop.object(&rendition.digest)?;
    let ranges = match table.segments.get(number) {
        Some(segment) => [(0, table.init_len), (segment.offset, segment.len)],
        None => return Err(Failure::Lasting(format!("there is no segment {}", number + 1))),
    };
    let out = path.clone();
    work.blocking(move || copy(&source, &ranges, &out).map_err(|error| Failure::io(&out, &error)))
        .await?;
    Ok(path)
}

fn copy(source: &Path, ranges: &[(u64, u64)], out: &Path) -> std::io::Result<()> {
    let mut source = std::fs::File::open(source)?;
    let mut out = std::fs::File::create(out)?;
    for (offset, len) in ranges {
        source.seek(SeekFrom::Start(*offset))?;
        std::io::copy(&mut source.by_ref().take(*len), &mut out)?;
    }
    Ok(())
}

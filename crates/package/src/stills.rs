//! The seek bar's pictures: a WebVTT track whose cues point into sheets of stills (Media Fragments, `#xywh=`).

use std::fmt::Write as _;

use media::time::MediaTime;

/// One sheet: `columns` tiles in a row, `tiles` in all, the first showing `first_ms`, then one every `every_ms`.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Address of the picture: "/picture/KEY.jpg".
    pub address: &'a str,
    pub columns: u32,
    pub tiles: u32,
    pub tile_width: u32,
    pub tile_height: u32,
    pub first_ms: i64,
    pub every_ms: i64,
}

/// A still and the moment it shows.
struct Still<'a> {
    millis: i64,
    address: &'a str,
    left: u64,
    top: u64,
    width: u32,
    height: u32,
}

/// `stills.vtt` for a film that lasts `duration`. Each moment of the film gets the still that was taken nearest to it.
/// Sheets may come in any order.
pub fn webvtt(sheets: &[Sheet<'_>], duration: MediaTime) -> String {
    let end = duration.micros() / 1_000;
    let mut stills: Vec<_> = sheets
        .iter()
        .flat_map(stills)
        .filter(|still| still.millis < end)
        .collect();
    stills.sort_by_key(|still| still.millis);
    stills.dedup_by_key(|still| still.millis);
    let middles = stills.windows(2).map(|pair| match pair {
        [left, right] => left.millis + (right.millis - left.millis) / 2,
        _ => end,
    });
    let ends: Vec<i64> = middles.chain([end]).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let mut text = String::from("WEBVTT\n");
    for ((still, start), &end) in stills.iter().zip(starts).zip(&ends) {
        let _ = write!(
            text,
            "\n{} --> {}\n{}#xywh={},{},{},{}\n",
            clock(start),
            clock(end),
            one_line(still.address),
            still.left,
            still.top,
            still.width,
            still.height
        );
    }
    text
}

fn stills<'a>(sheet: &Sheet<'a>) -> impl Iterator<Item = Still<'a>> {
    let sheet = sheet.clone();
    let columns = sheet.columns.max(1);
    (0..sheet.tiles).map(move |tile| Still {
        millis: sheet
            .first_ms
            .saturating_add(sheet.every_ms.saturating_mul(i64::from(tile)))
            .max(0),
        address: sheet.address,
        left: u64::from(tile % columns) * u64::from(sheet.tile_width),
        top: u64::from(tile / columns) * u64::from(sheet.tile_height),
        width: sheet.tile_width,
        height: sheet.tile_height,
    })
}

/// "01:02:03.004" (WebVTT, 4.3: at least two digits of hours).
fn clock(millis: i64) -> String {
    let (seconds, rest) = (millis / 1_000, millis % 1_000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    format!("{:02}:{:02}:{seconds:02}.{rest:03}", minutes / 60, minutes % 60)
}

fn one_line(address: &str) -> String {
    address.chars().filter(|char| !char.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_gets_its_nearest_still() {
        let sheet = |address, tiles, first_ms| Sheet {
            address,
            columns: 2,
            tiles,
            tile_width: 160,
            tile_height: 90,
            first_ms,
            every_ms: 10_000,
        };
        let sheets = [
            sheet("/picture/b.jpg", 4, 35_000),
            sheet("/picture/a.jpg", 3, 5_000),
        ];
        insta::assert_snapshot!(webvtt(&sheets, MediaTime::from_millis(3_650_500)), @r#"
    WEBVTT

    00:00:00.000 --> 00:00:10.000
    /picture/a.jpg#xywh=0,0,160,90

    00:00:10.000 --> 00:00:20.000
    /picture/a.jpg#xywh=160,0,160,90

    00:00:20.000 --> 00:00:30.000
    /picture/a.jpg#xywh=0,90,160,90

    00:00:30.000 --> 00:00:40.000
    /picture/b.jpg#xywh=0,0,160,90

    00:00:40.000 --> 00:00:50.000
    /picture/b.jpg#xywh=160,0,160,90

    00:00:50.000 --> 00:01:00.000
    /picture/b.jpg#xywh=0,90,160,90

    00:01:00.000 --> 01:00:50.500
    /picture/b.jpg#xywh=160,90,160,90
    "#);
    }

    #[test]
    fn stills_after_the_end_are_left_out() {
        let sheet = Sheet {
            address: "/p.jpg",
            columns: 0,
            tiles: u32::MAX >> 12,
            tile_width: 1,
            tile_height: 1,
            first_ms: i64::MAX,
            every_ms: i64::MAX,
        };
        assert_eq!(webvtt(&[sheet], MediaTime::from_millis(1)), "WEBVTT\n");
        assert_eq!(webvtt(&[], MediaTime::ZERO), "WEBVTT\n");
    }
}

//! What is known about a film or an asset, in the fewest words: "film, 1920 x 1080, 24 fps, 0:30, 5.1 English, 22 MB".

use house::archive::Asset;
use house::encode::size_text;
use house::language;
use house::master::ConformSheet;
use media::facts::{MediaFacts, SoundStream};
use media::time::{FrameNo, FrameRate, MediaTime};

pub fn of_asset(asset: &Asset) -> String {
    let mut parts = vec![asset.kind.as_str().to_owned()];
    parts.extend(of_media(&asset.survey.facts));
    parts.push(size_text(asset.bytes));
    parts.join(", ")
}

/// What a master is: "1920 x 1080, 24 fps, 3790 frames", "sound alone, 3:45".
pub fn of_sheet(sheet: &ConformSheet) -> String {
    match sheet.picture() {
        Some(picture) => format!(
            "{} x {}, {} fps, {} frames",
            picture.width,
            picture.height,
            rate_text(picture.rate),
            picture.frames
        ),
        None => {
            let length = sheet.rate().time_of(FrameNo(sheet.frames()));
            format!("sound alone, {}", length_text(length.unwrap_or(MediaTime::ZERO)))
        }
    }
}

pub fn of_media(facts: &MediaFacts) -> Vec<String> {
    let mut parts = Vec::new();
    for picture in facts
        .pictures
        .iter()
        .filter(|picture| facts.still || !picture.attached_picture)
    {
        parts.push(format!("{} x {}", picture.width, picture.height));
        if let Some(rate) = picture.told_rate().filter(|_| !facts.still) {
            parts.push(format!("{} fps", rate_text(rate)));
        }
    }
    if let Some(length) = facts.duration.filter(|_| !facts.still) {
        parts.push(length_text(length));
    }
    parts.extend(facts.sounds.iter().map(sound_text));
    match facts.texts.len() {
        0 => {}
        1 => parts.push("1 subtitle".into()),
        count => parts.push(format!("{count} subtitles")),
    }
    parts
}

fn sound_text(sound: &SoundStream) -> String {
    let shape = match sound.channels {
        1 => "mono".to_owned(),
        2 => "stereo".into(),
        6 => "5.1".into(),
        8 => "7.1".into(),
        count => format!("{count} channels"),
    };
    match sound.language.as_deref().map(language::tag) {
        Some(tag) if tag != language::UNKNOWN => format!("{shape} {}", language::name(&tag)),
        _ => shape,
    }
}

/// "1:02:03" or "0:30", seconds rounded down.
pub fn length_text(length: MediaTime) -> String {
    let seconds = length.micros().max(0) / 1_000_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// "23.976", "25": for people only.
pub fn rate_text(rate: FrameRate) -> String {
    let thousandths = u64::from(rate.numerator()) * 1_000 / u64::from(rate.denominator());
    let text = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_rates_are_said_as_people_say_them() {
        assert_eq!(length_text(MediaTime::from_millis(3_723_900)), "1:02:03");
        assert_eq!(length_text(MediaTime::from_millis(30_020)), "0:30");
        assert_eq!(rate_text(FrameRate::new(24_000, 1_001).unwrap()), "23.976");
        assert_eq!(rate_text(FrameRate::new(25, 2).unwrap()), "12.5");
    }
}

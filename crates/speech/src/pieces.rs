//! A tape's sound in pieces of some minutes, cut where nobody speaks, and what of each piece is listened to.

use std::ops::Range;

use house::analyse::Span;
use house::analyse::sound::{Hearing, SoundClass};

use crate::RATE;

/// Pieces are about as long: ten minutes, more on tapes of which there would be many, since each is decoded from the
/// tape's beginning.
const PIECE_MICROS: i64 = 600_000_000;
const MOST_PIECES: i64 = 24;
/// How far a piece's end is looked for around its place.
const REACH_MICROS: i64 = 30_000_000;
/// What sounds this long before and after a voice is listened to.
const BESIDE_MICROS: i64 = 5_000_000;
/// But not past a silence like this.
const SILENCE_MICROS: i64 = 2_000_000;

/// How many pieces a sound of this length is heard in.
pub fn count(length: i64) -> u32 {
    let pieces = (length / PIECE_MICROS).clamp(1, MOST_PIECES);
    u32::try_from(pieces).unwrap_or(1)
}

/// One of the pieces of a sound: `number` of `count`. They follow each other without a gap.
pub fn piece(hearing: &Hearing, number: u32, count: u32) -> Span {
    Span::of_micros(border(hearing, number, count), border(hearing, number + 1, count))
}

/// The end of a piece: at its share of the length, or in the pause that is nearest to it.
fn border(hearing: &Hearing, number: u32, count: u32) -> i64 {
    let length = hearing.length.micros();
    if number == 0 || number >= count {
        return if number == 0 { 0 } else { length };
    }
    let place = i64::try_from(i128::from(length) * i128::from(number) / i128::from(count)).unwrap_or(length);
    let mut silence_from = 0;
    let mut nearest: Option<i64> = None;
    let ends = voices(hearing)
        .into_iter()
        .chain([Span::of_micros(length, length)]);
    for voice in ends {
        let pause = silence_from..voice.start.micros();
        silence_from = voice.end.micros();
        if pause.is_empty() {
            continue;
        }
        // Within the pause as near as may be, but not at its very edge.
        let edge = (pause.end - pause.start) / 4;
        let at = place.clamp(pause.start + edge, pause.end - edge);
        if nearest.is_none_or(|best| (at - place).abs() < (best - place).abs()) {
            nearest = Some(at);
        }
    }
    nearest
        .filter(|at| (at - place).abs() <= REACH_MICROS)
        .unwrap_or(place)
}

/// Where somebody speaks or sings, or may: in order, without overlap. In an old recording, a hall, over music the ear is
/// late or takes a sentence for music, so what sounds next to a voice is listened to as well.
fn voices(hearing: &Hearing) -> Vec<Span> {
    let silences: Vec<Span> = hearing
        .spans_of(SoundClass::Silence)
        .map(|silence| silence.span)
        .filter(|silence| silence.micros() >= SILENCE_MICROS)
        .collect();
    let widened = |voice: Span| {
        let before = silences.iter().rfind(|silence| silence.end <= voice.start);
        let after = silences.iter().find(|silence| silence.start >= voice.end);
        let first = before.map_or(0, |silence| silence.end.micros());
        let last = after.map_or(hearing.length.micros(), |silence| silence.start.micros());
        let (start, end) = (voice.start.micros(), voice.end.micros());
        Span::of_micros(
            start.saturating_sub(BESIDE_MICROS).max(first).min(start),
            end.saturating_add(BESIDE_MICROS).min(last).max(end),
        )
    };
    let is_voice = |class: SoundClass| matches!(class, SoundClass::Speech | SoundClass::Singing);
    let voices = hearing.spans.iter().filter(|span| is_voice(span.class));
    let mut all: Vec<Span> = voices.map(|span| widened(span.span)).collect();
    all.sort_by_key(|span| span.start);
    let mut joined: Vec<Span> = Vec::new();
    for span in all {
        match joined.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => joined.push(span),
        }
    }
    joined
}

/// What of a piece is listened to: samples at [`RATE`], from the piece's beginning.
pub fn stretches(hearing: &Hearing, piece: Span) -> Vec<Range<usize>> {
    let sample = |micros: i64| {
        let samples = i128::from(micros - piece.start.micros()) * i128::from(RATE) / 1_000_000;
        usize::try_from(samples).unwrap_or(0)
    };
    voices(hearing)
        .into_iter()
        .filter(|voice| voice.overlaps(piece))
        .map(|voice| sample(voice.start.micros())..sample(voice.end.min(piece.end).micros()))
        .collect()
}

#[cfg(test)]
mod tests {
    use house::analyse::sound::{Ear, SoundSpan};
    use media::time::MediaTime;

    use super::*;

    const S: i64 = 1_000_000;

    fn hearing(seconds: i64, voices: &[(SoundClass, i64, i64)]) -> Hearing {
        let mut hearing = Ear::new(1, 16_000).finish();
        hearing.length = MediaTime::from_micros(seconds * S);
        let span = |(class, start, end): &(SoundClass, i64, i64)| SoundSpan {
            span: Span::of_micros(start * S, end * S),
            class: *class,
            percent: 90,
        };
        hearing.spans = voices.iter().map(span).collect();
        hearing
    }

    #[test]
    fn pieces_are_cut_where_nobody_speaks_and_leave_nothing_out() {
        let speech = SoundClass::Speech;
        let heard = hearing(
            2_000,
            &[
                (speech, 0, 630),
                (SoundClass::Music, 0, 2_000),
                (SoundClass::Singing, 690, 1_300),
                (speech, 1_250, 1_340),
                (speech, 1_380, 2_000),
            ],
        );
        assert_eq!(count(2_000 * S), 3);
        let pieces: Vec<Span> = (0..3).map(|number| piece(&heard, number, 3)).collect();
        assert_eq!(
            pieces[0],
            Span::of_micros(0, 666_666_666),
            "within the pause already"
        );
        assert_eq!(pieces[1].end.micros(), 1_352_500_000, "the pause is near");
        assert_eq!(pieces[1].start, pieces[0].end);
        assert_eq!(
            (pieces[2].start, pieces[2].end.micros()),
            (pieces[1].end, 2_000 * S)
        );
        assert_eq!(
            stretches(&heard, Span::of_micros(600 * S, 700 * S)),
            [0..35 * 16_000, 85 * 16_000..100 * 16_000],
            "and what sounds next to a voice"
        );
        assert!(stretches(&heard, Span::of_micros(650 * S, 660 * S)).is_empty());
    }

    #[test]
    fn silence_next_to_a_voice_is_not_listened_to() {
        let (silence, speech) = (SoundClass::Silence, SoundClass::Speech);
        let heard = hearing(
            60,
            &[
                (silence, 0, 7),
                (speech, 8, 20),
                (silence, 20, 21),
                (SoundClass::Music, 21, 40),
                (silence, 40, 50),
            ],
        );
        let whole = Span::of_micros(0, 60 * S);
        assert_eq!(stretches(&heard, whole), [7 * 16_000..25 * 16_000]);
    }

    #[test]
    fn speech_without_a_pause_is_cut_all_the_same() {
        let heard = hearing(1_200, &[(SoundClass::Speech, 0, 1_200)]);
        assert_eq!(piece(&heard, 0, 2), Span::of_micros(0, 600 * S));
        assert_eq!(piece(&heard, 1, 2), Span::of_micros(600 * S, 1_200 * S));
    }

    #[test]
    fn any_length_has_pieces() {
        for length in [i64::MIN, 0, 1, 599 * S, 86_400 * S, i64::MAX] {
            assert!((1..=24).contains(&count(length)), "{length}");
        }
        let nothing = hearing(0, &[]);
        assert_eq!(piece(&nothing, 0, 1), Span::of_micros(0, 0));
    }
}

//! What may be said next (Radford et al. 2022, sec. 4.5; Appendix on decoding): times come in pairs and never go back,
//! and a model's list of what is no speech is kept.

use super::chances::log_sum;
use crate::tokens::Signs;

/// A window begins with speech: within its first second.
const LATEST_FIRST_TIME: u32 = 50;
const NEVER: f32 = f32::NEG_INFINITY;

pub(super) struct Rules<'a> {
    pub(super) signs: &'a Signs,
    pub(super) never: &'a [u32],
    pub(super) never_first: &'a [u32],
    /// Times after the window's end are not written.
    pub(super) latest_time: u32,
}

impl Rules<'_> {
    /// Takes the chance away from what must not follow on `said`.
    pub(super) fn keep(&self, said: &[u32], scores: &mut [f32]) {
        let signs = self.signs;
        let first = said.is_empty();
        let begin = if first { self.never_first } else { &[] };
        for token in self.never.iter().chain(begin) {
            forbid(scores, *token, token.saturating_add(1));
        }
        // Signs are no text and no times.
        forbid(scores, signs.end.saturating_add(1), signs.first_time);
        let (times, end) = (signs.first_time, scores.len() as u32);
        forbid(
            scores,
            times.saturating_add(self.latest_time).saturating_add(1),
            end,
        );
        let is_time = |from_end: usize| {
            let place = said.len().checked_sub(from_end)?;
            said.get(place).map(|token| signs.is_time(*token))
        };
        let last = is_time(1).unwrap_or(false);
        let before = is_time(2).unwrap_or(true);
        if last && before {
            // A stretch has begun: now text.
            forbid(scores, times, end);
        } else if last {
            // A stretch has ended: now the next one's beginning, or the end.
            forbid(scores, 0, signs.end);
        }
        if let Some(latest) = said.iter().rfind(|token| signs.is_time(**token)) {
            // The next one begins where one ended, and ends after it began.
            let soonest = if last && !before {
                *latest
            } else {
                latest.saturating_add(1)
            };
            forbid(scores, times, soonest);
        }
        if first {
            forbid(scores, 0, times);
            forbid(
                scores,
                times.saturating_add(LATEST_FIRST_TIME).saturating_add(1),
                end,
            );
        }
        self.prefer_times(scores);
    }

    /// Where any time is likelier than each piece of text, it is a time.
    fn prefer_times(&self, scores: &mut [f32]) {
        let (text, times) = scores.split_at(scores.len().min(self.signs.first_time as usize));
        let time = log_sum(times.iter().copied());
        let likeliest = text.iter().copied().fold(NEVER, f32::max);
        if time > likeliest {
            forbid(scores, 0, self.signs.first_time);
        }
    }
}

fn forbid(scores: &mut [f32], from: u32, before: u32) {
    let before = scores.len().min(before as usize);
    for score in scores.get_mut(from as usize..before).unwrap_or_default() {
        *score = NEVER;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::Vocabulary;

    /// Tokens 0 to 9 are text, 10 the end, 16 "no times", times from 17.
    fn allowed(said: &[u32], likely: &[u32]) -> Vec<u32> {
        let pieces = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
        let vocabulary = Vocabulary::for_tests(&pieces, 1_600);
        let rules = Rules {
            signs: vocabulary.signs(),
            never: &[3],
            never_first: &[0, 10],
            latest_time: 1_000,
        };
        let mut scores = vec![0.0; 1_600];
        for token in likely {
            scores[*token as usize] = 20.0;
        }
        rules.keep(said, &mut scores);
        (0..1_600)
            .filter(|token| scores[*token as usize] > NEVER)
            .collect()
    }

    #[test]
    fn it_begins_with_a_time_of_the_first_second() {
        assert_eq!(allowed(&[], &[]), (17..=67).collect::<Vec<u32>>());
    }

    #[test]
    fn a_beginning_is_followed_by_text_and_an_end_by_a_beginning() {
        let text: Vec<u32> = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].into();
        assert_eq!(allowed(&[17], &[]), text);
        // Times go on from the latest, up to the window's end, where text is not likelier.
        assert_eq!(allowed(&[17, 1], &[]), (18..=1_017).collect::<Vec<u32>>());
        assert_eq!(allowed(&[17, 1], &[2])[..2], [0, 1]);
        let after_end = allowed(&[17, 1, 40], &[]);
        assert_eq!(
            after_end.first(),
            Some(&40),
            "it may begin where the last one ended"
        );
        assert_eq!(
            allowed(&[17, 1, 40], &[10])[..2],
            [10, 40],
            "or nothing comes any more"
        );
        assert_eq!(allowed(&[17, 1, 40, 40], &[]), text);
    }

    #[test]
    fn what_is_never_said_is_not_said_even_if_it_is_likely() {
        assert!(!allowed(&[17, 1], &[3, 2]).contains(&3));
        assert!(
            !allowed(&[17, 1], &[11, 12, 16, 2])
                .iter()
                .any(|token| (11..17).contains(token))
        );
    }

    #[test]
    fn odd_vocabularies_do_no_harm() {
        let vocabulary = Vocabulary::for_tests(&["a"], 1_600);
        let rules = Rules {
            signs: vocabulary.signs(),
            never: &[u32::MAX],
            never_first: &[],
            latest_time: u32::MAX,
        };
        for length in [0, 1, 5] {
            rules.keep(&[u32::MAX], &mut vec![0.0; length]);
        }
    }
}

//! Words that are nearly the one that was typed.

/// How many mistakes a word may have: none in short ones, where every change makes another word.
pub fn slack(word: &str) -> usize {
    if word.bytes().any(|letter| letter.is_ascii_digit()) {
        return 0;
    }
    match word.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// A word with `mistakes` mistakes has at least one of `mistakes + 1` pieces of the other unharmed. Known words are asked
/// for by their beginning and by their end: the first and the last of the pieces.
pub fn spelling_pieces(word: &str, mistakes: usize) -> (String, String) {
    let letters: Vec<char> = word.chars().collect();
    let length = letters.len() / (mistakes + 1);
    let (start, end) = (letters.iter().take(length), letters.iter().rev().take(length));
    (start.collect(), end.collect())
}

/// The mistakes between two words (letters put in, left out, exchanged, or two beside each other turned round), when
/// they are not more than `most`.
pub fn near_enough(one: &str, other: &str, most: usize) -> Option<usize> {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![usize::MAX / 2; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut now = vec![row + 1; width];
        let mut least = row + 1;
        for (column, known) in other.iter().enumerate() {
            let at = |cells: &[usize], place: usize| cells.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, column) + usize::from(letter != known))
                .min(at(&last, column + 1) + 1)
                .min(at(&now, column) + 1);
            let turned = row > 0
                && column > 0
                && one.get(row - 1) == Some(known)
                && other.get(column - 1) == Some(letter);
            if turned {
                best = best.min(at(&before, column - 1) + 1);
            }
            if let Some(cell) = now.get_mut(column + 1) {
                *cell = best;
            }
            least = least.min(best);
        }
        if least > most {
            return None;
        }
        before = std::mem::replace(&mut last, now);
    }
    last.last().copied().filter(|&mistakes| mistakes <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted() {
        assert_eq!(near_enough("consert", "concert", 2), Some(1));
        assert_eq!(near_enough("cocnert", "concert", 2), Some(1));
        assert_eq!(near_enough("harbor", "harbour", 1), Some(1));
        assert_eq!(near_enough("intervew", "interviews", 2), Some(2));
        assert_eq!(near_enough("cat", "concert", 2), None);
        assert_eq!(near_enough("abcdefg", "gfedcba", 2), None);
        assert_eq!(near_enough("", "", 0), Some(0));
        assert_eq!(near_enough("ночь", "ночи", 1), Some(1));
    }

    #[test]
    fn pieces_are_the_beginning_and_the_end_turned_round() {
        assert_eq!(spelling_pieces("consert", 1), ("con".into(), "tre".into()));
        assert_eq!(spelling_pieces("consert", 2), ("co".into(), "tr".into()));
        assert_eq!(
            (slack("cat"), slack("catt"), slack("consert"), slack("1974a")),
            (0, 1, 2, 0)
        );
    }
}

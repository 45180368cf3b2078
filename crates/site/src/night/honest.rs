/// How many people wait, as it is said: exactly while they are few, and never more than there are. Who looks often
/// learns nothing of who comes and goes.
pub(super) fn crowd(people: usize) -> String {
    if people < 20 {
        return people.to_string();
    }
    // Two figures count, of numbers below a hundred one.
    let digits = people.to_string().len() as u32;
    let step = 10_usize.pow(digits.saturating_sub(2).max(1));
    format!("at least {}", grouped(people / step * step))
}

/// "12,000"
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowds_are_rounded_down_and_never_made_larger() {
        let said = [0, 1, 19, 20, 21, 99, 137, 1_000, 1_999, 12_345].map(crowd);
        assert_eq!(
            said,
            [
                "0",
                "1",
                "19",
                "at least 20",
                "at least 20",
                "at least 90",
                "at least 130",
                "at least 1,000",
                "at least 1,900",
                "at least 12,000"
            ]
        );
    }
}

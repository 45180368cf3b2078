/// Reads a size such as "500 MB", "20GB" or "1048576" (decimal units, as disks are sold).
pub(super) fn bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor: u64 = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "TB" => 1_000_000_000_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        assert_eq!(bytes("500 MB"), Some(500_000_000));
        assert_eq!(bytes(" 20gb "), Some(20_000_000_000));
        assert_eq!(bytes("42"), Some(42));
        assert_eq!(bytes("GB"), None);
        assert_eq!(bytes("1.5 GB"), None);
        assert_eq!(bytes("99999999999 TB"), None);
    }
}

//! Paths in a bag's lists: relative, with `/`, and never out of the bag.

const LONGEST: usize = 500;
const DEEPEST: usize = 8;

/// Why a path is no path of a bag; `None` when it is.
pub(super) fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() || path.len() > LONGEST {
        return Some("it is empty or too long");
    }
    if path.starts_with('/') || path.starts_with('~') || path.contains('\\') {
        return Some("it leads out of the bag");
    }
    if path.chars().any(char::is_control) {
        return Some("it has control characters");
    }
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
        return Some("it leads out of the bag");
    }
    (parts.len() > DEEPEST).then_some("it is too deep")
}

/// As written in a manifest: only line ends and the percent sign itself are encoded (RFC 8493, 2.1.3).
pub(super) fn decoded(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 3).map(str::to_ascii_uppercase);
        let letter = match code.as_deref() {
            Some("0A") => '\n',
            Some("0D") => '\r',
            Some("25") => '%',
            // Older programs wrote a bare percent sign.
            _ => {
                text.push('%');
                rest = &rest[at + 1..];
                continue;
            }
        };
        text.push(letter);
        rest = &rest[at + 3..];
    }
    text.push_str(rest);
    text
}

//! Command lines as people read them in an error: quoted so that they can be run again by hand.

use std::ffi::OsStr;
use std::path::Path;

use super::{BESIDE, Call, Output};

pub(super) fn command_line(program: &Path, call: &Call<'_>) -> String {
    let mut words = vec![quoted(program.as_os_str())];
    words.extend(call.arguments.iter().map(|argument| quoted(argument)));
    if let Some(input) = &call.input {
        words.push(format!("< {}", quoted(input.as_os_str())));
    }
    if let Some(beside) = &call.beside {
        words.push(format!("{BESIDE}< {}", quoted(beside.as_os_str())));
    }
    if let Output::File(path) = &call.output {
        words.push(format!("> {}", quoted(path.as_os_str())));
    }
    words.join(" ")
}

fn quoted(word: &OsStr) -> String {
    let text = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=+,%@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_change_are_quoted() {
        assert_eq!(quoted("-i".as_ref()), "-i");
        assert_eq!(quoted("".as_ref()), "''");
        assert_eq!(quoted("it's; rm".as_ref()), r"'it'\''s; rm'");
    }
}

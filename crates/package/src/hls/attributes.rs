use std::fmt::Write as _;

/// One tag with an attribute list (RFC 8216bis, 4.2).
pub(super) struct Tag<'t> {
    text: &'t mut String,
    separator: char,
}

impl<'t> Tag<'t> {
    /// Begins a line: "#EXT-X-MEDIA".
    pub(super) fn new(text: &'t mut String, name: &str) -> Self {
        text.push_str(name);
        Self { text, separator: ':' }
    }

    /// A number, an enumerated string or a resolution: written as it is, so never from outside.
    pub(super) fn plain(self, name: &str, value: impl std::fmt::Display) -> Self {
        let separator = self.separator;
        let _ = write!(self.text, "{separator}{name}={value}");
        Self {
            separator: ',',
            ..self
        }
    }

    /// A quoted string. It has no escapes: a double quote becomes a single one, line breaks become spaces, other
    /// control characters are left out.
    pub(super) fn quoted(self, name: &str, value: &str) -> Self {
        let Self { text, separator } = self;
        let _ = write!(text, "{separator}{name}=\"");
        text.extend(value.chars().filter_map(quotable));
        text.push('"');
        Self { text, separator: ',' }
    }

    pub(super) fn yes_or_no(self, name: &str, value: bool) -> Self {
        self.plain(name, if value { "YES" } else { "NO" })
    }

    pub(super) fn end(self) {
        self.text.push('\n');
    }
}

fn quotable(char: char) -> Option<char> {
    match char {
        '"' => Some('\''),
        '\r' | '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        control if control.is_control() => None,
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        let mut text = String::new();
        Tag::new(&mut text, "#EXT-X-MEDIA")
            .plain("TYPE", "AUDIO")
            .quoted("NAME", "a\",URI=\"x\r\n#EXTINF:1\u{0}é")
            .yes_or_no("DEFAULT", true)
            .end();
        assert_eq!(
            text,
            "#EXT-X-MEDIA:TYPE=AUDIO,NAME=\"a',URI='x  #EXTINF:1é\",DEFAULT=YES\n"
        );
    }
}

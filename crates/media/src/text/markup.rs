//! Markup inside of cues. What WebVTT knows is kept and closed, other tags go, and whatever is left is plain text:
//! nothing that a browser could take for HTML comes through.

use super::stamp;

/// A tag or an escape that is longer is none; this also keeps the search for its end short.
const LONGEST: usize = 256;
/// Tags open at once; more is no subtitle.
const DEEPEST: usize = 16;
const KNOWN: [&str; 8] = ["b", "i", "u", "c", "ruby", "rt", "v", "lang"];
const ENTITIES: [&str; 6] = ["amp;", "lt;", "gt;", "nbsp;", "lrm;", "rlm;"];

/// Cue text as WebVTT has it, from lines of SubRip or WebVTT. Blank lines are left out: they would end the cue.
pub(super) fn clean<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut kept = String::new();
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        if !kept.is_empty() {
            kept.push('\n');
        }
        kept.push_str(line);
    }
    let mut out = String::with_capacity(kept.len());
    let mut open = Vec::new();
    let mut rest = kept.as_str();
    while let Some(at) = rest.find(['<', '>', '&']) {
        let (plain, marked) = rest.split_at(at);
        out.push_str(plain);
        rest = step(marked, &mut out, &mut open);
    }
    out.push_str(rest);
    close_down_to(0, &mut out, &mut open);
    without_blank_lines(&out)
}

/// Takes what `marked` starts with; the rest.
fn step<'a>(marked: &'a str, out: &mut String, open: &mut Vec<&'static str>) -> &'a str {
    let after = marked.get(1..).unwrap_or_default();
    if marked.starts_with('&') {
        out.push_str(ampersand(after));
        return after;
    }
    if marked.starts_with('>') {
        out.push_str("&gt;");
        return after;
    }
    match tag_end(after).and_then(|end| Some((Tag::read(after.get(..end)?)?, after.get(end + 1..)?))) {
        Some((tag, rest)) => {
            tag.put(out, open);
            rest
        }
        None => {
            out.push_str("&lt;");
            after
        }
    }
}

/// An ampersand that is followed by `after`: the start of an escape, or one that must be escaped itself.
fn ampersand(after: &str) -> &'static str {
    if is_entity(after) { "&" } else { "&amp;" }
}

fn is_entity(after: &str) -> bool {
    let number = || {
        let digits = after.strip_prefix('#')?;
        let end = digits.bytes().take(8).position(|b| b == b';')?;
        let digits = digits.get(..end)?;
        Some(!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    ENTITIES.iter().any(|entity| after.starts_with(entity)) || number().unwrap_or(false)
}

fn tag_end(after: &str) -> Option<usize> {
    after
        .bytes()
        .take(LONGEST)
        .take_while(|&b| b != b'<')
        .position(|b| b == b'>')
}

enum Tag<'a> {
    Open {
        name: &'static str,
        classes: Vec<&'a str>,
        annotation: &'a str,
    },
    Close(&'static str),
    /// From when the text behind it is shown.
    Time(&'a str),
    /// HTML or something else that WebVTT does not know.
    Foreign,
}

impl<'a> Tag<'a> {
    /// `None` when this is no tag, but a smaller-than sign.
    fn read(inner: &'a str) -> Option<Self> {
        if inner.contains('.') && stamp::read(inner).is_some() {
            return Some(Self::Time(inner));
        }
        let (closing, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let (start, annotation) = inner.split_once([' ', '\t', '\n']).unwrap_or((inner, ""));
        let mut parts = start.trim_end_matches('/').split('.');
        let name = parts.next().unwrap_or_default();
        let Some(name) = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name)) else {
            return Some(Self::Foreign);
        };
        if closing {
            return Some(Self::Close(name));
        }
        Some(Self::Open {
            name,
            classes: parts.filter(|class| is_class(class)).collect(),
            annotation: match *name {
                "v" | "lang" => annotation,
                _ => "",
            },
        })
    }

    fn put(self, out: &mut String, open: &mut Vec<&'static str>) {
        match self {
            Self::Open {
                name,
                classes,
                annotation,
            } if open.len() < DEEPEST => {
                open.push(name);
                let mut tag = format!("<{name}");
                for class in classes {
                    tag.push('.');
                    tag.push_str(class);
                }
                let annotation = escaped(annotation);
                // Escaping may have made it so long that it would not be read as a tag again.
                if tag.len() + annotation.len() < LONGEST {
                    tag.push_str(&annotation);
                }
                out.push_str(&tag);
                out.push('>');
            }
            Self::Close(name) => {
                if let Some(depth) = open.iter().rposition(|&other| other == name) {
                    close_down_to(depth, out, open);
                }
            }
            Self::Time(stamp) => {
                out.push('<');
                out.push_str(&stamp::read(stamp).map(stamp::write).unwrap_or_default());
                out.push('>');
            }
            Self::Open { .. } | Self::Foreign => {}
        }
    }
}

/// The words of an annotation, a space before each; its ampersands are those of escapes.
fn escaped(annotation: &str) -> String {
    let mut out = String::new();
    for word in annotation.split_whitespace() {
        out.push(' ');
        let mut rest = word;
        while let Some((plain, after)) = rest.split_once('&') {
            out.push_str(plain);
            out.push_str(ampersand(after));
            rest = after;
        }
        out.push_str(rest);
    }
    out
}

fn is_class(class: &str) -> bool {
    !class.is_empty()
        && class
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn close_down_to(depth: usize, out: &mut String, open: &mut Vec<&'static str>) {
    while open.len() > depth
        && let Some(name) = open.pop()
    {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// Tags that went may have left a line with nothing on it.
fn without_blank_lines(text: &str) -> String {
    let lines: Vec<&str> = text
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

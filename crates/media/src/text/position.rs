//! Where a cue is shown.

/// Takes `{\an8}` and other overrides (of ASS, which SubRip files borrow) out of a text; WebVTT settings for the
/// first position among them. Positions are those of the keys of a numeric keypad.
pub(super) fn take_overrides(text: &str) -> (String, &'static str) {
    const LONGEST: usize = 256;
    let mut out = String::with_capacity(text.len());
    let mut settings = None;
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (plain, marked) = rest.split_at(at);
        out.push_str(plain);
        let inner = marked.get(1..).unwrap_or_default();
        let end = inner.bytes().take(LONGEST).position(|b| b == b'}');
        match end.and_then(|end| Some((inner.get(..end)?, inner.get(end + 1..)?))) {
            Some((inner, after)) if inner.starts_with('\\') => {
                settings = settings.or_else(|| position(inner));
                rest = after;
            }
            _ => {
                out.push('{');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    (out, settings.unwrap_or_default())
}

fn position(overrides: &str) -> Option<&'static str> {
    let (_, key) = overrides.split_once("\\an")?;
    Some(match key.chars().next()? {
        '1' => "align:left",
        '2' => "",
        '3' => "align:right",
        '4' => "line:50% align:left",
        '5' => "line:50%",
        '6' => "line:50% align:right",
        '7' => "line:0 align:left",
        '8' => "line:0",
        '9' => "line:0 align:right",
        _ => return None,
    })
}

const LONGEST_VALUE: usize = 32;

/// WebVTT cue settings, only those that are known and whose values are plain. Regions are not kept, nor are
/// references to them.
pub(super) fn known_settings(settings: &str) -> String {
    let known = |setting: &&str| {
        setting.split_once(':').is_some_and(|(name, value)| {
            matches!(name, "vertical" | "line" | "position" | "size" | "align")
                && (1..=LONGEST_VALUE).contains(&value.len())
                && value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'%' | b',' | b'-'))
        })
    };
    let kept: Vec<&str> = settings.split_whitespace().filter(known).take(5).collect();
    kept.join(" ")
}

/// One field of a form, as the page writes it before scripts fetch the record.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) hint: &'static str,
    /// Several lines.
    pub(crate) long: bool,
    /// One line, as wide as the form.
    pub(crate) whole: bool,
    /// Words with commas between them.
    pub(crate) list: bool,
}

impl Field {
    pub(crate) fn line(
        name: &'static str,
        label: &'static str,
        value: Option<&str>,
        hint: &'static str,
    ) -> Self {
        Self {
            name,
            label,
            value: value.unwrap_or_default().to_owned(),
            hint,
            long: false,
            whole: false,
            list: false,
        }
    }

    pub(crate) fn wide(self) -> Self {
        Self { whole: true, ..self }
    }

    pub(crate) fn text(
        name: &'static str,
        label: &'static str,
        value: Option<&str>,
        hint: &'static str,
    ) -> Self {
        Self {
            long: true,
            ..Self::line(name, label, value, hint)
        }
    }

    pub(crate) fn list(
        name: &'static str,
        label: &'static str,
        words: &[String],
        hint: &'static str,
    ) -> Self {
        Self {
            value: words.join(", "),
            list: true,
            ..Self::line(name, label, None, hint)
        }
    }
}

/// A line of what is known.
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) words: String,
}

use std::fmt::{self, Write as _};

/// An element to be written; attributes and text are escaped as they are written.
#[derive(Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Text(String),
    Children(Vec<Element>),
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            content: Content::Children(Vec::new()),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.push((name, value.to_owned()));
        self
    }

    /// Only when there is a value.
    pub(super) fn with_some(self, name: &'static str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// An attribute in front of the others.
    pub(super) fn first(mut self, name: &'static str, value: &str) -> Self {
        self.attributes.insert(0, (name, value.to_owned()));
        self
    }

    /// A child behind those of a name, or in front of all when there is none.
    pub(super) fn child_behind(mut self, name: &str, child: Self) -> Self {
        if let Content::Children(children) = &mut self.content {
            let last = children.iter().rposition(|known| known.name == name);
            children.insert(last.map_or(0, |at| at + 1), child);
        }
        self
    }

    pub(super) fn number(self, name: &'static str, value: u64) -> Self {
        self.with(name, &value.to_string())
    }

    pub(super) fn text(mut self, text: &str) -> Self {
        self.content = Content::Text(text.to_owned());
        self
    }

    pub(super) fn child(self, child: Self) -> Self {
        self.children([child])
    }

    pub(super) fn children(mut self, more: impl IntoIterator<Item = Self>) -> Self {
        match &mut self.content {
            Content::Children(children) => children.extend(more),
            Content::Text(_) => self.content = Content::Children(more.into_iter().collect()),
        }
        self
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        write!(f, "{:1$}<{2}", "", depth * 2, self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}=\"{}\"", Escaped(value))?;
        }
        match &self.content {
            Content::Text(text) => writeln!(f, ">{}</{}>", Escaped(text), self.name),
            Content::Children(children) if children.is_empty() => f.write_str("/>\n"),
            Content::Children(children) => {
                f.write_str(">\n")?;
                children.iter().try_for_each(|child| child.write(f, depth + 1))?;
                writeln!(f, "{:1$}</{2}>", "", depth * 2, self.name)
            }
        }
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

/// For text and for attributes in double quotes. Characters that XML 1.0 (2.2) has no way to write are left out.
struct Escaped<'s>(&'s str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for char in self.0.chars() {
            match char {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' | '\r' => f.write_char(' ')?,
                '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_text() {
        let element = Element::new("Label")
            .with("a", "\"<&\n")
            .text("</Label>\u{0}\u{b}'é");
        assert_eq!(
            element.to_string(),
            "<Label a=\"&quot;&lt;&amp; \">&lt;/Label&gt;'é</Label>\n"
        );
    }
}

use super::{Fields, Header, Kind, kind_text};
use crate::MediaError;

/// A box in memory.
#[derive(Debug, Clone)]
pub(crate) struct BoxView<'a> {
    pub(crate) kind: Kind,
    /// "moov/trak/mdia"; for messages.
    path: String,
    /// Place in the file of the first byte of `body`.
    body_offset: u64,
    body: &'a [u8],
    whole: &'a [u8],
}

impl<'a> BoxView<'a> {
    /// Bytes that hold boxes one after the other, such as a whole file; `offset` is their place in it.
    pub(crate) fn container(bytes: &'a [u8], offset: u64) -> Self {
        Self {
            kind: *b"file",
            path: String::new(),
            body_offset: offset,
            body: bytes,
            whole: bytes,
        }
    }

    /// The body of a top-level box that was read on its own.
    pub(crate) fn top_level(kind: Kind, body: &'a [u8], body_offset: u64) -> Self {
        Self {
            kind,
            path: kind_text(kind),
            body_offset,
            body,
            whole: body,
        }
    }

    pub(crate) fn fields(&self) -> Fields<'_> {
        Fields::new(self.body, self.body_offset, &self.path)
    }

    /// With the header.
    pub(crate) fn whole(&self) -> &'a [u8] {
        self.whole
    }

    pub(crate) fn body_offset(&self) -> u64 {
        self.body_offset
    }

    pub(crate) fn body_len(&self) -> u64 {
        self.body.len() as u64
    }

    pub(crate) fn children(&self) -> Children<'a> {
        self.children_after(0)
    }

    /// The boxes that follow `skip` bytes of fields; none when the body is shorter.
    pub(crate) fn children_after(&self, skip: usize) -> Children<'a> {
        Children {
            rest: self.body.get(skip..).unwrap_or_default(),
            offset: self.body_offset.saturating_add(skip as u64),
            parent: self.path.clone(),
        }
    }

    /// The first child of a kind.
    pub(crate) fn find(&self, kind: Kind) -> Result<Option<BoxView<'a>>, MediaError> {
        for child in self.children() {
            let child = child?;
            if child.kind == kind {
                return Ok(Some(child));
            }
        }
        Ok(None)
    }

    /// The only child of a kind; none or several are an error.
    pub(crate) fn only(&self, kind: Kind) -> Result<BoxView<'a>, MediaError> {
        let mut found = None;
        for child in self.children() {
            let child = child?;
            if child.kind == kind && found.replace(child).is_some() {
                return Err(self.malformed(format!("more than one '{}' box", kind_text(kind))));
            }
        }
        found.ok_or_else(|| self.malformed(format!("no '{}' box", kind_text(kind))))
    }

    pub(crate) fn malformed(&self, what: impl Into<String>) -> MediaError {
        self.fields().malformed(what)
    }
}

/// The boxes in a body, one after the other; stops after the first that cannot be read.
#[derive(Debug, Clone)]
pub(crate) struct Children<'a> {
    rest: &'a [u8],
    offset: u64,
    parent: String,
}

impl<'a> Children<'a> {
    fn read(&mut self) -> Result<BoxView<'a>, MediaError> {
        let bytes = std::mem::take(&mut self.rest);
        let malformed = |what: String| MediaError::Malformed {
            path: self.parent.clone(),
            offset: self.offset,
            what,
        };
        let header = Header::parse(bytes).map_err(|what| malformed(what.into()))?;
        let there = bytes.len() as u64;
        let len = header.len.unwrap_or(there);
        // `split_at_checked` on a length that fits what is there cannot fail, nor can the header be longer than it.
        let split = usize::try_from(len)
            .ok()
            .and_then(|len| bytes.split_at_checked(len));
        let (Some((whole, rest)), Ok(header_len)) = (split, usize::try_from(header.header_len)) else {
            return Err(malformed(format!(
                "a '{}' box of {len} bytes where {there} are left",
                kind_text(header.kind)
            )));
        };
        let name = kind_text(header.kind);
        let child = BoxView {
            kind: header.kind,
            path: if self.parent.is_empty() {
                name
            } else {
                format!("{}/{name}", self.parent)
            },
            body_offset: self.offset.saturating_add(header.header_len),
            body: whole.get(header_len..).unwrap_or_default(),
            whole,
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(len);
        Ok(child)
    }
}

impl<'a> Iterator for Children<'a> {
    type Item = Result<BoxView<'a>, MediaError>;

    fn next(&mut self) -> Option<Self::Item> {
        (!self.rest.is_empty()).then(|| self.read())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(bytes: &[u8]) -> Result<Vec<Kind>, MediaError> {
        BoxView::container(bytes, 0)
            .children()
            .map(|child| child.map(|child| child.kind))
            .collect()
    }

    #[test]
    fn sizes_of_32_and_64_bits_and_to_the_end_are_read() {
        let bytes = [
            &[0, 0, 0, 9][..],
            b"free",
            &[7],
            &[0, 0, 0, 1],
            b"wide",
            &[0, 0, 0, 0, 0, 0, 0, 17, 7],
            &[0, 0, 0, 0],
            b"rest",
            &[1, 2, 3],
        ]
        .concat();
        assert_eq!(kinds(&bytes).unwrap(), vec![*b"free", *b"wide", *b"rest"]);
    }

    #[test]
    fn lengths_that_lie_are_refused_with_their_place() {
        let too_long = [&[0, 0, 0, 8][..], b"free", &[0xff, 0xff, 0xff, 0xff], b"mdat"].concat();
        assert_eq!(
            kinds(&too_long).unwrap_err().to_string(),
            "a 'mdat' box of 4294967295 bytes where 8 are left at byte 8 of box ''"
        );
        assert!(kinds(&[0, 0, 0, 7, b'f', b'r', b'e', b'e']).is_err());
        assert!(kinds(&[0, 0, 0, 1, b'f', b'r', b'e', b'e', 0, 0, 0, 0]).is_err());
        assert!(kinds(&[0, 0, 0]).is_err());
        let huge = [&[0, 0, 0, 1][..], b"mdat", &[0xff; 8]].concat();
        assert!(kinds(&huge).is_err());
    }
}

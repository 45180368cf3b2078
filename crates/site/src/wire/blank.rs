use bytes::Bytes;

/// More than a place ever has; nobody reads it, so it takes no memory.
static BLANK: [u8; 1 << 20] = [0; 1 << 20];

/// A buffer that stands for `len` bytes of a file; `None` when that is more than one can stand for.
pub(crate) fn blank(len: usize) -> Option<Bytes> {
    BLANK.get(..len).map(Bytes::from_static)
}

/// Known by where it lies.
pub(super) fn is_blank(buffer: &[u8]) -> bool {
    !buffer.is_empty() && BLANK.as_ptr_range().contains(&buffer.as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_is_known_however_it_was_cut() {
        let whole = blank(1_000).unwrap();
        assert!(is_blank(&whole) && is_blank(&whole[999..]) && is_blank(&whole.slice(10..20)));
        assert!(!is_blank(&[0; 1_000]) && !is_blank(&[]));
        assert!(blank(2 << 20).is_none());
    }
}

use crate::statics::Look;

/// What every page has around its own content.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    /// The house's name.
    pub(crate) house: &'a str,
    /// Start of absolute addresses, without a slash at the end.
    pub(crate) address: &'a str,
    pub(crate) look: &'a Look,
}

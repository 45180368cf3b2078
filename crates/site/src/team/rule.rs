use house::team::Right;

/// Who may use a route. Every route of the site declares one for reading (GET, HEAD, OPTIONS) and one for all other
/// methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Everybody: no byte of a title is in the answer.
    Public,
    /// Everybody may ask: the handler answers with what the gate admits.
    Gate,
    /// The way in itself: a login page, a link that was mailed.
    Door,
    /// Members with this right; looked at before the handler is reached.
    Team(Right),
}

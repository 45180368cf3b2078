use data_encoding::BASE32_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::problem::Problem;

const USUAL: u32 = 50;
const MOST: u32 = 200;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// What to send as `cursor` for the next part; null at the end.
    #[schema(required)]
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// `found` is up to one more than `limit`, each with what the list goes on from after it.
    pub(crate) fn of<C: Serialize>(mut found: Vec<(C, T)>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|(after, _)| cursor(after));
        Self {
            items: found.into_iter().map(|(_, item)| item).collect(),
            next,
        }
    }

    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// How many items are asked for.
///
/// # Errors
/// [`Problem::Invalid`]
pub(crate) fn limit(asked: Option<u32>) -> Result<u32, Problem> {
    match asked.unwrap_or(USUAL) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(Problem::invalid(
            "limit",
            format!("limit is a number from 1 to {MOST}"),
        )),
    }
}

/// A cursor says nothing to who gets it: letters and digits that go into an address as they are.
fn cursor(after: &impl Serialize) -> String {
    let json = serde_json::to_vec(after).unwrap_or_default();
    BASE32_NOPAD.encode(&json).to_ascii_lowercase()
}

/// # Errors
/// [`Problem::Invalid`] for what this list never gave as `next`.
pub(crate) fn after<C: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<C>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let json = BASE32_NOPAD.decode(cursor.to_ascii_uppercase().as_bytes()).ok();
    let after = json.and_then(|json| serde_json::from_slice(&json).ok());
    after
        .map(Some)
        .ok_or_else(|| Problem::invalid("cursor", "the cursor is none that this list gave as 'next'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_goes_on_where_it_was() {
        let page = Page::of(vec![(1, "a"), (2, "b"), (3, "c")], 2);
        assert_eq!(page.items, ["a", "b"]);
        assert_eq!(after::<i64>(page.next.as_deref()).unwrap(), Some(2));
        assert_eq!(Page::of(vec![(1, "a"), (2, "b")], 2).next, None);
        assert!(after::<i64>(Some("made-up")).is_err());
        assert!(limit(Some(0)).is_err() && limit(Some(201)).is_err());
    }
}

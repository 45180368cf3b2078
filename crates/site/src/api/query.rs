use std::error::Error;

use axum::extract::FromRequestParts;
use axum::extract::rejection::QueryRejection;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::body::named;
use crate::problem::Problem;

/// What stands after the question mark. A name that is not known is refused: a filter that was misspelt must not list
/// everything.
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query
            .map(|axum::extract::Query(asked)| Self(asked))
            .map_err(|error| refusal(&error))
    }
}

/// What reading a query makes of a mistake, wherever axum wraps it.
type Mistake = serde_path_to_error::Error<serde::de::value::Error>;

fn refusal(error: &QueryRejection) -> Problem {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut mistake = None;
    while let Some(error) = cause {
        mistake = mistake.or_else(|| error.downcast_ref::<Mistake>());
        cause = error.source();
    }
    let Some(mistake) = mistake else {
        return Problem::Invalid {
            field: None,
            sentence: error.body_text(),
        };
    };
    let (path, sentence) = (mistake.path().to_string(), mistake.inner().to_string());
    Problem::Invalid {
        field: named(&sentence).or_else(|| (path != ".").then_some(path)),
        sentence,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        #[serde(rename = "limit")]
        _limit: Option<u32>,
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, wanted) in [("/?limit=x", "limit"), ("/?limti=1", "limti")] {
            let read = axum::extract::Query::<Asked>::try_from_uri(&text.parse().unwrap());
            let Problem::Invalid { field, sentence } = refusal(&read.unwrap_err()) else {
                panic!("{text}")
            };
            assert_eq!(field.as_deref(), Some(wanted), "{text}: {sentence}");
            assert!(!sentence.is_empty());
        }
    }
}

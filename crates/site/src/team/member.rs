use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use house::id::SessionId;
use house::team::{Account, Actor, Right, Scope};

use crate::problem::Problem;

/// Who makes the request: somebody of the team, by a browser's session or by a program's token. As an extractor it is
/// there in the handlers of routes whose rule is [`super::Rule::Team`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) account: Arc<Account>,
    pub(crate) actor: Actor,
    /// The browser's session; `None` for programs.
    pub(crate) session: Option<SessionId>,
    /// What a program's token allows; `None` for browsers, which may what the role may.
    pub(crate) scopes: Option<Vec<Scope>>,
}

impl Member {
    pub(crate) fn may(&self, right: Right) -> bool {
        let granted = |scopes: &Vec<Scope>| scopes.iter().any(|scope| scope.grants(right));
        self.account.role.may(right) && self.scopes.as_ref().is_none_or(granted)
    }

    /// What a program may not do for itself: make tokens, change passwords.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`]
    pub(crate) fn must_be_a_person(&self) -> Result<(), Problem> {
        if self.session.is_some() {
            Ok(())
        } else {
            Err(Problem::NotAllowed)
        }
    }

    /// # Errors
    /// [`Problem::NotAllowed`]
    pub(crate) fn must(&self, right: Right) -> Result<(), Problem> {
        if self.may(right) {
            Ok(())
        } else {
            Err(Problem::NotAllowed)
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let member = parts.extensions.get::<Self>().cloned();
        member.ok_or_else(|| {
            Problem::internal("a handler asks for a member on a route whose rule lets anybody in")
        })
    }
}

//! What players tell of what was seen: counted in memory, kept as sums.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use house::audience::{Replays, Seen};
use house::id::MasterId;
use house::release::Admission;

use crate::api::whole_up_to;
use crate::observe::asks_for_peace;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::team::Sessions;
use crate::viewer;

/// Bytes of a report.
const LARGEST: usize = 4_096;
/// Reports between two times that they are kept; more are not counted. An audience of a hundred thousand sends as many
/// in a minute.
const MOST: u32 = 120_000;

/// What was seen since it was last kept.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    reports: u32,
    by_master: HashMap<MasterId, Replays>,
}

impl Tally {
    /// Hands over everything that was counted, and begins anew.
    pub fn take(&self) -> Vec<(MasterId, Replays)> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *counted).by_master.into_iter().collect()
    }

    /// What could not be kept.
    pub fn put_back(&self, counted: &[(MasterId, Replays)]) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (master, replays) in counted {
            now.by_master.entry(master.clone()).or_default().add(replays);
        }
    }

    /// Only of what is open: who looks at it before judges it.
    fn count(&self, admission: &Admission, count: impl FnOnce(&mut Replays)) {
        if !admission.viewer().is_public() {
            return;
        }
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.reports = counted.reports.saturating_add(1);
        if counted.reports <= MOST {
            let master = admission.release().master.clone();
            count(counted.by_master.entry(master).or_default());
        }
    }

    /// Somebody showed something at this second of the film.
    pub(crate) fn reacted(&self, admission: &Admission, second: u32) {
        self.count(admission, |replays| replays.react(second));
    }
}

/// `POST /title/{slug}/watch`: what was played of the film since it was last told. Who asks not to be tracked is not
/// counted, nor the team, which sees its film again and again to look for a mistake. A page that closes can send no other
/// type than text/plain.
pub(crate) async fn seen(
    State(site): State<Arc<Site>>,
    Named(slug): Named<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let (parts, body) = request.into_parts();
    let admission = viewer::admit_slug(&site, &parts, &slug).await?;
    let is_of_the_team = Sessions::member(&site, &parts.headers).await?.is_some();
    if is_of_the_team || asks_for_peace(&parts.headers) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let body = whole_up_to(LARGEST, Request::from_parts(parts, body)).await?;
    let seen: Option<Seen> = serde_json::from_slice(&body).ok();
    let seen = seen.filter(Seen::is_likely);
    let seen = seen.ok_or_else(|| {
        Problem::Unreadable(
            "this is not what a player saw: began, first and again, as stretches of seconds".into(),
        )
    })?;
    site.observatory
        .audience
        .count(&admission, |replays| replays.see(&seen));
    Ok(StatusCode::NO_CONTENT)
}

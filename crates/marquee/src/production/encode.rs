use house::encode::{Effort, Estimate, estimate, ladder_for};
use house::id::{JobId, ReleaseId};
use house::master::{ConformSheet, Master};
use house::team::Actor;
use store::{Deed, Enqueued};

use crate::jobs::plan::{Ending, Order, plan};
use crate::open_house::OpenHouse;

/// What was ordered: the jobs that stand for every step of the master, and what they will cost.
#[derive(Debug, Clone)]
pub struct Ordered {
    pub jobs: Vec<JobId>,
    pub estimate: Estimate,
    /// Steps that were done before.
    pub done: usize,
}

/// Queues every step of a master. Steps that were done before are not done again.
///
/// # Errors
/// A sentence when there is no engine, or the catalogue cannot be written.
pub async fn order_encodes(
    house: &OpenHouse,
    master: &Master,
    effort: Effort,
    release: Option<&ReleaseId>,
) -> anyhow::Result<Ordered> {
    let ending = release.map_or(Ending::Nothing, Ending::Open);
    order_encodes_for(house, master, effort, ending).await
}

/// The same, with what becomes of the title's release at the end.
///
/// # Errors
/// As [`order_encodes`].
pub async fn order_encodes_for(
    house: &OpenHouse,
    master: &Master,
    effort: Effort,
    ending: Ending<'_>,
) -> anyhow::Result<Ordered> {
    order(house, None, master, effort, ending).await
}

/// What a master still needs, for somebody who asked for it: it is in the log.
///
/// # Errors
/// As [`order_encodes`].
pub async fn order_encodes_by(
    house: &OpenHouse,
    actor: &Actor,
    master: &Master,
    effort: Effort,
) -> anyhow::Result<Ordered> {
    let deed = Deed {
        actor,
        action: "title.encode",
        kind: "title",
        id: master.title.as_str(),
    };
    order(house, Some(&deed), master, effort, Ending::Nothing).await
}

async fn order(
    house: &OpenHouse,
    deed: Option<&Deed<'_>>,
    master: &Master,
    effort: Effort,
    ending: Ending<'_>,
) -> anyhow::Result<Ordered> {
    let ladder = ladder_for(&master.sheet).with_effort(effort);
    let engine = house.engine().await?;
    let jobs = plan(&Order {
        master,
        ladder: &ladder,
        ending,
        engine_build: engine.build(),
        threads: house.config.engine.threads.get(),
    })?;
    let queue = house.catalogue.queue();
    let answers = match deed {
        Some(deed) => queue.enqueue_by(deed, jobs).await?,
        None => queue.enqueue(jobs).await?,
    };
    Ok(Ordered {
        done: answers
            .iter()
            .filter(|answer| matches!(answer, Enqueued::Done(_)))
            .count(),
        jobs: answers.iter().map(|answer| answer.id().clone()).collect(),
        estimate: estimate(&master.sheet, &ladder, cores()),
    })
}

/// What encoding the film would take on this machine.
pub fn estimate_film(sheet: &ConformSheet) -> Estimate {
    estimate(sheet, &ladder_for(sheet), cores())
}

fn cores() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    u32::try_from(cores).unwrap_or(1)
}

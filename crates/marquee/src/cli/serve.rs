use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;

use super::Front;
use crate::addresses::Places;
use crate::jobs::{Worker, Workshop};
use crate::open_house::OpenHouse;
use crate::serving::{serve, until_told_to_stop};

/// Open the house to visitors, and work on what is to be made
///
/// Ends with Ctrl-C or SIGTERM: answers under way are finished, steps under way are given back to the queue.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on [default: site.listen of marquee.toml]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Serve only; encodes and checks are left to other programs
    #[arg(long)]
    no_work: bool,
}

impl Serve {
    pub async fn run(self, front: &Front) -> anyhow::Result<()> {
        let mut house = front.open_house().await?;
        let places = Places::take(&house, self.listen).await?;
        house.listens_at(places.site.local_addr()?).await?;
        let house = Arc::new(house);
        let worker = if self.no_work {
            None
        } else {
            worker(front, &house).await
        };
        let stop = until_told_to_stop()?;
        front.terminal.say(format!(
            "{} is open at {}",
            house.config.name,
            front.terminal.amber(house.config.public_address())
        ));
        let working = worker.map(|worker| tokio::spawn(worker.work(stop.clone())));
        let served = serve(&house, places, stop.clone()).await;
        stop.cancel();
        if let Some(working) = working {
            let _ = working.await;
        }
        house.catalogue.close().await;
        front.terminal.say("The house is closed; nothing is lost.");
        served
    }
}

/// A house without an engine still shows its films.
async fn worker(front: &Front, house: &OpenHouse) -> Option<Worker> {
    let worker = match Workshop::of(house).await {
        Ok(workshop) => Worker::new(workshop),
        Err(error) => Err(error),
    };
    worker
        .inspect_err(|error| {
            let sentence = format!("Nothing will be encoded here: {error:#}");
            front.terminal.complain(sentence);
        })
        .ok()
}

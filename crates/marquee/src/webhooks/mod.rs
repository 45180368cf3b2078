//! Telling addresses that the owner set what happens in the house. Nothing else of the program makes connections to
//! where somebody says: a delivery goes to an address that was looked up once and may be reached, follows no redirect,
//! and is signed.

mod address;
mod deliver;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use futures_util::future::join_all;

use crate::open_house::OpenHouse;
use deliver::Sender;
pub use deliver::tls_connector;

const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Entries of the log that are looked at in one go, and deliveries that are made at once.
const NEWS: u32 = 200;
const AT_ONCE: u32 = 8;

/// Tells what is new until `stop`. A delivery that was under way then is tried again by the next program.
pub async fn tell(house: Arc<OpenHouse>, stop: CancelToken) {
    let sender = match Sender::new(house.config.webhooks.allow.clone()) {
        Ok(sender) => sender,
        Err(error) => {
            tracing::warn!("webhooks are not told: {error}");
            return;
        }
    };
    let mut failing = false;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            told = round(&house, &sender) => match told {
                // There may be more at once.
                Ok(told) if told > 0 => failing = false,
                Ok(_) => {
                    failing = false;
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                Err(error) => {
                    if !failing {
                        tracing::warn!("webhooks are not told for now: {error}");
                    }
                    failing = true;
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
            },
        }
    }
}

/// Answers how many deliveries were tried.
async fn round(house: &OpenHouse, sender: &Sender) -> Result<usize, store::StoreError> {
    house.catalogue.queue_news(NEWS).await?;
    let due = house.catalogue.due_deliveries(AT_ONCE).await?;
    let tries = due.iter().map(|(webhook, delivery)| async {
        let outcome = sender.send(webhook, delivery, house.clock.now()).await;
        house.catalogue.delivery_tried(delivery, outcome).await
    });
    for tried in join_all(tries).await {
        tried?;
    }
    Ok(due.len())
}

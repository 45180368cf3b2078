//! Assets that search does not know yet: after an upgrade or a move all of them. They are taken in while the house is
//! open already, a few at a time, so that nobody waits.

use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;

use crate::open_house::OpenHouse;

const AT_ONCE: u32 = 5;
/// Between a few and the next few: other writers come first.
const PAUSE: Duration = Duration::from_millis(100);
const LOOK_AGAIN: Duration = Duration::from_secs(300);

/// Takes them in until `stop`; afterwards it only looks now and then.
pub async fn take_in(house: Arc<OpenHouse>, stop: CancelToken) {
    loop {
        let pause = match house.catalogue.index_pending(AT_ONCE).await {
            Ok(0) => LOOK_AGAIN,
            Ok(_) => PAUSE,
            Err(error) => {
                tracing::warn!("assets wait to be found by search: {error}");
                LOOK_AGAIN
            }
        };
        if tokio::time::timeout(pause, stop.cancelled()).await.is_ok() {
            return;
        }
    }
}

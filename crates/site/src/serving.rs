use std::io;

use tokio::net::TcpListener;

use crate::wire::{Front, Line};
use crate::{SiteState, router};

/// Serves the site until `stop`, then lets answers under way end.
///
/// # Errors
/// What the listener says.
pub async fn serve(
    listener: TcpListener,
    state: SiteState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router(state).into_make_service_with_connect_info::<Line>();
    axum::serve(Front(listener), service)
        .with_graceful_shutdown(stop)
        .await
}

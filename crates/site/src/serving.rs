use tokio::net::TcpListener;

use crate::SiteState;
use crate::front::Doors;

/// Serves the site at one address without TLS until `stop`, then lets answers under way end.
pub async fn serve(listener: TcpListener, state: SiteState, stop: impl Future<Output = ()> + Send + 'static) {
    let mut doors = Doors::default();
    doors.plain(listener);
    doors.serve(state, stop).await;
}

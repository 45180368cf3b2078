//! The door for Prometheus on an address of its own, which only this machine reaches.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use engine::CancelToken;
use house::Clock;
use site::Observatory;
use store::Catalogue;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::open_house::OpenHouse;

/// The longest request that is read; Prometheus asks in some hundred letters.
const LONGEST: u64 = 8_192;

/// Takes the address and answers there until `stop`.
///
/// # Errors
/// A sentence when the address cannot be had.
pub async fn serve_metrics(
    address: SocketAddr,
    house: &OpenHouse,
    observatory: Arc<Observatory>,
    stop: CancelToken,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("the address {address} for metrics (observe.metrics) cannot be had"))?;
    let teller = Arc::new(Teller {
        catalogue: house.catalogue.clone(),
        clock: Arc::clone(&house.clock),
        observatory,
    });
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                Ok((stream, _)) = listener.accept() => {
                    tokio::spawn(answer(stream, Arc::clone(&teller)));
                }
            }
        }
    });
    Ok(())
}

struct Teller {
    catalogue: Catalogue,
    clock: Arc<dyn Clock>,
    observatory: Arc<Observatory>,
}

async fn answer(mut stream: TcpStream, teller: Arc<Teller>) {
    let (reader, mut writer) = stream.split();
    let mut request = Vec::new();
    let mut reader = reader.take(LONGEST);
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match reader.read_buf(&mut request).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    let (status, text) = if request.starts_with(b"GET /metrics ") {
        match teller.catalogue.queue_figures().await {
            Ok(queue) => (
                "200 OK",
                site::exposition(&teller.observatory, &queue, teller.clock.now()),
            ),
            Err(error) => {
                tracing::warn!("metrics cannot be told: {error}");
                ("503 Service Unavailable", String::new())
            }
        }
    } else {
        ("404 Not Found", String::new())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        site::METRICS_TYPE,
        text.len()
    );
    let _ = writer.write_all(head.as_bytes()).await;
    let _ = writer.write_all(text.as_bytes()).await;
}

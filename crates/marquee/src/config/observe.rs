use std::net::SocketAddr;

use serde::Deserialize;

use crate::cli::problem::Advised;

/// What is told about how the house does, and to whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObserveConfig {
    /// Where Prometheus may ask without a token: an address of this machine alone.
    pub metrics: Option<SocketAddr>,
    /// Collector of traces, "http://127.0.0.1:4318".
    pub otlp: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ObserveTable {
    metrics: Option<String>,
    otlp: Option<String>,
}

impl ObserveTable {
    pub(super) fn checked(self) -> anyhow::Result<ObserveConfig> {
        Ok(ObserveConfig {
            metrics: self.metrics.map(|text| loopback(&text)).transpose()?,
            otlp: self.otlp.map(collector).transpose()?,
        })
    }
}

fn loopback(text: &str) -> anyhow::Result<SocketAddr> {
    let address: Option<SocketAddr> = text.parse().ok();
    address.filter(|address| address.ip().is_loopback()).ok_or_else(|| {
        Advised::new(
            format!("observe.metrics is '{text}'"),
            "write an address of this machine such as 127.0.0.1:9464; from elsewhere /metrics of the site is read with a token",
        )
        .into()
    })
}

fn collector(text: String) -> anyhow::Result<String> {
    let host = text
        .trim_end_matches('/')
        .strip_prefix("http://")
        .unwrap_or_default();
    let port = host.rsplit_once(':').and_then(|(name, port)| {
        let plain = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
        port.parse::<u16>().ok().filter(|_| plain)
    });
    match port {
        Some(_) => Ok(format!("http://{host}")),
        None => Err(Advised::new(
            format!("observe.otlp is '{text}'"),
            "write a collector's address for OTLP over HTTP, such as http://127.0.0.1:4318",
        )
        .into()),
    }
}

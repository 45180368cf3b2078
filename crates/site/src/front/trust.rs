use std::net::IpAddr;

use ipnet::IpNet;

/// Which peers are this house's own proxies, and what they are believed. Nobody else's word about an address counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trust {
    pub proxies: Vec<IpNet>,
    pub header: ProxyHeader,
}

/// In which header the proxies say who asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For` and `X-Forwarded-Proto`, which every proxy knows.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl Trust {
    pub(super) fn has(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|net| net.contains(&address))
    }
}

use std::net::IpAddr;

/// Where a request comes from; whoever accepts connections puts it into the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Visitor {
    pub(crate) address: IpAddr,
}

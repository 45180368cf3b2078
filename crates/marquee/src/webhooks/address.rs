//! Which network addresses may be told anything: public ones, and what the operator named.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// Is it a public address, or one that the operator allows?
pub fn may_be_told(address: IpAddr, allowed: &[IpNet]) -> bool {
    // An IPv4 address may come dressed as IPv6 (::ffff:10.0.0.1).
    let address = address.to_canonical();
    is_public(address) || is_allowed(address, allowed)
}

pub fn is_allowed(address: IpAddr, allowed: &[IpNet]) -> bool {
    let address = address.to_canonical();
    allowed.iter().any(|range| range.contains(&address))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// What IANA's registry of special-purpose addresses does not keep from the public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || (a == 100 && (64..=127).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..=31).contains(&b))
        || (a == 192 && b == 168)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

/// Only 2000::/3 is given out at all; within it some blocks are for tunnels to IPv4 addresses, and for documents.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let [first, second, ..] = parts;
    let tunnel_or_special = first == 0x2001 && second < 0x0200;
    let document = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    let six_to_four = first == 0x2002;
    (0x2000..=0x3fff).contains(&first) && !tunnel_or_special && !document && !six_to_four
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        may_be_told(address.parse().unwrap(), &[])
    }

    #[test]
    fn private_ranges_are_refused_in_every_dress() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:1::",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "100::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn public_addresses_and_what_the_operator_allows_are_told() {
        for address in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(public(address), "{address}");
        }
        let allowed = ["10.0.0.0/8".parse().unwrap()];
        assert!(may_be_told("10.1.2.3".parse().unwrap(), &allowed));
        assert!(may_be_told("::ffff:10.1.2.3".parse().unwrap(), &allowed));
        assert!(!may_be_told("192.168.1.1".parse().unwrap(), &allowed));
    }
}

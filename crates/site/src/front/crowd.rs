use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections each address has open. The table holds no address without one, so it is never larger than the
/// house's open files.
#[derive(Clone, Default)]
pub(super) struct Crowd {
    open: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// One connection's place; given back when it is dropped.
pub(super) struct Seat {
    crowd: Crowd,
    address: IpAddr,
}

impl Crowd {
    /// `None` when the address has as many as it may.
    pub(super) fn seat(&self, address: IpAddr, most: u32) -> Option<Seat> {
        let address = household(address);
        let mut open = self.lock();
        let count = open.entry(address).or_insert(0);
        if *count >= most {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Seat {
            crowd: self.clone(),
            address,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, u32>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.crowd.lock();
        if let Some(count) = open.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// What counts as one address: of IPv6 its first 64 bits, because every household has 2^64 to choose from.
pub(crate) fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_seats_and_gets_them_back() {
        let crowd = Crowd::default();
        let (home, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = crowd.seat(home, 2);
        let _second = crowd.seat(home, 2);
        assert!(first.is_some() && crowd.seat(home, 2).is_none());
        assert!(crowd.seat(other, 2).is_some());
        drop(first);
        assert!(crowd.seat(home, 2).is_some());
        assert_eq!(crowd.lock().len(), 1, "who left is forgotten");
    }

    #[test]
    fn all_addresses_of_a_household_are_one() {
        let one = |text: &str| household(text.parse().unwrap());
        assert_eq!(one("2001:db8::1"), one("2001:db8::ffff:1"));
        assert_ne!(one("2001:db8::1"), one("2001:db8:0:1::1"));
        assert_eq!(one("::ffff:192.0.2.1"), one("192.0.2.1"));
        assert_ne!(one("192.0.2.1"), one("192.0.2.2"));
    }
}

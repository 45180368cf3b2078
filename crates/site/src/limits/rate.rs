use std::num::NonZeroU32;
use std::time::Duration;

/// So many at once, and in the long run no more than so many in that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub count: NonZeroU32,
    pub per: Duration,
}

impl Rate {
    pub const fn per_minute(count: NonZeroU32) -> Self {
        Self {
            count,
            per: Duration::from_secs(60),
        }
    }
}

/// What is counted, for each address (of IPv6: each /64) or account; `None`: without a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    /// Pages, and what is read by the API, by one address. Many people can share an address.
    pub pages: Option<Rate>,
    /// What changes something, by one address. An upload's parts are not counted.
    pub writes: Option<Rate>,
    /// The same by one account, from wherever it comes.
    pub account_writes: Option<Rate>,
    /// Attempts to log in, by one address.
    pub login: Option<Rate>,
}

const PAGES: NonZeroU32 = NonZeroU32::new(1_200).unwrap();
const WRITES: NonZeroU32 = NonZeroU32::new(600).unwrap();
const LOGIN: NonZeroU32 = NonZeroU32::new(20).unwrap();

impl Default for Rates {
    fn default() -> Self {
        Self {
            pages: Some(Rate::per_minute(PAGES)),
            writes: Some(Rate::per_minute(WRITES)),
            account_writes: Some(Rate::per_minute(WRITES)),
            login: Some(Rate::per_minute(LOGIN)),
        }
    }
}

use crate::front::{Countries, Manners, Trust};
use crate::limits::Rates;

/// What the house's configuration says about its site; validated by whoever reads the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteSettings {
    /// The house's own name, on its sign.
    pub house_name: String,
    /// Where the public reaches the site, "https://films.example", without a slash at the end. Absolute addresses
    /// (feed, sitemap, previews in other sites) are made from it, never from a request's `Host`.
    pub address: String,
    /// Origins whose pages may play the house's films: "https://player.example". Empty: none but the site itself.
    pub allowed_origins: Vec<String>,
    /// Whose word about a visitor's address counts.
    pub trust: Trust,
    /// How the house knows where a visitor is.
    pub countries: Countries,
    pub manners: Manners,
    pub rates: Rates,
    pub uploads: UploadTerms,
}

/// What is taken in by way of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadTerms {
    /// Bytes of the largest file.
    pub largest: u64,
    /// Milliseconds for which an upload is kept of which nothing more comes.
    pub keep_ms: i64,
}

impl Default for UploadTerms {
    fn default() -> Self {
        Self {
            largest: 500_000_000_000,
            keep_ms: 7 * 24 * 3_600_000,
        }
    }
}

impl SiteSettings {
    /// Cookies travel only over TLS when the site is reached over it.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            house_name: "Marquee".into(),
            address: "http://127.0.0.1:8080".into(),
            allowed_origins: Vec::new(),
            uploads: UploadTerms::default(),
            trust: Trust::default(),
            countries: Countries::default(),
            manners: Manners::default(),
            rates: Rates::default(),
        }
    }
}

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName};
use house::release::Country;
use maxminddb::Reader;
use serde::Deserialize;

/// How the house knows in which country a visitor is: from a database of networks, from a trusted proxy's header, or not
/// at all.
#[derive(Clone, Default)]
pub struct Countries {
    database: Option<Arc<Reader<Vec<u8>>>>,
    header: Option<HeaderName>,
}

/// What a country database says of a network (MaxMind's GeoIP2 and GeoLite2 Country, and those made like them).
#[derive(Deserialize)]
struct Network<'a> {
    #[serde(borrow)]
    country: Option<Named<'a>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    iso_code: Option<&'a str>,
}

impl Countries {
    /// Of a database's bytes in MaxMind's format; `header` is believed from trusted proxies alone, and before the database.
    ///
    /// # Errors
    /// What is wrong with the database, or the header's name.
    pub fn of(database: Option<Vec<u8>>, header: Option<&str>) -> Result<Self, String> {
        let read = |bytes: Vec<u8>| {
            let reader = Reader::from_source(bytes).map_err(|error| format!("it is none: {error}"))?;
            reader
                .verify()
                .map_err(|error| format!("it is damaged: {error}"))?;
            Ok::<_, String>(Arc::new(reader))
        };
        Ok(Self {
            database: database.map(read).transpose()?,
            header: header.map(named).transpose()?,
        })
    }

    /// Takes the header out, so that nothing further in can believe it from anybody.
    pub(super) fn country_of(
        &self,
        address: IpAddr,
        by_proxy: bool,
        headers: &mut HeaderMap,
    ) -> Option<Country> {
        let told = self.header.as_ref().and_then(|name| headers.remove(name));
        let told = told.filter(|_| by_proxy);
        let said = told.and_then(|value| value.to_str().ok()?.parse().ok());
        said.or_else(|| self.looked_up(address))
    }

    fn looked_up(&self, address: IpAddr) -> Option<Country> {
        let found = self.database.as_ref()?.lookup(address).ok()?;
        let network: Network<'_> = found.decode().ok()??;
        network.country?.iso_code?.parse().ok()
    }
}

fn named(header: &str) -> Result<HeaderName, String> {
    header
        .parse()
        .map_err(|_| format!("'{header}' is no header's name"))
}

impl fmt::Debug for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.database.as_ref();
        f.debug_struct("Countries")
            .field(
                "database",
                &database.map(|reader| &reader.metadata().database_type),
            )
            .field("header", &self.header)
            .finish()
    }
}

impl PartialEq for Countries {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.database, &other.database) {
            (Some(ours), Some(theirs)) => Arc::ptr_eq(ours, theirs),
            (None, None) => true,
            _ => false,
        };
        same && self.header == other.header
    }
}

impl Eq for Countries {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use axum::http::HeaderValue;
    use ipnet::IpNet;
    use mmdb_writer::Writer;

    use super::*;

    const HEADER: HeaderName = HeaderName::from_static("cf-ipcountry");

    fn written() -> Vec<u8> {
        let mut writer = Writer::builder("GeoLite2-Country")
            .description(&[("en", "Two countries")])
            .build();
        for (network, code) in [("192.0.2.0/24", "CA"), ("2001:db8::/32", "DE")] {
            let country = BTreeMap::from([("iso_code", code)]);
            let record = BTreeMap::from([("country", country)]);
            writer.insert(network.parse::<IpNet>().unwrap(), &record).unwrap();
        }
        writer.to_bytes().unwrap()
    }

    fn from(
        countries: &Countries,
        address: &str,
        by_proxy: bool,
        said: Option<&'static str>,
    ) -> Option<String> {
        let mut headers = HeaderMap::new();
        if let Some(said) = said {
            headers.insert(HEADER, HeaderValue::from_static(said));
        }
        let country = countries.country_of(address.parse().unwrap(), by_proxy, &mut headers);
        assert!(countries.header.is_none() || headers.is_empty());
        country.map(String::from)
    }

    #[test]
    fn a_visitor_is_where_the_database_has_the_address() {
        let countries = Countries::of(Some(written()), None).unwrap();
        assert_eq!(from(&countries, "192.0.2.9", false, None).as_deref(), Some("CA"));
        assert_eq!(
            from(&countries, "2001:db8::1", false, None).as_deref(),
            Some("DE")
        );
        assert_eq!(from(&countries, "198.51.100.1", false, None), None);
        assert_eq!(
            from(&countries, "192.0.2.9", true, Some("JP")).as_deref(),
            Some("CA")
        );
    }

    #[test]
    fn a_header_counts_from_a_trusted_proxy_alone() {
        let countries = Countries::of(None, Some(HEADER.as_str())).unwrap();
        assert_eq!(
            from(&countries, "192.0.2.9", true, Some("jp")).as_deref(),
            Some("JP")
        );
        assert_eq!(from(&countries, "192.0.2.9", false, Some("JP")), None);
        assert_eq!(from(&countries, "192.0.2.9", true, Some("T1")), None);
    }

    #[test]
    fn what_is_no_database_is_refused_in_a_sentence() {
        let said = Countries::of(Some(b"not one".to_vec()), None).unwrap_err();
        assert!(said.contains("it is none"), "{said}");
        let whole = written();
        assert!(Countries::of(Some(whole[..whole.len() / 2].to_vec()), None).is_err());
    }
}

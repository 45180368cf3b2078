//! What a manifest says of sealed tracks (ISO/IEC 23009-1, 5.8.4.1; ISO/IEC 23001-7, 11.2) and of where their key is
//! asked for (DASH-IF Content Protection, ClearKey).

use data_encoding::BASE64;

use super::xml::Element;
use crate::seal::{Sealed, cbcs};

const COMMON: &str = "urn:mpeg:dash:mp4protection:2011";
const CLEAR_KEY: &str = "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e";

pub(super) fn with_namespaces(mpd: Element) -> Element {
    mpd.with("xmlns:cenc", "urn:mpeg:cenc:2013")
        .with("xmlns:dashif", "https://dashif.org/CPS")
}

/// An adaptation set whose every sample is sealed; the order of its children is the schema's (5.3.7.3).
pub(super) fn protect(set: Element, sealed: &Sealed<'_>) -> Element {
    let clear_key = Element::new("ContentProtection")
        .with("schemeIdUri", CLEAR_KEY)
        .with("value", "ClearKey1.0")
        .child(Element::new("cenc:pssh").text(&BASE64.encode(&cbcs::pssh(sealed.key))))
        .child(
            Element::new("dashif:Laurl")
                .with("Lic_type", "EME-1.0")
                .text(sealed.keys),
        );
    let common = Element::new("ContentProtection")
        .with("schemeIdUri", COMMON)
        .with("value", "cbcs")
        .with("cenc:default_KID", &sealed.key.uuid());
    let layout = "AudioChannelConfiguration";
    set.child_behind(layout, clear_key).child_behind(layout, common)
}

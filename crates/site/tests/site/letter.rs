use house::Digest;
use house::archive::{Asset, AssetKind, Provenance};
use house::id::AssetId;
use media::facts::{MediaFacts, Survey};

/// A letter of six bytes; each name is another one's.
pub(crate) fn letter(file_name: &str) -> Asset {
    Asset {
        id: AssetId::random(),
        kind: AssetKind::Letter,
        digest: Digest::of(file_name.as_bytes()),
        bytes: 6,
        file_name: file_name.into(),
        survey: Survey {
            facts: MediaFacts {
                container: "text".into(),
                duration: None,
                bit_rate: None,
                pictures: Vec::new(),
                sounds: Vec::new(),
                texts: Vec::new(),
                still: false,
            },
            timings: Vec::new(),
            complaints: Vec::new(),
            truncated: false,
        },
        provenance: Provenance::default(),
        added: house::Instant::from_micros(1),
        salvage: None,
    }
}

use std::sync::Arc;

use media::segments::SegmentTable;
use media::time::FrameRate;
use serde::{Deserialize, Serialize};

use crate::id::{MasterId, RenditionId, RenditionKey};
use crate::{Digest, Instant};

/// One encode of one track of a master.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rendition {
    pub id: RenditionId,
    /// Its name in media addresses; a re-encode gets another.
    pub key: RenditionKey,
    pub master: MasterId,
    pub track: Track,
    /// Vault object: a fragmented CMAF file, or a WebVTT text for [`Track::Text`].
    pub digest: Digest,
    pub bytes: u64,
    /// `None` for text. Shared: the table of a long film is large, and whoever asks for the rendition gets one.
    #[serde(with = "shared")]
    pub segments: Option<Arc<SegmentTable>>,
    pub stage: Stage,
    pub made: Instant,
}

/// As if it were not shared.
mod shared {
    use std::sync::Arc;

    use media::segments::SegmentTable;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        table: &Option<Arc<SegmentTable>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        table.as_deref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Arc<SegmentTable>>, D::Error> {
        Ok(Option::deserialize(deserializer)?.map(Arc::new))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Made, not yet checked: nobody sees it.
    Made,
    /// Passed the check: a release may show it.
    Checked,
    /// Failed the check; the report says where.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Track {
    Picture {
        width: u32,
        height: u32,
        rate: FrameRate,
        codec: Codec,
    },
    Sound {
        channels: u16,
        sample_rate: u32,
        codec: Codec,
        language: String,
        title: Option<String>,
        default: bool,
    },
    Text {
        language: String,
        title: Option<String>,
        forced: bool,
        hearing_impaired: bool,
        default: bool,
    },
}

/// RFC 6381 codecs parameter: "avc1.640028", "mp4a.40.2".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Codec(pub String);

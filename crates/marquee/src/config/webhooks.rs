use ipnet::IpNet;
use serde::Deserialize;

use super::wrong;

/// Whom webhooks may tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WebhooksConfig {
    /// Ranges that may be told although they are not public, and without TLS: a machine of the same network.
    pub allow: Vec<IpNet>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WebhooksTable {
    allow: Vec<String>,
}

impl WebhooksTable {
    pub(super) fn checked(self) -> anyhow::Result<WebhooksConfig> {
        let read = |text: &String| {
            text.parse()
                .map_err(|_| wrong("webhooks.allow", text, "a range such as \"192.168.1.0/24\""))
        };
        Ok(WebhooksConfig {
            allow: self.allow.iter().map(read).collect::<anyhow::Result<_>>()?,
        })
    }
}

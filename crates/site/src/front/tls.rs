use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::ResolvesServerCert;

pub(super) const HTTP_2: &[u8] = b"h2";
pub(super) const HTTP_1: &[u8] = b"http/1.1";
/// Spoken by whoever proves for an authority that this address is ours (RFC 8737).
pub(super) const ACME: &[u8] = b"acme-tls/1";

/// TLS 1.2 and 1.3 with the certificate that `certificates` has at the moment.
///
/// # Errors
/// None that can be caused from outside; the type is rustls' own.
pub fn tls_config(certificates: Arc<dyn ResolvesServerCert>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = [HTTP_2, HTTP_1, ACME].map(<[u8]>::to_vec).into();
    Ok(Arc::new(config))
}

//! Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body, so that who is told
//! knows by whom, and that it was just now.

use data_encoding::BASE64;
use ring::hmac;

/// The value of the header `webhook-signature`.
///
/// # Errors
/// A sentence when the secret is none of ours.
pub fn signature(secret: &str, id: &str, seconds: i64, body: &str) -> Result<String, String> {
    let key = secret
        .strip_prefix("whsec_")
        .and_then(|key| BASE64.decode(key.as_bytes()).ok());
    let key = key.ok_or("the webhook's secret is damaged: make the webhook anew")?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
    let tag = hmac::sign(&key, format!("{id}.{seconds}.{body}").as_bytes());
    Ok(format!("v1,{}", BASE64.encode(tag.as_ref())))
}

#[cfg(test)]
mod tests {
    use super::signature;

    /// The example of the specification's reference libraries.
    #[test]
    fn signatures_are_those_of_the_specification() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(signature("nothing", "a", 1, "").is_err());
    }
}

use crate::MediaError;
use crate::boxes::BoxView;

/// RFC 6381, 3.3: "avc1." and the profile, compatibility and level bytes of `avcC` (ISO/IEC 14496-15, 5.3.3.1).
pub(super) fn codec(entry_kind: &str, avcc: &BoxView<'_>) -> Result<String, MediaError> {
    let mut fields = avcc.fields();
    let version = fields.u8()?;
    if version != 1 {
        return Err(avcc.malformed(format!("version {version}, known is 1")));
    }
    let (profile, compatibility, level) = (fields.u8()?, fields.u8()?, fields.u8()?);
    fields.u8()?;
    let parameter_sets = fields.u8()? & 0x1f;
    if parameter_sets == 0 {
        return Err(avcc.malformed("no sequence parameter set"));
    }
    Ok(format!(
        "{entry_kind}.{profile:02x}{compatibility:02x}{level:02x}"
    ))
}

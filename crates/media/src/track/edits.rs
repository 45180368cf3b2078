use super::Edit;
use crate::MediaError;
use crate::boxes::BoxView;

/// What the `edts` of a `trak` says.
pub(super) fn read(trak: &BoxView<'_>) -> Result<Edit, MediaError> {
    let Some(edts) = trak.find(*b"edts")? else {
        return Ok(Edit::None);
    };
    let Some(elst) = edts.find(*b"elst")? else {
        return Ok(Edit::None);
    };
    let mut fields = elst.fields();
    let (version, _) = fields.version_and_flags()?;
    match fields.u32()? {
        0 => return Ok(Edit::None),
        1 => {}
        _ => return Ok(Edit::Other),
    }
    fields.u32_or_u64(version == 1)?;
    let media_time = if version == 1 {
        fields.u64()?.cast_signed()
    } else {
        fields.i32().map(i64::from)?
    };
    let speed = fields.u32()?;
    Ok(match u64::try_from(media_time) {
        Ok(skip) if speed == 0x0001_0000 => Edit::Skip(skip),
        _ => Edit::Other,
    })
}

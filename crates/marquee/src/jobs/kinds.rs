//! From a job's kind in the queue to the code that runs it.

use super::analysis::{
    AnalyseAsset, CompareTapes, FileLetters, FileWords, HearSound, HearWords, LookOver, ReadLetters,
};
use super::check_rendition::CheckRendition;
use super::convert_text::ConvertText;
use super::cut_page::CutPage;
use super::draft_title::DraftTitle;
use super::encode_piece::EncodePiece;
use super::encode_sound::EncodeSound;
use super::join_rendition::JoinRendition;
use super::open_release::OpenRelease;
use super::pick_picture::PickPicture;
use super::replace_master::ReplaceMaster;
use super::show_moments::ShowMoments;
use super::take_cover::TakeCover;
use super::take_in::TakeIn;
use super::take_pictures::TakePictures;
use super::working_copy::{CopySound, FileWorkingCopy};
use super::{Failure, Job, Outcome, Work};

/// Steps that take one core at the most, whatever the machine has: decoders and encoders of sound have one thread.
pub const ON_ONE_CORE: [&str; 3] = [HearSound::KIND, EncodeSound::KIND, CopySound::KIND];

pub async fn run(job: &store::Job, work: &Work) -> Result<Outcome, Failure> {
    match job.kind.as_str() {
        EncodePiece::KIND => start::<EncodePiece>(job, work).await,
        JoinRendition::KIND => start::<JoinRendition>(job, work).await,
        EncodeSound::KIND => start::<EncodeSound>(job, work).await,
        ConvertText::KIND => start::<ConvertText>(job, work).await,
        TakePictures::KIND => start::<TakePictures>(job, work).await,
        TakeCover::KIND => start::<TakeCover>(job, work).await,
        CheckRendition::KIND => start::<CheckRendition>(job, work).await,
        OpenRelease::KIND => start::<OpenRelease>(job, work).await,
        DraftTitle::KIND => start::<DraftTitle>(job, work).await,
        PickPicture::KIND => start::<PickPicture>(job, work).await,
        ReplaceMaster::KIND => start::<ReplaceMaster>(job, work).await,
        ShowMoments::KIND => start::<ShowMoments>(job, work).await,
        CutPage::KIND => start::<CutPage>(job, work).await,
        TakeIn::KIND => start::<TakeIn>(job, work).await,
        LookOver::KIND => start::<LookOver>(job, work).await,
        HearSound::KIND => start::<HearSound>(job, work).await,
        AnalyseAsset::KIND => start::<AnalyseAsset>(job, work).await,
        CompareTapes::KIND => start::<CompareTapes>(job, work).await,
        ReadLetters::KIND => start::<ReadLetters>(job, work).await,
        FileLetters::KIND => start::<FileLetters>(job, work).await,
        HearWords::KIND => start::<HearWords>(job, work).await,
        FileWords::KIND => start::<FileWords>(job, work).await,
        CopySound::KIND => start::<CopySound>(job, work).await,
        FileWorkingCopy::KIND => start::<FileWorkingCopy>(job, work).await,
        other => Err(Failure::Lasting(format!(
            "this program does not know the step '{other}'; it was queued by another version"
        ))),
    }
}

async fn start<J: Job>(job: &store::Job, work: &Work) -> Result<Outcome, Failure> {
    let parameters: J = serde_json::from_value(job.params.clone()).map_err(|error| {
        Failure::Lasting(format!(
            "the step's parameters cannot be read ({error}); it was queued by another version: \
             `marquee encode` plans it anew"
        ))
    })?;
    parameters.run(work).await
}

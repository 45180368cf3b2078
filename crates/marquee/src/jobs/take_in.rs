use std::path::PathBuf;

use house::Digest;
use house::archive::{Sidecar, Upload};
use house::id::UploadId;
use serde::{Deserialize, Serialize};
use store::{Effect, Vault};

use super::{Failure, Job, Outcome, Work};
use crate::intake::{self, Label, Looked, Refusal, Source, verdict};

/// Looks an upload over and takes it into the vault. A file that is not taken is no failure of the step: the upload
/// keeps the sentence, and its sender reads it where the file was dropped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeIn {
    pub upload: UploadId,
    /// Take the readable part of a damaged file.
    pub salvage: bool,
}

impl Job for TakeIn {
    const KIND: &'static str = "take-in";
    const VERSION: u32 = 1;

    async fn run(self, work: &Work) -> Result<Outcome, Failure> {
        let house = &work.workshop.house;
        let upload = house.catalogue.upload_by_id(&self.upload).await?;
        let Some(upload) = upload.filter(|upload| upload.asset.is_none()) else {
            return Ok(Outcome::default());
        };
        let Some(path) = place(work, &upload) else {
            let sentence = "Its bytes are not in the house any more. Send the file again.";
            return Ok(refused(&upload, sentence.into(), false));
        };
        match self.look_over(work, &upload, path).await {
            Ok((source, label, looked)) => self.keep(work, &upload, &source, &label, looked).await,
            Err(error) => {
                let Refusal {
                    sentence,
                    salvageable,
                } = verdict(error)?;
                Ok(refused(&upload, sentence, salvageable))
            }
        }
    }
}

impl TakeIn {
    async fn look_over(
        &self,
        work: &Work,
        upload: &Upload,
        path: PathBuf,
    ) -> anyhow::Result<(Source, Label, Looked)> {
        let source = Source::named(&path, upload.label.file_name.clone())?;
        let label = Label {
            kind: upload.label.kind,
            salvage: self.salvage,
            ..Label::default()
        };
        let looked = intake::look_over(&work.workshop.house, &source, &label, &work.watch()).await?;
        source.refuse_change()?;
        Ok((source, label, looked))
    }

    async fn keep(
        &self,
        work: &Work,
        upload: &Upload,
        source: &Source,
        label: &Label,
        looked: Looked,
    ) -> Result<Outcome, Failure> {
        let vault = work.workshop.house.vault.clone();
        let kept = if let Some(saved) = &looked.saved {
            let saved = saved.path.clone();
            work.blocking(move || Ok(vault.adopt(&saved)?)).await?
        } else {
            let digest = self.digest(work, upload, source).await?;
            let (path, bytes) = (source.path.clone(), source.bytes);
            let is_in_vault = path == vault.path_of(&digest);
            work.blocking(move || {
                if is_in_vault {
                    return Ok(store::Kept {
                        digest,
                        bytes,
                        known: false,
                    });
                }
                Ok(vault.adopt_as(&path, &digest)?)
            })
            .await?
        };
        let asset = intake::asset(
            &work.workshop.house,
            source,
            label,
            looked,
            kept.digest,
            kept.bytes,
        );
        Ok(Outcome {
            outputs: vec![kept.digest],
            effects: vec![Effect::FileUpload {
                upload: upload.id.clone(),
                asset: Box::new(asset),
            }],
        })
    }

    /// Written down before the file is moved, so that whoever comes after a kill finds it in the vault.
    async fn digest(&self, work: &Work, upload: &Upload, source: &Source) -> Result<Digest, Failure> {
        if let Some(digest) = upload.digest {
            return Ok(digest);
        }
        let path = source.path.clone();
        let digest = work.blocking(move || Ok(Vault::digest_of_file(&path)?)).await?;
        work.workshop
            .house
            .catalogue
            .set_upload_digest(&upload.id, &digest)
            .await?;
        Ok(digest)
    }
}

/// In the dock, or already in the vault when the step was killed after it had moved the file.
fn place(work: &Work, upload: &Upload) -> Option<PathBuf> {
    let docked = work.workshop.house.dock.path_of(&upload.id);
    if docked.is_file() {
        return Some(docked);
    }
    let vault = &work.workshop.house.vault;
    let digest = upload.digest.filter(|digest| vault.contains(digest))?;
    Some(vault.path_of(&digest))
}

fn refused(upload: &Upload, sentence: String, salvageable: bool) -> Outcome {
    Outcome {
        outputs: Vec::new(),
        effects: vec![Effect::RefuseUpload {
            upload: upload.id.clone(),
            sentence,
            salvageable,
        }],
    }
}

/// The language that is said, or that the name of a subtitle file says.
pub fn language_of(upload: &Upload) -> Option<String> {
    let told = Sidecar::of_name(&upload.label.file_name).language;
    let told = (told != house::language::UNKNOWN).then_some(told);
    upload.label.language.clone().or(told)
}

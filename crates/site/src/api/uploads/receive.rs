//! The bytes of a part on their way from the connection to the dock.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use house::archive::{Upload, first_look};
use http_body_util::BodyExt;
use store::StoreError;
use store::dock::{Berth, Checksum, Settled};

use super::refusal::Refusal;
use crate::site::Site;

/// One whose sender says nothing for so long makes way for another that asks.
const GRACE: Duration = Duration::from_millis(400);
/// After so long without a byte, what came is written and its memory given back.
const QUIET: Duration = Duration::from_secs(1);
/// So often without a byte, and the connection is given up for dead.
const MOST_QUIET: u32 = 60;
/// What a first look needs to tell an archive of files from a film.
const HEAD: usize = 512;

/// A part to be received.
pub(super) struct Part {
    pub(super) upload: Upload,
    /// Where it begins, as its sender believes.
    pub(super) from: u64,
    pub(super) checksum: Option<Checksum>,
}

/// How the sending of a part ended.
enum End {
    Whole,
    /// The connection broke, or stood still, or another sender took over.
    Cut,
    TooMuch,
    NoFilm(&'static str),
    Failed(StoreError),
}

/// Receives a part, and when it was the last one has the upload taken in. Answers how far the upload is. Whatever happens
/// to the connection, what came is written: this runs by itself, not within the request.
pub(super) async fn receive(site: Arc<Site>, part: Part, body: Body) -> Result<u64, Refusal> {
    let received = tokio::spawn(async move { part.receive(&site, body).await });
    received.await.unwrap_or_else(|mistake| {
        tracing::error!(%mistake, "an upload failed");
        Err(Refusal::of_dock(StoreError::Refused(mistake.to_string()), 0))
    })
}

impl Part {
    async fn receive(&self, site: &Site, body: Body) -> Result<u64, Refusal> {
        let id = &self.upload.id;
        let remaining = self.upload.length.saturating_sub(self.from);
        let failed = |error| Refusal::of_dock(error, remaining);
        let verified = site.catalogue.upload_verified(id).await?;
        let algorithm = self.checksum.as_ref().map(|checksum| checksum.algorithm);
        let mut berth = site.dock.claim(id, verified, algorithm).await.map_err(failed)?;
        if berth.offset() != self.from {
            let sentence = format!(
                "This part begins at byte {}, but {} bytes are here.",
                self.from,
                berth.offset()
            );
            // Nothing was written; what was hashed so far is not forgotten.
            berth.settle().await.map_err(failed)?;
            return Err(Refusal::new(StatusCode::CONFLICT, sentence));
        }
        if self.checksum.is_some() || verified.is_some() {
            // Before the first byte is written: after a kill, what lies behind this place was never compared.
            let mark = self.checksum.as_ref().map(|_| self.from);
            site.catalogue.touch_upload(id, mark).await?;
        }
        let end = self.take(&mut berth, body).await;
        self.end(site, berth, end).await
    }

    async fn take(&self, berth: &mut Berth, mut body: Body) -> End {
        let mut head = Vec::new();
        let mut is_asked_for = false;
        let mut quiet = 0;
        loop {
            let patience = if is_asked_for { GRACE } else { QUIET };
            let frame = tokio::select! {
                biased;
                frame = body.frame() => frame,
                () = berth.asked_for(), if !is_asked_for => {
                    is_asked_for = true;
                    continue;
                }
                () = tokio::time::sleep(patience) => {
                    quiet += 1;
                    if is_asked_for || quiet > MOST_QUIET {
                        return End::Cut;
                    }
                    if let Err(error) = berth.flush().await {
                        return End::Failed(error);
                    }
                    continue;
                }
            };
            let bytes = match frame {
                None if self.from == 0 => return first_look(&head).map_or(End::Whole, End::NoFilm),
                None => return End::Whole,
                Some(Err(_)) => return End::Cut,
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) => bytes,
                    Err(_trailers) => continue,
                },
            };
            quiet = 0;
            if self.from == 0 && head.len() < HEAD {
                let missing = (HEAD - head.len()).min(bytes.len());
                head.extend_from_slice(&bytes[..missing]);
                if head.len() == HEAD
                    && let Some(sentence) = first_look(&head)
                {
                    return End::NoFilm(sentence);
                }
            }
            let room = usize::try_from(self.upload.length - berth.offset()).unwrap_or(usize::MAX);
            let fits = bytes.len().min(room);
            if let Err(error) = berth.put(&bytes[..fits]).await {
                return End::Failed(error);
            }
            if fits < bytes.len() {
                return End::TooMuch;
            }
        }
    }

    async fn end(&self, site: &Site, berth: Berth, end: End) -> Result<u64, Refusal> {
        let id = &self.upload.id;
        let failed = |error| Refusal::of_dock(error, self.upload.length - self.from);
        let expected = self.checksum.as_ref().filter(|_| matches!(end, End::Whole));
        // Of more bytes than there should be none can be trusted.
        let is_checked = self.checksum.is_some() || matches!(end, End::TooMuch);
        let (settled, is_right) = if is_checked {
            berth.settle_checked(self.from, expected).await.map_err(failed)?
        } else {
            (berth.settle().await.map_err(failed)?, true)
        };
        match end {
            End::NoFilm(sentence) => {
                site.catalogue.refuse_upload(id, sentence).await?;
                site.dock.remove(id).await?;
                return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, sentence));
            }
            End::Failed(error) => {
                site.catalogue.touch_upload(id, None).await?;
                let missing = self.upload.length - settled.offset;
                return Err(match error {
                    StoreError::DiskFull(_) => Refusal::no_room(missing, site.dock.room().unwrap_or(0)),
                    error => failed(error),
                });
            }
            End::Whole | End::Cut | End::TooMuch => {}
        }
        self.count(site, &settled).await?;
        match end {
            End::TooMuch => Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "More bytes came than the upload was said to have.",
            )),
            End::Cut => Err(Refusal::taken()),
            _ if !is_right => Err(Refusal::mismatch()),
            _ => Ok(settled.offset),
        }
    }

    /// What has come counts; the whole file is taken in.
    async fn count(&self, site: &Site, settled: &Settled) -> Result<(), Refusal> {
        if settled.offset < self.upload.length {
            return Ok(site.catalogue.touch_upload(&self.upload.id, None).await?);
        }
        arrived(site, &self.upload, settled).await
    }
}

/// Marks an upload as whole and has it taken in. Should that fail, it is whole all the same: the house takes it up again
/// when it is opened the next time.
pub(super) async fn arrived(site: &Site, upload: &Upload, settled: &Settled) -> Result<(), Refusal> {
    site.catalogue
        .upload_arrived(&upload.id, settled.digest.as_ref())
        .await?;
    if let Err(error) = site.workroom.take_in(upload.id.clone()).await {
        tracing::warn!(%error, "a whole upload was not queued");
    }
    Ok(())
}

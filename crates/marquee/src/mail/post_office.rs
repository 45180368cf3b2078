use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use engine::CancelToken;
use house::Instant;
use site::{Letter, Post, Postman};
use store::{Catalogue, KeptLetter, Letters, StoreError};
use tokio::sync::Notify;

use super::smtp::{NotTaken, Smtp};

/// How often the queue is looked at for letters of other programs, and for those whose time has come again.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Longer than a letter can take: who holds one so long has ended.
const HELD_MS: i64 = 5 * 60 * 1_000;
/// Minutes until a letter is tried again; the last one holds from there on.
const AGAIN_AFTER: [i64; 6] = [1, 5, 15, 60, 180, 360];
/// Days after which a letter is given up: its link has run out.
const GIVEN_UP_AFTER_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// A server that says "never" may be set up wrongly for a moment.
const NEVERS: u32 = 3;

/// Takes the site's letters and sends them.
#[derive(Clone)]
pub struct PostOffice {
    letters: Letters,
    catalogue: Catalogue,
    arrived: Arc<Notify>,
}

impl Postman for PostOffice {
    fn delivers(&self) -> bool {
        true
    }

    fn post(&self, letter: Letter) -> Pin<Box<dyn Future<Output = Result<Post, String>> + Send + '_>> {
        Box::pin(async move {
            let kept = self.letters.put(&letter.to, &letter.subject, &letter.text).await;
            kept.map_err(|error| format!("the letter cannot be kept: {error}"))?;
            self.arrived.notify_one();
            Ok(Post::OnItsWay)
        })
    }
}

impl PostOffice {
    pub fn of(catalogue: &Catalogue) -> Self {
        Self {
            letters: catalogue.letters(),
            catalogue: catalogue.clone(),
            arrived: Arc::default(),
        }
    }

    /// Sends what there is, and what comes, until `stop`.
    pub async fn work(self, smtp: Smtp, stop: CancelToken) {
        while !stop.is_cancelled() {
            match self.send_next(&smtp).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!("letters wait: {error}"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.arrived.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
        }
    }

    /// Whether there was one.
    async fn send_next(&self, smtp: &Smtp) -> Result<bool, StoreError> {
        let Some(kept) = self.letters.take(HELD_MS).await? else {
            return Ok(false);
        };
        let letter = Letter {
            to: kept.recipient.clone(),
            subject: kept.subject.clone(),
            text: kept.text.clone(),
        };
        match smtp.send(&kept.id, &letter).await {
            Ok(()) => self.letters.delivered(&kept.id).await?,
            Err(refusal) => {
                let again = again(&kept, &refusal, self.catalogue.clock().now());
                let word = if again.is_some() {
                    "is tried again"
                } else {
                    "is given up"
                };
                tracing::warn!("a letter {word}: {}", refusal.sentence);
                self.letters.refused(&kept.id, &refusal.sentence, again).await?;
            }
        }
        Ok(true)
    }
}

fn again(kept: &KeptLetter, refusal: &NotTaken, now: Instant) -> Option<Instant> {
    let too_old = now.millis_since(kept.made) > GIVEN_UP_AFTER_MS;
    if too_old || (refusal.for_good && kept.attempts >= NEVERS) {
        return None;
    }
    let tried = usize::try_from(kept.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let minutes = AGAIN_AFTER
        .get(tried)
        .or(AGAIN_AFTER.last())
        .copied()
        .unwrap_or(60);
    Some(now.plus_millis(minutes * 60_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(attempts: u32) -> KeptLetter {
        KeptLetter {
            id: "x".into(),
            recipient: "ana@example.org".into(),
            subject: "s".into(),
            text: "t".into(),
            made: Instant::from_micros(0),
            attempts,
        }
    }

    fn refusal(for_good: bool) -> NotTaken {
        NotTaken {
            sentence: "no".into(),
            for_good,
        }
    }

    #[test]
    fn a_letter_is_tried_less_and_less_often_for_three_days() {
        let now = Instant::from_micros(0);
        let minutes =
            |attempts| again(&kept(attempts), &refusal(false), now).map(|at| at.micros() / 60_000_000);
        assert_eq!(
            [1, 2, 3, 4, 5, 6, 7].map(minutes),
            [1, 5, 15, 60, 180, 360, 360].map(Some)
        );
        let late = Instant::from_micros((GIVEN_UP_AFTER_MS + 1) * 1_000);
        assert_eq!(again(&kept(9), &refusal(false), late), None);
    }

    #[test]
    fn never_is_believed_the_third_time() {
        let now = Instant::from_micros(0);
        assert!(again(&kept(2), &refusal(true), now).is_some());
        assert!(again(&kept(3), &refusal(true), now).is_none());
    }
}

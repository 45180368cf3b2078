use std::mem;
use std::sync::Arc;

use house::Digest;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;

use super::block::Block;
use super::checksum::Checksum;
use super::hold::Hold;
use super::{Leave, Rest, blocking};
use crate::StoreError;

/// The one who adds to an upload. While one block is written the next is filled; both are given back when nothing comes.
pub struct Berth {
    /// A writer under way still holds the file's lock when this is left, so whoever comes next waits for it.
    leave: Leave,
    /// End of what was put, written or not.
    end: u64,
    filling: Option<Blocked>,
    spare: Option<Blocked>,
    hold: Holding,
}

/// A block, and the leave to have one.
struct Blocked {
    block: Block,
    _leave: OwnedSemaphorePermit,
}

enum Holding {
    Idle(Box<Hold>),
    Writing(JoinHandle<Written>),
    /// After a mistake of the program in a writer.
    Lost,
}

struct Written {
    hold: Box<Hold>,
    blocked: Blocked,
    outcome: Result<(), StoreError>,
}

/// How an upload stands after a part of it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Bytes that are in the file and outlive the power.
    pub offset: u64,
    /// Of all of them; `None` when this process has not seen them all.
    pub digest: Option<Digest>,
}

impl Berth {
    pub(super) fn new(leave: Leave, hold: Box<Hold>) -> Self {
        let end = hold.end();
        leave.taken.tell(end);
        Self {
            leave,
            end,
            filling: None,
            spare: None,
            hold: Holding::Idle(hold),
        }
    }

    /// Where the next byte belongs.
    pub fn offset(&self) -> u64 {
        self.end
    }

    /// Ends when somebody else wants to go on with this upload. Whoever gets nothing from its sender any more should
    /// then make way.
    pub async fn asked_for(&self) {
        self.leave.taken.asked_for().await;
    }

    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::Io`]; what was written before counts.
    pub async fn put(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            let mut filling = match self.filling.take() {
                Some(filling) => filling,
                None => self.empty_block().await?,
            };
            let taken = filling.block.fill(bytes);
            self.end += taken as u64;
            bytes = &bytes[taken..];
            let is_full = filling.block.is_full();
            self.filling = Some(filling);
            if is_full {
                self.write_block().await?;
            }
        }
        Ok(())
    }

    /// Writes what came so far and gives the memory back.
    pub async fn flush(&mut self) -> Result<(), StoreError> {
        if self.filling.is_some() {
            self.write_block().await?;
        }
        let ended = self.written().await;
        self.spare = None;
        ended
    }

    /// Ends the part: what came is written and synced, however the part ended.
    ///
    /// # Errors
    /// What went wrong with the disk; the upload then stands where the file ends.
    pub async fn settle(mut self) -> Result<Settled, StoreError> {
        let flushed = self.flush().await;
        let hold = self.synced().await?;
        let settled = self.rest(&hold);
        drop(hold);
        flushed.map(|()| settled)
    }

    /// Ends a part that must have this checksum; one that has another is as if it had never come.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub async fn settle_checked(
        mut self,
        from: u64,
        expected: Option<&Checksum>,
    ) -> Result<(Settled, bool), StoreError> {
        let flushed = self.flush().await;
        let mut hold = self.synced().await?;
        let is_right = flushed.is_ok()
            && expected.is_some_and(|expected| {
                hold.summing.take().map(super::checksum::Summing::value) == Some(expected.value.clone())
            });
        if !is_right {
            hold = blocking(move || {
                hold.cut_back(from)?;
                Ok(hold)
            })
            .await?;
        }
        let settled = self.rest(&hold);
        flushed.map(|()| (settled, is_right))
    }

    /// An empty block for the bytes at the end. The first of a berth is waited for; a second is taken when there is one.
    async fn empty_block(&mut self) -> Result<Blocked, StoreError> {
        let mut blocked = match self.spare.take() {
            Some(spare) => spare,
            None => match Arc::clone(&self.leave.inner.blocks).try_acquire_owned() {
                Ok(leave) => new_block(leave),
                Err(_) if matches!(self.hold, Holding::Writing(_)) => {
                    self.written().await?;
                    match self.spare.take() {
                        Some(spare) => spare,
                        None => self.wait_for_block().await?,
                    }
                }
                Err(_) => self.wait_for_block().await?,
            },
        };
        blocked.block.begin_at(self.end);
        Ok(blocked)
    }

    async fn wait_for_block(&self) -> Result<Blocked, StoreError> {
        let leave = Arc::clone(&self.leave.inner.blocks).acquire_owned().await;
        leave
            .map(new_block)
            .map_err(|_| StoreError::Refused("the dock is closed".into()))
    }

    /// Hands the filled block to a writer, after the one before has ended.
    async fn write_block(&mut self) -> Result<(), StoreError> {
        self.written().await?;
        let Some(blocked) = self.filling.take() else {
            return Ok(());
        };
        let Holding::Idle(mut hold) = mem::replace(&mut self.hold, Holding::Lost) else {
            return Err(lost());
        };
        self.hold = Holding::Writing(tokio::task::spawn_blocking(move || {
            let outcome = hold.add(blocked.block.bytes());
            Written {
                hold,
                blocked,
                outcome,
            }
        }));
        Ok(())
    }

    /// Waits for the writer under way.
    async fn written(&mut self) -> Result<(), StoreError> {
        let Holding::Writing(writing) = &mut self.hold else {
            return Ok(());
        };
        let written = writing.await.map_err(|_| lost());
        // Also when the writer broke: it is not asked a second time.
        self.hold = Holding::Lost;
        let Written {
            hold,
            blocked,
            outcome,
        } = written?;
        self.leave.taken.tell(hold.end());
        if outcome.is_err() {
            // What was put after it is given up: the sender sends it again from where the file ends.
            self.filling = None;
            self.end = hold.end();
        }
        self.hold = Holding::Idle(hold);
        self.spare = Some(blocked);
        outcome
    }

    async fn synced(&mut self) -> Result<Box<Hold>, StoreError> {
        let Holding::Idle(mut hold) = mem::replace(&mut self.hold, Holding::Lost) else {
            return Err(lost());
        };
        blocking(move || {
            hold.sync()?;
            Ok(hold)
        })
        .await
    }

    /// Remembers what was hashed so far, for the part that comes next.
    fn rest(&self, hold: &Hold) -> Settled {
        let offset = hold.end();
        self.leave.taken.tell(offset);
        let digest = hold.hasher.as_ref().map(|hasher| hasher.finalize().into());
        if let Some(hasher) = &hold.hasher {
            self.leave
                .inner
                .remember(&self.leave.id, Rest::new(hasher.clone(), offset));
        }
        Settled { offset, digest }
    }
}

fn new_block(leave: OwnedSemaphorePermit) -> Blocked {
    Blocked {
        block: Block::new(),
        _leave: leave,
    }
}

fn lost() -> StoreError {
    StoreError::Refused("a mistake of the program ended the writing of this upload; it can go on".into())
}

use super::rule::ADMISSION_MILLIS;
use super::{Gate, Refusal, Viewer};
use crate::Digest;
use crate::archive::Asset;
use crate::clock::Instant;

/// The proof that somebody of the team may have bytes of the archive now: a tape as it came, or what was made of it for
/// looking at. Nobody else is ever shown the archive itself; what the public sees of it is a title, by its release.
#[derive(Debug)]
pub struct ArchiveAdmission {
    digest: Digest,
    bytes: u64,
    until: Instant,
}

impl ArchiveAdmission {
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Length of the object.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn is_valid(&self, now: Instant) -> bool {
        now < self.until
    }
}

impl Gate {
    /// The tape itself.
    pub fn admit_to_tape(&self, viewer: &Viewer, asset: &Asset) -> Result<ArchiveAdmission, Refusal> {
        self.admit_to_archive(viewer, asset.digest, asset.bytes)
    }

    /// What was made of a tape for looking at: an object that its record names.
    pub fn admit_to_archive(
        &self,
        viewer: &Viewer,
        digest: Digest,
        bytes: u64,
    ) -> Result<ArchiveAdmission, Refusal> {
        if *viewer != Viewer::Team {
            return Err(Refusal);
        }
        Ok(ArchiveAdmission {
            digest,
            bytes,
            until: self.now(viewer).plus_millis(ADMISSION_MILLIS),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Clock;

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> Instant {
            Instant::from_micros(1_000_000)
        }
    }

    #[test]
    fn only_the_team_is_let_into_the_archive_and_not_for_long() {
        let gate = Gate::new(Arc::new(Fixed));
        let digest = Digest::of(b"tape");
        for viewer in [Viewer::Public, Viewer::PublicIn("CA".parse().expect("a country"))] {
            assert!(gate.admit_to_archive(&viewer, digest, 4).is_err());
        }
        let admission = gate.admit_to_archive(&Viewer::Team, digest, 4).expect("the team");
        assert!(admission.is_valid(Instant::from_micros(10_999_999)));
        assert!(!admission.is_valid(Instant::from_micros(11_000_000)));
    }
}

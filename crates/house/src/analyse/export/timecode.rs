use media::time::{FrameNo, FrameRate, MediaTime};

/// Counts frames as editors do (SMPTE ST 12-1). 29.97 and 59.94 frames a second drop numbers, so that the count keeps to
/// the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timecode {
    rate: FrameRate,
    /// Numbers in a second.
    nominal: u64,
    /// Numbers that are left out at the start of each minute but the tenth ones.
    dropped: u64,
}

impl Timecode {
    pub(super) fn of(rate: FrameRate) -> Self {
        let (frames, seconds) = (u64::from(rate.numerator()), u64::from(rate.denominator()));
        let nominal = ((frames + seconds / 2) / seconds.max(1)).max(1);
        let drops = seconds == 1_001 && (nominal == 30 || nominal == 60);
        Self {
            rate,
            nominal,
            dropped: if drops { nominal / 15 } else { 0 },
        }
    }

    pub(super) fn drops(self) -> bool {
        self.dropped > 0
    }

    /// The frame that is nearest to a time.
    pub(super) fn frame_at(self, time: MediaTime) -> FrameNo {
        let micros = i128::from(time.micros().max(0));
        let per_second = i128::from(self.rate.numerator());
        let unit = i128::from(self.rate.denominator()) * 1_000_000;
        let frame = (micros * per_second + unit / 2) / unit.max(1);
        FrameNo(u64::try_from(frame).unwrap_or(u64::MAX))
    }

    /// "00:12:04:02", or "00:12:04;02" where numbers are dropped.
    pub(super) fn text(self, frame: FrameNo) -> String {
        let number = self.number(frame.0);
        let seconds = number / self.nominal;
        let (hours, minutes) = (seconds / 3_600 % 24, seconds / 60 % 60);
        let sign = if self.drops() { ';' } else { ':' };
        format!(
            "{hours:02}:{minutes:02}:{:02}{sign}{:02}",
            seconds % 60,
            number % self.nominal
        )
    }

    fn number(self, frame: u64) -> u64 {
        if !self.drops() {
            return frame;
        }
        let minute = self.nominal * 60 - self.dropped;
        let ten_minutes = minute * 10 + self.dropped;
        let (tens, rest) = (frame / ten_minutes, frame % ten_minutes);
        // The first minute of ten has all of its numbers.
        let minutes = if rest < self.nominal * 60 {
            0
        } else {
            (rest - self.nominal * 60) / minute + 1
        };
        frame.saturating_add(self.dropped * (tens.saturating_mul(9) + minutes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dropped_so_that_an_hour_is_an_hour() {
        let timecode =
            |numerator, denominator| Timecode::of(FrameRate::new(numerator, denominator).expect("a rate"));
        let ntsc = timecode(30_000, 1_001);
        for (frame, text) in [
            (0, "00:00:00;00"),
            (1_799, "00:00:59;29"),
            (1_800, "00:01:00;02"),
            (17_981, "00:09:59;29"),
            (17_982, "00:10:00;00"),
            (107_892, "01:00:00;00"),
        ] {
            assert_eq!(ntsc.text(FrameNo(frame)), text);
        }
        assert_eq!(timecode(60_000, 1_001).text(FrameNo(3_600)), "00:01:00;04");
        assert_eq!(timecode(24_000, 1_001).text(FrameNo(86_400)), "01:00:00:00");
        assert_eq!(timecode(25, 1).text(FrameNo(90_049)), "01:00:01:24");
        assert_eq!(timecode(25, 1).frame_at(MediaTime::from_millis(39)), FrameNo(1));
    }
}

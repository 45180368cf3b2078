//! What is said and written on an asset: transcripts, by whom they were made, and what was corrected by hand.

mod align;
mod bring;
mod correct;
mod letters;
mod read;
mod speaker;
mod timing;
mod transcript;

pub use align::{Aligned, align};
pub use bring::{Brought, bring_in};
pub use correct::{Correction, corrected, lay_over};
pub use letters::{SeenLine, both_read, lines_seen, read_table};
pub use read::{ReadWords, divided, lines_of, read_words};
pub use timing::{length_of_words, timed_words};
pub use transcript::{MOST_LINES, Transcript, TranscriptSource, shown};

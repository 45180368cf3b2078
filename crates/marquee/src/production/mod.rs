//! A film's way from the archive to its page, step by step; the commands and the demo walk it.

mod check;
mod encode;
mod follow;
mod master;
mod publish;
mod release;
mod subtitles;
mod uploads;

pub use check::check_master;
pub use encode::{Ordered, order_encodes};
pub use follow::{Awaited, Ending, Stopgap, follow};
pub use master::{Wishes, conform_film, make_master, newest_master};
pub use publish::{find_or_make_title, make_title, make_title_as, page_address};
pub use release::{draft_release, release_now, withdraw};
pub use subtitles::{Subtitles, known_language};
pub use uploads::{clear_dock, draft_title, order_take_in, take_up_uploads};

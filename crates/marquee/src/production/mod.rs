//! A film's way from the archive to its page, step by step; the commands and the demo walk it.

mod analyse;
mod board;
mod check;
mod corrections;
mod encode;
mod follow;
mod master;
mod moments;
mod pages;
mod pictures;
mod publish;
mod release;
mod replace;
mod seal;
mod show_moments;
mod subtitles;
mod tree;
mod uploads;

pub use analyse::{analysis_of, order_analysis};
pub use board::board_of;
pub use check::check_master;
pub use corrections::{add_subtitles, correct_lines, read_lines};
pub use encode::{Ordered, estimate_film, order_encodes, order_encodes_by, order_encodes_for};
pub use follow::{Awaited, Ending, Stopgap, follow};
pub use master::{Wishes, conform_film, make_master, new_master, newest_master};
pub use moments::TapeKnown;
pub use pages::{order_pages, still_picture};
pub use pictures::{pick_frame, pick_photo};
pub use publish::{find_or_make_title, make_title, make_title_as, page_address};
pub use release::{draft_release, open_release, withdraw};
pub use replace::replace_film;
pub use seal::seal;
pub use show_moments::show_moments;
pub use subtitles::{Subtitles, known_language};
pub use tree::apply_sheet;
pub use uploads::{clear_dock, draft_title, order_salvage, order_take_in, take_up_uploads};

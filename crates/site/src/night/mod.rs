//! The night of an opening: the waiting room before it, and what its pages hear while it goes on.

mod calendar;
mod hall;
mod honest;
mod letter;
mod live;
mod reminder;
mod standing;
mod voice;
mod waiting_room;

pub(crate) use hall::Halls;
pub(crate) use letter::{answer, ask, asked, knock};
pub(crate) use live::live;
pub(crate) use reminder::calendar;
pub(crate) use standing::course;
pub(crate) use voice::speak;
pub(crate) use waiting_room::waiting_room;

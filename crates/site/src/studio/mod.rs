//! Studio's pages: the first view of each, as the house writes it. Scripts go on from there over the API.

mod asset;
mod assets;
mod audit;
mod desk;
mod fields;
mod house;
mod job_row;
mod jobs;
mod operations;
mod overview;
mod parts;
mod people;
mod presence;
mod preview;
mod report;
mod search;
mod standing;
mod tape;
mod title;
mod titles;
mod uploads;

pub(crate) use asset::asset;
pub(crate) use assets::assets;
pub(crate) use audit::audit;
pub(crate) use house::house;
pub(crate) use jobs::jobs;
pub(crate) use operations::operations;
pub(crate) use overview::overview;
pub(crate) use people::people;
pub(crate) use presence::{Presence, here};
pub(crate) use preview::preview;
pub(crate) use search::search;
pub(crate) use title::title;
pub(crate) use titles::titles;
pub(crate) use uploads::uploads;

use desk::Desk;
use fields::{Fact, Field};
use job_row::JobRow;
use standing::{Standing, When};

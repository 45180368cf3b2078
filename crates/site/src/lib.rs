//! The site: routes and pages. It holds the viewers' door of the vault, which asks for an admission, and no other.
//!
//! What a viewer gets is answered from the gate alone; the catalogue is read only on the team's pages.

mod api;
mod caching;
pub mod embargo;
mod feeds;
mod front;
mod headers;
mod limits;
mod linked_data;
mod media;
mod moments;
mod night;
mod observe;
mod pages;
mod path;
mod postman;
mod problem;
mod routes;
mod seen;
mod serving;
mod settings;
mod site;
mod state;
mod statics;
mod studio;
mod team;
mod tracks;
mod viewer;
mod wire;
mod words;
mod workroom;

pub use front::{Challenges, Countries, Doors, Manners, ProxyHeader, Redirect, Trust, Visitor, tls_config};
pub use limits::{Rate, Rates};
pub use media::Tracks;
pub use observe::{CONTENT_TYPE as METRICS_TYPE, Observatory, exposition};
pub use postman::{Letter, NoPost, Post, Postman};
pub use routes::{ROUTES, Route, router};
pub use serving::serve;
pub use settings::{SiteSettings, UploadTerms};
pub use state::SiteState;
pub use team::Rule;
pub use workroom::{
    Announcing, Answer, CorrectedLines, NoWorkroom, Opening, PictureFrom, ReadLines, SubtitleFlags,
    WorkError, Workroom,
};

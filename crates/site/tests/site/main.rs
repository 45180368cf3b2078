//! The whole site, asked as a browser, a player and a stranger ask it.

mod answer;
mod cinema;
mod cross_origin;
mod feeds;
mod film;
mod hidden;
mod media;
mod pages;
mod team;

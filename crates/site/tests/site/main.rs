//! The whole site, asked as a browser, a player and a stranger ask it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod answer;
mod api;
mod assets;
mod cinema;
mod cross_origin;
mod embargo;
mod feeds;
mod film;
mod forgotten;
mod front;
mod hidden;
mod letter;
mod letters;
mod media;
mod moments;
mod night;
mod observe;
mod pages;
mod parts;
mod passes;
mod rules;
mod sealed;
mod search;
mod showing;
mod team;
mod trailer;
mod uploads;
mod wire;
mod workroom;

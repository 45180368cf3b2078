//! The engine room of Marquee.

//! The site room of Marquee.

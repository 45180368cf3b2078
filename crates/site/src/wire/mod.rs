//! Connections on which the kernel sends the film's bytes by itself (`sendfile`): they pass through no buffer of this
//! program. Everything else goes as always.
//!
//! HTTP is spoken by hyper, which takes a body as buffers. So the body of such an answer hands over blank buffers, of
//! as many bytes as there are to send, and tells the connection which bytes of which file they stand for; the connection
//! knows a blank buffer by its address and sends the file's bytes in its place. Should the two ever disagree, the
//! connection breaks off: a blank is never sent.

mod blank;
mod line;
mod stream;

pub(crate) use blank::blank;
pub(crate) use line::Line;
pub(crate) use stream::Stream;

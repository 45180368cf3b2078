use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustix::net::{SendAncillaryBuffer, SendFlags, sendmsg};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};
use tokio::net::TcpStream;

use super::blank::is_blank;
use super::line::Line;

/// A visitor's connection.
pub(crate) struct Stream {
    tcp: TcpStream,
    line: Line,
}

impl Stream {
    pub(crate) fn new(tcp: TcpStream) -> Self {
        Self {
            tcp,
            line: Line::default(),
        }
    }

    pub(crate) fn line(&self) -> Line {
        self.line.clone()
    }

    /// Sends a head with the word that more comes at once, so that both go in one packet.
    fn send_head(&self, head: &[IoSlice<'_>]) -> io::Result<usize> {
        let flags = SendFlags::MORE | SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        self.tcp.try_io(Interest::WRITABLE, || {
            sendmsg(&self.tcp, head, &mut SendAncillaryBuffer::default(), flags).map_err(io::Error::from)
        })
    }

    fn send_place(&self, most: usize) -> io::Result<usize> {
        self.tcp
            .try_io(Interest::WRITABLE, || self.line.send(&self.tcp, most))
    }

    /// As much as the socket takes now of the buffers up to and with the first blank.
    fn send(&self, buffers: &[IoSlice<'_>], blank: usize) -> io::Result<usize> {
        let (head, rest) = buffers.split_at(blank);
        let most = rest.first().map_or(0, |blank| blank.len());
        if head.is_empty() {
            return self.send_place(most);
        }
        let wanted: usize = head.iter().map(|buffer| buffer.len()).sum();
        let sent = self.send_head(head)?;
        if sent < wanted {
            return Ok(sent);
        }
        match self.send_place(most) {
            Ok(more) => Ok(sent + more),
            // Told again at the next write, after what was sent is accounted for.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(sent),
            Err(error) => Err(error),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(buffer)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let Some(blank) = buffers.iter().position(|buffer| is_blank(buffer)) else {
            return Pin::new(&mut self.tcp).poll_write_vectored(cx, buffers);
        };
        loop {
            ready!(self.tcp.poll_write_ready(cx))?;
            match self.send(buffers, blank) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => return Poll::Ready(outcome),
            }
        }
    }

    /// Without it hyper would copy small buffers together, and a blank would be sent as it is.
    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

use std::collections::VecDeque;
use std::io;
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};

use store::Place;

/// What the blanks on a connection stand for, in the order in which they are sent. Every request on the connection
/// carries it.
#[derive(Clone, Default)]
pub(crate) struct Line {
    places: Arc<Mutex<VecDeque<Place>>>,
}

impl Line {
    pub(crate) fn push(&self, place: Place) {
        self.lock().push_back(place);
    }

    /// Sends what the next `most` bytes of blanks stand for.
    pub(super) fn send(&self, socket: impl AsFd, most: usize) -> io::Result<usize> {
        let mut places = self.lock();
        let place = places
            .front_mut()
            .ok_or_else(|| io::Error::other("a blank that stands for nothing"))?;
        let sent = place.send(socket, most)?;
        if place.remaining() == 0 {
            places.pop_front();
        }
        Ok(sent)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

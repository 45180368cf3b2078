use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use bytes::Bytes;
use house::encode::{Rendition, Track};
use house::id::{ReleaseKey, RenditionKey};
use house::release::Admission;
use media::segments::{Segment, SegmentTable};
use package::address;
use package::whole::Layout;
use package::{hls, iframe};

use super::answer::{self, Ask, Resource, Sending};
use super::presentation::Tracks;
use super::texts::Text;
use crate::caching::Keep;
use crate::path::Named;
use crate::problem::Problem;
use crate::site::Site;
use crate::viewer;

/// `GET /media/{release}/{rendition}/{file}`: a playlist, or a byte range of the rendition's file.
pub(crate) async fn rendition(
    State(site): State<Arc<Site>>,
    Named(names): Named<(String, String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let answer = find(&site, names, Ask::of(&parts)).await;
    site.allowed_origins.sign(&parts.headers, answer)
}

async fn find(
    site: &Site,
    (release, rendition, file): (String, String, String),
    ask: Ask<'_>,
) -> Result<Response, Problem> {
    let (release, key): (ReleaseKey, RenditionKey) = release
        .parse()
        .and_then(|release| Ok((release, rendition.parse()?)))
        .map_err(|_| Problem::NotFound)?;
    let admission = viewer::admit_release(site, ask.parts, &release).await?;
    let rendition = admission.rendition(&key).ok_or(Problem::NotFound)?;
    let resource = address::Resource::parse(&file).ok_or(Problem::NotFound)?;
    let asked = Asked {
        site,
        admission: &admission,
        rendition,
        file: &file,
        ask,
    };
    match (resource, &rendition.track, &rendition.segments) {
        (address::Resource::Playlist, _, _) => asked.playlist(hls::playlist),
        (address::Resource::IframePlaylist, Track::Picture { .. }, _) => asked.playlist(hls::iframe_playlist),
        (address::Resource::Init, _, Some(table)) => asked.bytes(0..table.init_len).await,
        (address::Resource::Segment(number), _, Some(table)) => asked.bytes(range_of(table, number)?).await,
        (address::Resource::Iframe(number), Track::Picture { .. }, Some(table)) => {
            asked.iframe(segment(table, number)?).await
        }
        (address::Resource::Whole, Track::Sound { .. }, Some(table)) => asked.whole(table).await,
        (address::Resource::Text, Track::Text { .. }, _) => asked.bytes(0..rendition.bytes).await,
        _ => Err(Problem::NotFound),
    }
}

struct Asked<'a> {
    site: &'a Site,
    admission: &'a Admission,
    rendition: &'a Rendition,
    file: &'a str,
    ask: Ask<'a>,
}

impl Asked<'_> {
    fn playlist(
        &self,
        write: impl FnOnce(&package::Presentation<'_>, &str) -> Option<String>,
    ) -> Result<Response, Problem> {
        let key = self.rendition.key.as_str();
        let make = || {
            let tracks = Tracks::of(self.admission.together_with(&self.rendition.key));
            let playlist = write(&tracks.presentation(), key)?;
            Some(Text::new("application/vnd.apple.mpegurl", playlist))
        };
        let name = format!("{key}/{}", self.file);
        let text = self.site.texts.text(self.admission, &name, make);
        Ok(text.ok_or(Problem::NotFound)?.answer(&self.ask))
    }

    /// Bytes of the rendition's file as they are.
    async fn bytes(&self, range: Range<u64>) -> Result<Response, Problem> {
        match self.resource(range.end - range.start).answer(&self.ask) {
            Sending::Nothing(response) => Ok(response),
            Sending::Bytes(part, response) => {
                let part = range.start + part.start..range.start + part.end;
                let door = &self.site.door;
                let read = door.read(self.admission, &self.rendition.key, part).await;
                let bytes = read.map_err(answer::refusal)?;
                Ok(response.map(|_| self.ask.body(bytes)))
            }
        }
    }

    /// The rendition's file with an index of its segments in it.
    async fn whole(&self, table: &SegmentTable) -> Result<Response, Problem> {
        let layout = Layout::of(table).ok_or(Problem::NotFound)?;
        let (part, response) = match self.resource(layout.len()).answer(&self.ask) {
            Sending::Nothing(response) => return Ok(response),
            Sending::Bytes(part, response) => (part, response),
        };
        let parts = layout.parts(part);
        let (door, key) = (&self.site.door, &self.rendition.key);
        let mut head = Vec::new();
        if !parts.init.is_empty() {
            let init = door.read_whole(self.admission, key, parts.init).await;
            head.extend_from_slice(&init.map_err(answer::refusal)?);
        }
        head.extend_from_slice(parts.index);
        let mut tail = None;
        if !parts.segments.is_empty() {
            let read = door.read(self.admission, key, parts.segments).await;
            tail = Some(read.map_err(answer::refusal)?);
        }
        Ok(response.map(|_| self.ask.body_after(head.into(), tail)))
    }

    /// The first picture of a segment, shown for as long as the segment lasts: the one resource that is made anew.
    async fn iframe(&self, segment: &Segment) -> Result<Response, Problem> {
        let resource = self.resource(iframe::size(segment));
        let (part, response) = match resource.answer(&self.ask) {
            Sending::Nothing(response) => return Ok(response),
            Sending::Bytes(part, response) => (part, response),
        };
        let start = segment.offset..segment.offset + iframe::prefix_len(segment);
        let door = &self.site.door;
        let read = door.read_whole(self.admission, &self.rendition.key, start).await;
        let bytes = read.map_err(answer::refusal)?;
        let picture = Bytes::from(iframe::resource(segment, &bytes).map_err(Problem::internal)?);
        if picture.len() as u64 != iframe::size(segment) {
            return Err(Problem::internal(
                "an I-frame resource is not as long as its playlist says",
            ));
        }
        Ok(response.map(|_| Body::from(answer::slice(&picture, &part))))
    }

    /// A rendition's key stands for one revision of it: the bytes under an address never change.
    fn resource(&self, len: u64) -> Resource {
        let content_type = match self.rendition.track {
            Track::Picture { .. } => "video/mp4",
            Track::Sound { .. } => "audio/mp4",
            Track::Text { .. } => "text/vtt",
        };
        Resource {
            content_type: HeaderValue::from_static(content_type),
            etag: answer::text(format!("\"{}/{}\"", self.rendition.key, self.file)),
            len,
            keep: match self.admission.is_cacheable() {
                true => Keep::ForEver,
                false => Keep::Never,
            },
        }
    }
}

fn segment(table: &SegmentTable, number: u32) -> Result<&Segment, Problem> {
    let index = usize::try_from(number)
        .ok()
        .and_then(|number| number.checked_sub(1));
    index
        .and_then(|index| table.segments.get(index))
        .ok_or(Problem::NotFound)
}

fn range_of(table: &SegmentTable, number: u32) -> Result<Range<u64>, Problem> {
    let segment = segment(table, number)?;
    Ok(segment.offset..segment.offset + segment.len)
}

//! The same bytes as static files: what an operator would put on a plain web server.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use house::encode::Rendition;

use crate::bench_house::{BenchHouse, Shown};
use crate::http;

/// Lays the release out under `root` by its addresses. Playlists are taken from the server, so that they are the
/// same; segments from the vault.
pub(crate) fn lay_out(
    root: &Path,
    house: &BenchHouse,
    shown: &Shown,
    server: SocketAddr,
) -> anyhow::Result<()> {
    let release = root.join("media").join(shown.release.as_str());
    fs::create_dir_all(&release)?;
    for name in ["film.m3u8", "film.mpd"] {
        let bytes = http::get(server, &format!("/media/{}/{name}", shown.release))?;
        fs::write(release.join(name), bytes)?;
    }
    for rendition in [&shown.picture, &shown.sound] {
        let folder = release.join(rendition.key.as_str());
        fs::create_dir_all(&folder)?;
        let path = format!("/media/{}/{}/playlist.m3u8", shown.release, rendition.key);
        fs::write(folder.join("playlist.m3u8"), http::get(server, &path)?)?;
        split(&house.path_of(rendition), rendition, &folder)?;
    }
    Ok(())
}

fn split(file: &Path, rendition: &Rendition, folder: &Path) -> anyhow::Result<()> {
    let table = rendition.segments.as_ref().context("no segment table")?;
    let mut file = File::open(file)?;
    let mut part = |offset: u64, len: u64, name: String| -> anyhow::Result<()> {
        file.seek(SeekFrom::Start(offset))?;
        let mut out = File::create(folder.join(name))?;
        std::io::copy(&mut (&mut file).take(len), &mut out)?;
        Ok(())
    };
    part(0, table.init_len, "init.mp4".into())?;
    for (number, segment) in (1..).zip(&table.segments) {
        part(segment.offset, segment.len, format!("{number}.m4s"))?;
    }
    Ok(())
}

/// Bytes of all files in a folder, however deep.
pub(crate) fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() {
            size_of(&entry.path())?
        } else {
            entry.metadata()?.len()
        };
    }
    Ok(bytes)
}

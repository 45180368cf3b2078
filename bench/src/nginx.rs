//! The other origin: Debian's nginx with the same bytes as static files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::child::{Server, free_address, on_processor};
use crate::usage;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sendfile {
    On,
    Off,
}

pub(crate) struct Nginx {
    pub(crate) server: Server,
    /// The one worker, which does the work.
    pub(crate) worker: u32,
}

impl Nginx {
    /// Serves `root`; its own files go to `folder`.
    pub(crate) fn start(
        folder: &Path,
        root: &Path,
        sendfile: Sendfile,
        gzip: bool,
        processor: usize,
    ) -> anyhow::Result<Self> {
        Self::launch(folder, root, sendfile, gzip, "", processor)
    }

    /// Takes files of any size into `root` by PUT.
    pub(crate) fn take_files(folder: &Path, root: &Path, processor: usize) -> anyhow::Result<Self> {
        let more = "dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 0;";
        Self::launch(folder, root, Sendfile::On, false, more, processor)
    }

    fn launch(
        folder: &Path,
        root: &Path,
        sendfile: Sendfile,
        gzip: bool,
        more: &str,
        processor: usize,
    ) -> anyhow::Result<Self> {
        let address = free_address()?;
        let flag = |on| if on { "on" } else { "off" };
        let name = format!("nginx-{}", address.port());
        let own = folder.join(&name);
        fs::create_dir_all(&own)?;
        let file = |name: &str| own.join(name).display().to_string();
        let config = format!(
            "daemon off;\nworker_processes 1;\npid {pid};\nerror_log {log} warn;\n\
             worker_rlimit_nofile 40000;\nevents {{ worker_connections 20000; }}\n\
             http {{\n\
             \x20 types {{ application/vnd.apple.mpegurl m3u8; application/dash+xml mpd; video/mp4 mp4 m4s;\n\
             \x20   text/vtt vtt; text/html html; text/javascript js mjs; }}\n\
             \x20 access_log off;\n  sendfile {sendfile};\n  tcp_nopush {sendfile};\n  keepalive_requests 1000000;\n\
             \x20 open_file_cache max=10000 inactive=60s;\n  open_file_cache_valid 60s;\n\
             \x20 gzip {gzip};\n  gzip_types application/vnd.apple.mpegurl application/dash+xml text/javascript;\n\
             \x20 client_body_temp_path {body};\n  proxy_temp_path {proxy};\n  fastcgi_temp_path {fastcgi};\n\
             \x20 uwsgi_temp_path {uwsgi};\n  scgi_temp_path {scgi};\n\
             \x20 server {{ listen {address}; root {root}; {more} }}\n}}\n",
            pid = file("pid"),
            log = file("error.log"),
            sendfile = flag(sendfile == Sendfile::On),
            gzip = flag(gzip),
            body = file("body"),
            proxy = file("proxy"),
            fastcgi = file("fastcgi"),
            uwsgi = file("uwsgi"),
            scgi = file("scgi"),
            root = root.display(),
        );
        let path = own.join("nginx.conf");
        fs::write(&path, config)?;
        crate::child::hand_over(&own)?;
        let mut command = on_processor(processor, program().to_str().context("nginx")?);
        command
            .arg("-c")
            .arg(&path)
            .arg("-e")
            .arg(own.join("error.log"))
            .arg("-p")
            .arg(&own);
        let server = Server::start(command, address)?;
        let worker = first_child(server.pid())?;
        Ok(Self { server, worker })
    }
}

fn program() -> PathBuf {
    let usual = PathBuf::from("/usr/sbin/nginx");
    if usual.exists() {
        usual
    } else {
        PathBuf::from("nginx")
    }
}

/// The master listens before it has a worker.
fn first_child(master: u32) -> anyhow::Result<u32> {
    for _ in 0..500 {
        if let Some(worker) = usage::children(master)?.first() {
            return Ok(*worker);
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    anyhow::bail!("nginx has no worker")
}

use std::path::PathBuf;

/// Where the engine is and how gently it runs. Everything left `None` is looked for.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// Folder with `ffmpeg` and `ffprobe` (the operator's choice); goes before all other places.
    pub folder: Option<PathBuf>,
    pub ffmpeg: Option<PathBuf>,
    pub ffprobe: Option<PathBuf>,
    /// Reads letters; the engine does without.
    pub tesseract: Option<PathBuf>,
    /// Threads of a decoder and of filters. Encoders get theirs by request, because it changes their bytes.
    pub threads: u32,
    /// Niceness of every child, 0 to 19.
    pub nice: i32,
    /// Program that calls [`crate::cell::run_if_called`]; `None` is the running program itself.
    pub cell: Option<PathBuf>,
    /// Address space that a child may take, in bytes.
    pub memory: u64,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            folder: None,
            ffmpeg: None,
            ffprobe: None,
            tesseract: None,
            threads: 2,
            nice: 10,
            cell: None,
            memory: 8 << 30,
        }
    }
}

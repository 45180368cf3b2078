//! The cell: this program called again to lock itself in and then become ffmpeg.

/// First thing in `main`: returns at once unless the program was called as a cell; then it never returns.
pub fn run_if_called() {}

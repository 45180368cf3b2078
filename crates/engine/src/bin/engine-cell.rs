//! The cell on its own, for the tests of this crate: a test program cannot be called as a cell.

fn main() {
    engine::cell::run_if_called();
    eprintln!("engine-cell is started by the engine, not by hand");
    std::process::exit(2);
}

//! `cargo xtask`: see [`xtask::command`].

use clap::Parser as _;

fn main() -> std::process::ExitCode {
    xtask::command::run(xtask::command::Arguments::parse())
}

//! `cargo xtask`: see [`xtask::command`].

use clap::Parser as _;
use std::process::ExitCode;

/// Most of what `regen` does is to make and drop small trees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // `cargo xtask corpus` has cargo start this program in place of the compiler, to measure it.
    xtask::corpus::measure::in_front_of_the_compiler()
        .unwrap_or_else(|| xtask::command::run(xtask::command::Arguments::parse()))
}

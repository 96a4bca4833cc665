//! `cargo lab`: see [`lab::command`].

use clap::Parser as _;
use std::process::ExitCode;

/// As in `cargo xtask`, which is measured here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // `cargo lab corpus` has cargo start this program in place of the compiler, to measure it.
    lab::corpus::measure::in_front_of_the_compiler()
        .unwrap_or_else(|| lab::command::run(lab::command::Arguments::parse()))
}

//! `cargo xtask`: see [`xtask::command`].

use std::process::ExitCode;

/// Most of what `regen` does is to make and drop small trees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    xtask::command::run(std::env::args_os())
}

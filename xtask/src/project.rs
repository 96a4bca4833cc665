//! Where the project is that a command belongs to.
//!
//! In: nothing, or what the user said. Out: a folder.

use std::path::{Path, PathBuf};

/// What is given, or a place in the project.
pub fn place(given: Option<PathBuf>, root: Option<&Path>, default: &str) -> Option<PathBuf> {
    given.or_else(|| root.map(|root| root.join(default)))
}

/// The folder of the project that this command belongs to: the first one upwards from the package
/// that `cargo run` names, or else from where it runs. Looked up at run time, since a checkout can be moved.
pub fn root() -> Option<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    package.as_deref().and_then(above).or_else(|| above(&std::env::current_dir().ok()?))
}

fn is_workspace(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file()
        && folder.join("xtask/Cargo.toml").is_file()
        && folder.join("generator/Cargo.toml").is_file()
}

fn above(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| is_workspace(folder)).map(Path::to_path_buf)
}

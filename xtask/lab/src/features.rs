//! The client that is checked in, with every one of its features alone, with none, and with all.
//!
//! In: the project's folder. Out: a line for each set of features on standard output, and whether all of them build
//! without a warning. The features are those of the manifest, so that a new one is checked without a word. It only
//! checks: nothing is linked or run.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use xtask::manifest;

/// Checks every set; true if none has a message.
///
/// # Errors
/// If the manifest cannot be read, or cargo cannot be started.
pub fn run(workspace: &Path) -> io::Result<bool> {
    let text = fs::read_to_string(workspace.join("generated/Cargo.toml"))?;
    let package = manifest::package(&text).unwrap_or_default();
    let mut all_fine = true;
    for features in sets(&manifest::features(&text)) {
        let is_fine = check(workspace, &package, &features)?;
        println!(
            "{} {}",
            if is_fine { "ok    " } else { "FAILED" },
            if features.is_empty() { "none" } else { &features }
        );
        all_fine &= is_fine;
    }
    Ok(all_fine)
}

/// None, each alone, all.
fn sets(features: &[String]) -> Vec<String> {
    let mut sets = vec![String::new()];
    sets.extend(features.iter().cloned());
    sets.push(features.join(","));
    sets
}

/// Clippy hands its flags to the package alone, so that what the dependencies are built with stays the same.
fn check(workspace: &Path, package: &str, features: &str) -> io::Result<bool> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["clippy", "--quiet", "--locked", "--lib", "--package", package, "--no-default-features"])
        .args(["--features", features, "--", "-D", "warnings"])
        .current_dir(workspace)
        .status()?;
    Ok(status.success())
}

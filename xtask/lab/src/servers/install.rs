//! Installs an application in the work folder.
//!
//! In: an application. Out: a copy of its folder in which its install commands have run. They run again only when a file
//! of the application has changed: a file beside the copy says which files it was made of.

use super::settings::Application;
use crate::corpus::documents::at;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Installs an application into a folder.
///
/// # Errors
/// If a file cannot be copied, or a command fails.
pub fn into(place: &Path, application: &Application) -> io::Result<()> {
    let files = files(&application.folder)?;
    let key = key(application, &files)?;
    let stamp = place.with_extension("installed");
    if place.is_dir() && fs::read_to_string(&stamp).is_ok_and(|known| known == key) {
        return Ok(());
    }
    for file in &files {
        let to = place.join(file.strip_prefix(&application.folder).unwrap_or(file));
        fs::create_dir_all(to.parent().unwrap_or(&to)).map_err(|error| at(&to, &error))?;
        fs::copy(file, &to).map_err(|error| at(file, &error))?;
    }
    for line in &application.settings.install {
        eprintln!("install {}: {}", application.name, line.join(" "));
        let status = command(place, line)?.status()?;
        if !status.success() {
            return Err(io::Error::other(format!("`{}` ended with {status}", line.join(" "))));
        }
    }
    fs::write(&stamp, key).map_err(|error| at(&stamp, &error))
}

/// A command of an application. Its programs are beside it, or on the path.
pub fn command(place: &Path, line: &[String]) -> io::Result<Command> {
    let (program, arguments) = line.split_first().ok_or_else(|| io::Error::other("the command is empty"))?;
    let beside = std::path::absolute(place.join(program))?;
    let mut command = match program.as_str() {
        _ if beside.is_file() => Command::new(beside),
        "cargo" => Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())),
        program => Command::new(program),
    };
    command.args(arguments).current_dir(place).env_remove("CARGO_TARGET_DIR").env("CARGO_PROFILE_DEV_DEBUG", "0");
    Ok(command)
}

/// What decides whether the application is installed anew: its files and its commands.
fn key(application: &Application, files: &[PathBuf]) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    application.settings.install.hash(&mut hasher);
    for file in files {
        (file.to_string_lossy(), fs::read(file)?).hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The files of an application, sorted, without its description.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).map_err(|error| at(&inner, &error))? {
            let path = entry?.path();
            // What was installed in place by hand stays there.
            let is_installed =
                ["node_modules", "target", "venv", "__pycache__"].iter().any(|name| path.ends_with(name));
            match path.is_dir() {
                true if !is_installed => folders.push(path),
                false if !path.ends_with(super::settings::FILE) => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

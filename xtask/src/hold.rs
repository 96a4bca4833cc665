//! Keeps other commands out of a folder while one is at work in it.
//!
//! In: folders, and whether the command reads or writes them. Out: [`Held`]; as long as it lives, any number of commands
//! can read a folder, or one can write it. The operating system releases what a killed command held.
//!
//! A folder itself is locked where the system can do that, so nothing is written into it; elsewhere a file in the
//! system's folder of temporary files stands for it.

use crate::digest;
use crate::program;
use crate::specs::at;
use generator::diagnostic::Diagnostics;
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// What a command does in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nobody may change it meanwhile.
    Read,
    /// Nobody may read it meanwhile. A missing folder is created, and removed again if nothing was written into it.
    Write,
}

/// A folder that a command needs.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Where it is.
    pub folder: &'a Path,
    /// What for.
    pub access: Access,
    /// The code of the error where another command writes it: `regen-is-running`.
    pub code: &'static str,
}

/// The specs folder.
pub fn specs(folder: &Path, access: Access) -> Wanted<'_> {
    Wanted { folder, access, code: "fetch-is-running" }
}

/// The crate's folder.
pub fn client(folder: &Path, access: Access) -> Wanted<'_> {
    Wanted { folder, access, code: "regen-is-running" }
}

/// Folders that are locked until this is dropped.
#[derive(Debug, Default)]
pub struct Held {
    files: Vec<File>,
    created: Vec<PathBuf>,
}

impl Drop for Held {
    fn drop(&mut self) {
        for file in &self.files {
            // To close it is not enough: a process that another thread is just starting has it open for a moment, too.
            let _ = file.unlock();
        }
        for folder in self.created.iter().rev() {
            // Refused for a folder that is not empty, which is what is wanted.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Locks folders. One that another command uses is an error; one that does not exist is not locked to be read.
pub fn folders(dx: &mut Diagnostics, wanted: &[Wanted]) -> Held {
    let mut held = Held::default();
    let mut paths: BTreeMap<PathBuf, Wanted> = BTreeMap::new();
    for one in wanted {
        if one.access == Access::Write {
            create(one.folder, &mut held.created);
        }
        let Ok(path) = fs::canonicalize(one.folder) else { continue };
        let known = paths.entry(path).or_insert(*one);
        known.access = known.access.max(one.access);
    }
    for (path, wanted) in paths {
        // Where neither can be locked, all that is lost is this check.
        let Ok(file) = File::open(&path).or_else(|_| stand_in(&path)) else { continue };
        match lock(&file, wanted.access) {
            Err(TryLockError::WouldBlock) => report(dx, &wanted, &file),
            Ok(()) | Err(TryLockError::Error(_)) => held.files.push(file),
        }
    }
    held
}

fn lock(file: &File, access: Access) -> Result<(), TryLockError> {
    match access {
        Access::Read => file.try_lock_shared(),
        Access::Write => file.try_lock(),
    }
}

/// Whoever keeps readers out writes.
fn report(dx: &mut Diagnostics, wanted: &Wanted, file: &File) {
    let is_written = wanted.access == Access::Read || file.try_lock_shared().is_err();
    let _ = file.unlock();
    let (code, verb) = if is_written { (wanted.code, "writing") } else { ("folder-in-use", "reading") };
    dx.error(
        code,
        format!("another `{}` command is {verb} the folder, so nothing was done", program::name()),
        at(wanted.folder),
    )
    .help("wait until the other command is done, then run this one again");
}

/// Creates a folder and those above it, and remembers which were missing.
fn create(folder: &Path, created: &mut Vec<PathBuf>) {
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        // What cannot be created is reported by whoever writes into it.
        if fs::create_dir(folder).is_ok() {
            created.push(folder.to_path_buf());
        }
    }
}

/// The file that stands for a folder which cannot be opened as a file.
fn stand_in(folder: &Path) -> io::Result<File> {
    let name = digest::short(folder.as_os_str().as_encoded_bytes(), 16);
    File::options().create(true).append(true).open(std::env::temp_dir().join(format!("cargo-xtask-{name}.lock")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_locks_as_a_folder_does() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (stand_in(folder.path()).unwrap(), stand_in(folder.path()).unwrap());
        one.try_lock_shared().unwrap();
        assert!(matches!(lock(&other, Access::Write), Err(TryLockError::WouldBlock)));
        other.try_lock_shared().unwrap();
        assert!(stand_in(&folder.path().join("another")).unwrap().try_lock().is_ok());
    }
}

//! Puts files into the specs folder: all of them or none.
//!
//! In: files to put and to take away. Out: the folder with all of that done, or as it was. New files are first written
//! into a folder of their own (`.fetch`), which regen does not read; then each is moved into its place, and what was
//! there is moved out of the way. A failure is undone at once, and a run that was killed by the next one: a journal
//! says what was begun. Until then `regen` refuses the folder ([`is_unfinished`]).

use crate::specs::at;
use generator::diagnostic::Diagnostics;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// The folder for what is under way.
const FOLDER: &str = ".fetch";
const JOURNAL: &str = ".fetch/journal.json";

/// One change of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Writes a file, whatever stands there.
    Put(String, String),
    /// Removes a file.
    Take(String),
}

/// What the journal keeps of a move: enough to undo it.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    file: String,
    existed: bool,
    puts: bool,
}

/// A fetch was stopped while it moved pages into place, so the folder may hold pages of two states.
pub fn is_unfinished(specs: &Path) -> bool {
    specs.join(JOURNAL).symlink_metadata().is_ok()
}

/// Keeps every other fetch out of the folder as long as the result lives, and undoes what a killed one began.
pub(super) fn begin(dx: &mut Diagnostics, specs: &Path, is_check: bool) -> Option<File> {
    // Only folders of some systems can be opened and locked; where they cannot, nothing is lost but this check.
    let folder = File::open(specs).ok();
    if let Some(Err(TryLockError::WouldBlock)) = folder.as_ref().map(File::try_lock) {
        dx.error("fetch-is-running", "another fetch is at work in the folder", at(specs)).help("wait until it is done");
        return folder;
    }
    if !is_check {
        if let Err(error) = recover(specs) {
            dx.error("write-failed", format!("an earlier run cannot be undone: {error}"), at(&specs.join(FOLDER)))
                .help("restore the folder from version control and remove `.fetch` in it");
        }
    } else if is_unfinished(specs) {
        dx.error("unfinished-fetch", "an earlier fetch was stopped while it moved pages into place", at(specs))
            .help("run `cargo xtask fetch`, which undoes that and fetches again");
    }
    folder
}

/// Carries all moves out, or none. `before` sees every step and can stop the run by an error.
///
/// # Errors
/// The file it failed on and why; the folder is then as it was.
pub fn carry_out(
    specs: &Path,
    moves: &[Move],
    before: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<(), (PathBuf, io::Error)> {
    if moves.is_empty() {
        return Ok(());
    }
    let done = stage(specs, moves, before).and_then(|()| switch(specs, moves, before)).and_then(|()| {
        // From here on there is nothing to undo, whatever becomes of the rest.
        fs::remove_file(specs.join(JOURNAL)).map_err(|error| (specs.join(JOURNAL), error))
    });
    if done.is_ok() {
        remove_empty_folders(specs, moves);
    }
    // What failed is worth more to know than that it could not be cleaned up, which the next run does.
    let _ = recover(specs);
    done
}

/// Writes everything that is new beside the pages, and the journal last.
fn stage(
    specs: &Path,
    moves: &[Move],
    before: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<(), (PathBuf, io::Error)> {
    let at = |path: &Path| {
        let path = path.to_path_buf();
        move |error: io::Error| (path, error)
    };
    let folder = specs.join(FOLDER);
    for inner in ["new", "old"] {
        fs::create_dir_all(folder.join(inner)).map_err(at(&folder))?;
    }
    let mut journal = Vec::new();
    for (number, one) in moves.iter().enumerate() {
        if let Move::Put(file, text) = one {
            let path = staged(specs, number);
            before(&format!("stage {file}")).map_err(at(&specs.join(file)))?;
            fs::write(&path, text).map_err(at(&path))?;
        }
        let existed = specs.join(one.file()).symlink_metadata().is_ok();
        journal.push(Entry { file: one.file().to_owned(), existed, puts: matches!(one, Move::Put(..)) });
    }
    let journal_path = specs.join(JOURNAL);
    let text = serde_json::to_string(&journal).map_err(|error| at(&journal_path)(error.into()))?;
    let beside = folder.join("journal.new");
    fs::write(&beside, text).map_err(at(&beside))?;
    fs::rename(&beside, &journal_path).map_err(at(&journal_path))
}

/// Moves what is there out of the way and what is new into place.
fn switch(
    specs: &Path,
    moves: &[Move],
    before: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<(), (PathBuf, io::Error)> {
    for (number, one) in moves.iter().enumerate() {
        let path = specs.join(one.file());
        let mut step = || -> io::Result<()> {
            before(&format!("move {}", one.file()))?;
            if path.symlink_metadata().is_ok() {
                fs::rename(&path, aside(specs, number))?;
            }
            if let Move::Put(..) = one {
                path.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(staged(specs, number), &path)?;
            }
            Ok(())
        };
        step().map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

/// Undoes what the journal says was begun, last first, and removes the folder of what is under way.
fn recover(specs: &Path) -> io::Result<()> {
    let folder = specs.join(FOLDER);
    if folder.symlink_metadata().is_err() {
        return Ok(());
    }
    if is_unfinished(specs) {
        let journal: Vec<Entry> = serde_json::from_slice(&fs::read(specs.join(JOURNAL))?)?;
        if let Some(entry) = journal.iter().find(|entry| !super::lock::is_inside(&entry.file)) {
            return Err(io::Error::other(format!("its journal names `{}`, which is not in the folder", entry.file)));
        }
        for (number, entry) in journal.iter().enumerate().rev() {
            let path = specs.join(&entry.file);
            let old = aside(specs, number);
            if old.symlink_metadata().is_ok() {
                fs::rename(&old, &path)?;
            } else if !entry.existed && entry.puts && staged(specs, number).symlink_metadata().is_err() {
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    Ok(()) | Err(_) => {}
                }
            }
        }
        let made: Vec<Move> =
            journal.into_iter().filter(|entry| !entry.existed).map(|entry| Move::Take(entry.file)).collect();
        remove_empty_folders(specs, &made);
    }
    fs::remove_dir_all(folder)
}

/// Removes the folders that the moves left empty.
fn remove_empty_folders(specs: &Path, moves: &[Move]) {
    for one in moves.iter().filter(|one| matches!(one, Move::Take(_))) {
        let path = specs.join(one.file());
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != specs) {
            // Refused for a folder that is not empty, which is what is wanted.
            if fs::remove_dir(folder).is_err() && folder.symlink_metadata().is_ok() {
                break;
            }
        }
    }
}

fn staged(specs: &Path, number: usize) -> PathBuf {
    specs.join(FOLDER).join("new").join(number.to_string())
}

fn aside(specs: &Path, number: usize) -> PathBuf {
    specs.join(FOLDER).join("old").join(number.to_string())
}

impl Move {
    /// The file that changes.
    pub fn file(&self) -> &str {
        match self {
            Move::Put(file, _) | Move::Take(file) => file,
        }
    }
}

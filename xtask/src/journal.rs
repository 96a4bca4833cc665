//! Changes the files of a folder: all of them or none.
//!
//! In: a folder, and [`Move`]s, each a file to write or to remove. Out: the folder with all of them done, or as it was.
//! New files are first written into a work folder inside of the folder; then a journal says what is about to change; then
//! each file moves into place, and what stood there moves into the work folder. The run is committed when the journal
//! is removed. A failure is undone at once; a run that was killed is undone by the next one ([`Journal::recover`]), which
//! finds the journal. `fetch` and `regen` both write their folders this way.
//!
//! Cargo never packages the work folder: Git ignores everything in it, and its manifest makes it a package of its own.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The journal of `fetch`, in the specs folder.
pub const FETCH: Journal = Journal(".fetch");
/// The journal of `regen`, in the crate's folder.
pub const REGEN: Journal = Journal(".regen");

/// Files that keep the work folder out of version control and packages.
const GUARDS: [(&str, &str); 2] = [
    (".gitignore", "*\n"),
    ("Cargo.toml", "# Cargo takes a folder with a manifest for another package, so it never packages this one.\n"),
];

/// The name of a work folder.
#[derive(Debug, Clone, Copy)]
pub struct Journal(&'static str);

/// One change of a folder. Paths are relative to the folder, with `/` between folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Writes a file. A file or a symbolic link that stands there is replaced.
    Put(String, String),
    /// Removes a file or a symbolic link, and the folders that are empty without it.
    Take(String),
}

impl Move {
    /// The file that changes.
    pub fn file(&self) -> &str {
        match self {
            Move::Put(file, _) | Move::Take(file) => file,
        }
    }
}

/// Sees the path of every change of the file system before it is made, and can stop the run by an error.
pub type Watch<'a> = dyn FnMut(&Path) -> io::Result<()> + 'a;

/// Where a change failed, and why.
pub type Failure = (PathBuf, io::Error);

/// What the journal keeps of a move: enough to undo it.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    file: String,
    existed: bool,
    puts: bool,
    /// Folders that the move makes, the outermost first.
    #[serde(default)]
    folders: Vec<String>,
}

impl Journal {
    /// A run was stopped while it moved files into place, so the folder may hold files of two states.
    pub fn is_begun(self, root: &Path) -> bool {
        self.file(root).symlink_metadata().is_ok()
    }

    /// For messages: how a failed run left the folder, and what the next one does about it.
    pub fn state_after_failure(self, root: &Path) -> (&'static str, &'static str) {
        match self.is_begun(root) {
            true => ("and undoing it failed too, so files of two states may be there", ", which undoes the rest first"),
            false => ("so nothing was changed", ""),
        }
    }

    /// A run was stopped before it removed its work folder.
    pub fn is_left(self, root: &Path) -> bool {
        self.folder(root).symlink_metadata().is_ok()
    }

    /// The work folder.
    pub fn folder(self, root: &Path) -> PathBuf {
        root.join(self.0)
    }

    /// Carries all moves out, or none; what is removed goes first.
    ///
    /// # Errors
    /// The file it failed on and why. The folder is then as it was, unless undoing failed as well: then
    /// [`Journal::recover`] has to undo the rest.
    pub fn carry_out(self, root: &Path, moves: &[Move], watch: &mut Watch) -> Result<(), Failure> {
        if moves.is_empty() {
            return Ok(());
        }
        let (takes, puts): (Vec<&Move>, Vec<&Move>) = moves.iter().partition(|one| matches!(one, Move::Take(_)));
        let moves = [takes, puts].concat();
        let mut disk = Disk(watch);
        let done = self.stage(&mut disk, root, &moves);
        let done = done.and_then(|()| self.switch(&mut disk, root, &moves));
        // From here on there is nothing to undo, whatever becomes of the rest.
        let done = done.and_then(|()| disk.remove_file(&self.file(root)));
        // The failure above is the one to report; what cannot be cleaned up is left to the next run.
        let _ = self.undo(&mut disk, root);
        done
    }

    /// Undoes what a run that was stopped began, and removes its work folder.
    ///
    /// # Errors
    /// What cannot be undone and why; a later attempt resumes.
    pub fn recover(self, root: &Path, watch: &mut Watch) -> Result<(), Failure> {
        self.undo(&mut Disk(watch), root)
    }

    /// Writes the new files into the work folder, and the journal last.
    fn stage(self, disk: &mut Disk, root: &Path, moves: &[&Move]) -> Result<(), Failure> {
        let folder = self.folder(root);
        for inner in ["new", "old"] {
            disk.create_folders(&folder.join(inner))?;
        }
        for (name, text) in GUARDS {
            disk.write(&folder.join(name), text)?;
        }
        let mut journal = Vec::new();
        for (number, one) in moves.iter().enumerate() {
            if let Move::Put(_, text) = one {
                disk.write(&self.staged(root, number), text)?;
            }
            journal.push(entry(root, one));
        }
        let file = self.file(root);
        let text = serde_json::to_string(&journal).map_err(|error| (file.clone(), error.into()))?;
        let beside = folder.join("journal.new");
        disk.write(&beside, &text)?;
        disk.rename(&beside, &file)
    }

    /// Moves what is there out of the way and what is new into place.
    fn switch(self, disk: &mut Disk, root: &Path, moves: &[&Move]) -> Result<(), Failure> {
        for (number, one) in moves.iter().enumerate().filter(|(_, one)| matches!(one, Move::Take(_))) {
            self.set_aside(disk, root, number, one)?;
        }
        remove_empty_folders(disk, root, moves)?;
        for (number, one) in moves.iter().enumerate().filter(|(_, one)| matches!(one, Move::Put(..))) {
            self.set_aside(disk, root, number, one)?;
            let path = root.join(one.file());
            create_parent(disk, &path)?;
            disk.rename(&self.staged(root, number), &path)?;
        }
        Ok(())
    }

    fn set_aside(self, disk: &mut Disk, root: &Path, number: usize, one: &Move) -> Result<(), Failure> {
        let path = root.join(one.file());
        match path.symlink_metadata() {
            Err(_) => Ok(()),
            Ok(found) if found.is_dir() => Err((path, io::Error::other("a folder stands in the place of the file"))),
            Ok(_) => disk.rename(&path, &self.aside(root, number)),
        }
    }

    fn undo(self, disk: &mut Disk, root: &Path) -> Result<(), Failure> {
        let file = self.file(root);
        if self.is_begun(root) {
            let entries = read(&file).map_err(|error| (file.clone(), error))?;
            for (number, entry) in entries.iter().enumerate().rev() {
                self.undo_one(disk, root, number, entry)?;
            }
            disk.remove_file(&file)?;
        }
        if self.is_left(root) { disk.remove_all(&self.folder(root)) } else { Ok(()) }
    }

    /// Does nothing to a move that was undone already, so that undoing can be resumed.
    fn undo_one(self, disk: &mut Disk, root: &Path, number: usize, entry: &Entry) -> Result<(), Failure> {
        let (path, old) = (root.join(&entry.file), self.aside(root, number));
        let is_put = entry.puts && !is_there(&self.staged(root, number));
        if is_there(&old) {
            create_parent(disk, &path)?;
            disk.rename(&old, &path)?;
        } else if !entry.existed && is_put && is_there(&path) {
            disk.remove_file(&path)?;
        }
        for folder in entry.folders.iter().rev() {
            disk.remove_if_empty(&root.join(folder))?;
        }
        Ok(())
    }

    fn file(self, root: &Path) -> PathBuf {
        self.folder(root).join("journal.json")
    }

    fn staged(self, root: &Path, number: usize) -> PathBuf {
        self.folder(root).join("new").join(number.to_string())
    }

    fn aside(self, root: &Path, number: usize) -> PathBuf {
        self.folder(root).join("old").join(number.to_string())
    }
}

/// Whether a path stays in its folder, and leads to nothing hidden.
pub fn is_inside(file: &str) -> bool {
    let is_plain = |component: Component| matches!(component, Component::Normal(name) if !name.as_encoded_bytes().starts_with(b"."));
    !file.is_empty() && !file.contains('\\') && Path::new(file).components().all(is_plain)
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn entry(root: &Path, one: &Move) -> Entry {
    let puts = matches!(one, Move::Put(..));
    let existed = root.join(one.file()).symlink_metadata().is_ok_and(|found| !found.is_dir());
    let parents = one.file().match_indices('/').filter_map(|(end, _)| one.file().get(..end));
    let folders = parents.filter(|folder| puts && !root.join(folder).is_dir()).map(str::to_owned).collect();
    Entry { file: one.file().to_owned(), existed, puts, folders }
}

/// The moves of a journal. A journal that somebody else wrote changes nothing outside of the folder.
fn read(file: &Path) -> io::Result<Vec<Entry>> {
    let entries: Vec<Entry> = serde_json::from_slice(&fs::read(file)?)?;
    let is_fine = |path: &&String| is_inside(path) || *path == crate::tree::FILES;
    let odd = entries.iter().flat_map(|entry| entry.folders.iter().chain([&entry.file])).find(|path| !is_fine(path));
    match odd.cloned() {
        Some(path) => Err(io::Error::other(format!("the journal names `{path}`, which is not in the folder"))),
        None => Ok(entries),
    }
}

/// Removes the folders that the removed files leave empty, but for those that new files need.
fn remove_empty_folders(disk: &mut Disk, root: &Path, moves: &[&Move]) -> Result<(), Failure> {
    let (mut left, mut needed) = (BTreeSet::new(), BTreeSet::new());
    for one in moves {
        let folders = Path::new(one.file()).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        match one {
            Move::Take(_) => left.extend(folders),
            Move::Put(..) => needed.extend(folders),
        }
    }
    // Inner folders come after the outer ones in the set, and have to go before them.
    left.into_iter()
        .rev()
        .filter(|folder| !needed.contains(folder))
        .try_for_each(|folder| disk.remove_if_empty(&root.join(folder)))
}

fn create_parent(disk: &mut Disk, path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(parent) if !parent.is_dir() => disk.create_folders(parent),
        Some(_) | None => Ok(()),
    }
}

/// Every change of the file system, seen by a [`Watch`] first.
struct Disk<'a, 'b>(&'a mut Watch<'b>);

impl Disk<'_, '_> {
    fn change(&mut self, path: &Path, change: impl FnOnce() -> io::Result<()>) -> Result<(), Failure> {
        (self.0)(path).and_then(|()| change()).map_err(|error| (path.to_path_buf(), error))
    }

    fn write(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        self.change(path, || fs::write(path, text))
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.change(to, || fs::rename(from, to))
    }

    fn create_folders(&mut self, path: &Path) -> Result<(), Failure> {
        self.change(path, || fs::create_dir_all(path))
    }

    fn remove_file(&mut self, path: &Path) -> Result<(), Failure> {
        self.change(path, || fs::remove_file(path))
    }

    fn remove_all(&mut self, path: &Path) -> Result<(), Failure> {
        self.change(path, || fs::remove_dir_all(path))
    }

    /// Leaves a folder that is not empty.
    fn remove_if_empty(&mut self, path: &Path) -> Result<(), Failure> {
        let is_empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        if is_empty { self.change(path, || fs::remove_dir(path)) } else { Ok(()) }
    }
}

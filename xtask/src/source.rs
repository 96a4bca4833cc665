//! The API that a command reads: its pages, and the crate that is made of them.
//!
//! In: the two folders, and what is taken of the pages. Out: what the generator reads, while no other command writes there.

use crate::hold::{self, Access, Held};
use crate::regen;
use crate::specs::{self, Reading};
use generator::Input;
use generator::diagnostic::Diagnostics;
use generator::source::Page;
use std::path::{Path, PathBuf};

/// An API: its pages, and the crate that is made of them.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The folder with the pages.
    pub specs: PathBuf,
    /// The crate, whose `names.json` has the names; without one, names are chosen as for a new crate.
    pub out: Option<PathBuf>,
    /// What is taken of the pages.
    pub reading: Reading,
}

impl Source {
    /// Keeps other commands out of both folders as long as the first result lives, and reads what the generator does.
    ///
    /// # Errors
    /// All messages, if one of them is an error.
    pub fn open(&self, dx: &mut Diagnostics, access: Access) -> Result<(Held, Input), Diagnostics> {
        let client = self.out.as_deref().map(|out| hold::client(out, Access::Read));
        let folders: Vec<_> = [hold::specs(&self.specs, access)].into_iter().chain(client).collect();
        let held = hold::folders(dx, &folders);
        if let Some(out) = &self.out {
            regen::refuse_unfinished(dx, out);
        }
        let pages = specs::pages(dx, &self.specs);
        let urls = specs::fetched(dx, &self.specs);
        let fetched = specs::untrusted(&urls, self.reading.trust_extensions);
        let recorded = self.out.as_ref().and_then(|out| specs::text(dx, &out.join("names.json")));
        let Reading { titles, referred_only, .. } = self.reading.clone();
        dx.barrier()?;
        Ok((held, Input { pages, urls, recorded, fetched, titles, referred_only, ..Input::default() }))
    }
}

/// The same input with a page, in place of the one at its path. `path` is relative to the specs folder.
pub fn with(input: &Input, path: &Path, text: &str) -> Input {
    let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let mut input = input.clone();
    input.pages.retain(|page| page.path != path);
    input.pages.push(Page { path, text: text.to_owned() });
    input.pages.sort_by(|one, other| one.path.cmp(&other.path));
    input
}

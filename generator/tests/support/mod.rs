//! What the tests share: cases in folders, and snapshots that hold input and output together.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use generator::Input;
use generator::diagnostic::Diagnostics;
use generator::locate::{self, Index};
use generator::select::{Kind, Selection, Selector};
use generator::source::{Origin, Page};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// One folder of pages. A file `.titles` in it holds the titles to choose, one a line; `.names.json` the recorded names;
/// `.last.json` the document of the
/// last run; `.select` what is selected, such as `include tag Pets`, one a line; `.urls` where pages were published, one a line; `.fetched` the pages that are of others, one a line;
/// `.referred-only` says that only what pages refer to is taken.
pub struct Case {
    pub name: String,
    pub pages: Vec<Page>,
    pub titles: Vec<String>,
    pub recorded: Option<String>,
    pub last: Option<String>,
    pub urls: BTreeMap<String, String>,
    pub fetched: HashSet<String>,
    pub selection: Selection,
    pub referred_only: bool,
}

impl Case {
    fn read(folder: &Path) -> Case {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let titles = text(".titles").unwrap_or_default().lines().map(str::to_owned).collect();
        let url = |line: &str| line.split_once(' ').map(|(page, url)| (page.to_owned(), url.to_owned()));
        let urls = text(".urls").unwrap_or_default().lines().filter_map(url).collect();
        let fetched = text(".fetched").unwrap_or_default().lines().map(str::to_owned).collect();
        let (recorded, last) = (text(".names.json"), text(".last.json"));
        let selection = selection(&text(".select").unwrap_or_default());
        let referred_only = text(".referred-only").is_some();
        Case {
            name: name(folder),
            pages: pages(folder),
            titles,
            recorded,
            last,
            urls,
            fetched,
            selection,
            referred_only,
        }
    }

    /// What the generator reads.
    pub fn input(&self) -> Input {
        let Case { pages, titles, recorded, last, urls, fetched, selection, referred_only, .. } = self;
        Input {
            urls: urls.clone(),
            pages: pages.clone(),
            titles: titles.clone(),
            recorded: recorded.clone(),
            last: last.clone(),
            fetched: fetched.clone(),
            selection: selection.clone(),
            referred_only: *referred_only,
            package: "case".to_owned(),
            ..Input::default()
        }
    }
}

fn selection(text: &str) -> Selection {
    let mut selection = Selection::default();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let list = match words.next().unwrap() {
            "include" => &mut selection.include,
            _ => &mut selection.exclude,
        };
        let kind = match words.next().unwrap() {
            "tag" => Kind::Tag,
            "path" => Kind::Path,
            _ => Kind::Operation,
        };
        let text = words.next().unwrap().to_owned();
        list.push(Selector { kind, text, said_at: ".select".to_owned() });
    }
    selection
}

/// All cases of a kind, by name.
pub fn cases(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(kind);
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|folder| Case::read(folder)).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn pages(folder: &Path) -> Vec<Page> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !name(file).starts_with('.'));
    files.sort();
    files.iter().map(|file| Page { path: name(file), text: std::fs::read_to_string(file).unwrap() }).collect()
}

/// Compares with the snapshot of a case: its pages (long lines shortened), then what was made of them.
pub fn snapshot(kind: &str, case: &Case, output: &str) {
    let mut text = String::new();
    for page in &case.pages {
        text.push_str(&format!("──── {}\n", page.path));
        for line in page.text.lines() {
            let shown: String = line.chars().take(1000).collect();
            text.push_str(&shown);
            text.push_str(if shown.len() < line.len() { "…\n" } else { "\n" });
        }
    }
    text.push_str("════\n");
    text.push_str(output);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(kind);
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(case.name.clone(), text);
    });
}

/// Where the first message with a code points.
pub fn origin(dx: &Diagnostics, code: &str) -> Origin {
    let said = dx.list.iter().find(|said| said.code == code).expect("the message is there");
    locate::origins(&mut Index::default(), &dx.sources, &said.at).remove(0).origin
}

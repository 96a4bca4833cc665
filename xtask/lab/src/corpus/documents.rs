//! Finds the documents under a folder and names a crate for each.
//!
//! In: a folder. Out: its `*.json`, `*.yaml`, `*.yml` and `*.md` files, sorted by path. `shop/v1.json` becomes the
//! crate `api-v1`, or `api-shop-v1-json` if there is another `v1`. What a file holds is not looked at.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// A document and the crate it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Path below the folder, with `/` between folders.
    pub path: String,
    /// The file.
    pub file: PathBuf,
    /// The name of the crate.
    pub package: String,
}

/// Finds the documents under a folder, or takes the one document that is given.
///
/// # Errors
/// If a folder cannot be read, or holds no document.
pub fn find(folder: &Path) -> io::Result<Vec<Document>> {
    if folder.is_file() {
        return Ok(named(folder.parent().unwrap_or(folder), vec![folder.to_path_buf()]));
    }
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).map_err(|error| at(&inner, &error))? {
            let entry = entry?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            match entry.file_type()? {
                _ if is_hidden => {}
                kind if kind.is_dir() => folders.push(entry.path()),
                _ if is_document(&entry.path()) => paths.push(entry.path()),
                _ => {}
            }
        }
    }
    if paths.is_empty() {
        let problem = io::Error::new(io::ErrorKind::NotFound, "the folder holds no document");
        return Err(at(folder, &problem));
    }
    paths.sort();
    Ok(named(folder, paths))
}

/// The same error, with the path it is about.
pub fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", xtask::specs::shown(path)))
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    // The corpus's own README is no API.
    let is_readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
    matches!(extension.as_deref(), Some("md" | "json" | "yaml" | "yml")) && !is_readme
}

fn named(folder: &Path, files: Vec<PathBuf>) -> Vec<Document> {
    let mut by_short: BTreeMap<String, usize> = BTreeMap::new();
    for file in &files {
        *by_short.entry(short(file)).or_default() += 1;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut documents = Vec::new();
    for file in files {
        let path = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let is_unique = by_short.get(&short(&file)) == Some(&1);
        let mut package = if is_unique { short(&file) } else { words(&path) };
        // Two paths can have the same words.
        let uses = taken.entry(package.clone()).or_default();
        *uses += 1;
        if *uses > 1 {
            package = format!("{package}-{uses}");
        }
        documents.push(Document { path, file, package });
    }
    documents
}

fn short(file: &Path) -> String {
    words(&file.file_stem().unwrap_or_default().to_string_lossy())
}

/// The prefix keeps the crate apart from the crates it depends on, and begins with a letter.
fn words(text: &str) -> String {
    let plain = text.to_ascii_lowercase();
    let words = plain.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold("api".to_owned(), |name, word| format!("{name}-{word}"))
}

#[cfg(test)]
mod tests {
    use super::{Path, PathBuf, named};

    #[test]
    fn each_document_has_a_crate_of_its_own() {
        let files = ["c/One.json", "c/a/two.yaml", "c/b/two.yaml", "c/1st-b.json", "c/1st.b.json", "c/1st.b.yml"];
        let documents = named(Path::new("c"), files.iter().map(PathBuf::from).collect());
        let names: Vec<_> = documents.iter().map(|document| document.package.as_str()).collect();
        let expected =
            ["api-one", "api-a-two-yaml", "api-b-two-yaml", "api-1st-b-json", "api-1st-b-json-2", "api-1st-b-yml"];
        assert_eq!(names, expected);
    }
}

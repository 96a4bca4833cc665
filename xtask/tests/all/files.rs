//! Files of a folder, for the tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Writes files into a folder.
pub fn write(folder: &Path, list: &[(&str, &str)]) {
    for (path, text) in list {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Every file, and every empty folder (with a `/` at its end).
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut folders = vec![String::new()];
    while let Some(inner) = folders.pop() {
        let entries: Vec<_> = fs::read_dir(folder.join(&inner)).unwrap().map(Result::unwrap).collect();
        if entries.is_empty() {
            contents.insert(inner.clone(), Vec::new());
        }
        for entry in entries {
            let path = format!("{inner}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(format!("{path}/"));
            } else if kind.is_file() {
                contents.insert(path, fs::read(entry.path()).unwrap());
            } else {
                contents.insert(path, b"neither file nor folder".to_vec());
            }
        }
    }
    contents
}

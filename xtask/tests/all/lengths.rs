//! No file is longer than 500 lines, and no function longer than 60.

use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 60;

#[test]
fn files_and_functions_are_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut long = Vec::new();
    let mut read = 0;
    for folder in ["generator/src", "generator/runtime/src", "xtask/src", "xtask/lab/src"] {
        for path in rust_files(&root.join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                long.push(format!("{name}: {lines} lines"));
            }
            long.extend(long_functions(&text).map(|(function, lines)| format!("{name}: `{function}`, {lines} lines")));
            read += 1;
        }
    }
    assert!(read > 100, "only {read} files were found");
    assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
}

/// Clippy holds the libraries to what the design promises: lengths and complexity in all of them, no panic in those of the
/// product.
#[test]
fn the_libraries_have_the_lints_of_the_design() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let limits = ["cognitive_complexity", "too_many_lines"];
    let panics = ["expect_used", "indexing_slicing", "panic", "unwrap_used"];
    for (library, is_product) in
        [("generator", true), ("generator/runtime", false), ("xtask", true), ("xtask/lab", false)]
    {
        let text = read(&format!("{library}/src/lib.rs"));
        let denied = text.split("#![deny(").nth(1).and_then(|rest| rest.split(")]").next()).unwrap_or_default();
        let denied: Vec<&str> = denied.split(',').map(str::trim).filter(|lint| !lint.is_empty()).collect();
        let all = panics.iter().filter(|_| is_product).chain(&limits);
        for lint in all {
            assert!(denied.contains(&format!("clippy::{lint}").as_str()), "{library} denies {denied:?}");
        }
    }
    for file in [".clippy.toml", "generator/clippy.toml", "generator/runtime/clippy.toml"] {
        let settings = read(file);
        assert!(settings.contains(&format!("too-many-lines-threshold = {LONGEST_FUNCTION}\n")), "{file}: {settings}");
        assert!(settings.contains("cognitive-complexity-threshold = 20\n"), "{file}: {settings}");
    }
}

#[test]
fn a_long_function_is_found() {
    let body = "        step();\n".repeat(LONGEST_FUNCTION);
    let text = format!(
        "fn short() {{}}\n\nimpl A {{\n    pub(super) const fn long(\n        a: u8,\n    ) {{\n{body}    }}\n}}\n"
    );
    assert_eq!(long_functions(&text).collect::<Vec<_>>(), [("long".to_owned(), LONGEST_FUNCTION + 4)]);
}

/// The functions over the limit.
fn long_functions(text: &str) -> impl Iterator<Item = (String, usize)> {
    let is_long = |(_, length): &(String, usize)| *length > LONGEST_FUNCTION;
    functions(text).into_iter().filter(is_long)
}

/// The functions with their lengths. The text is formatted, so a function ends where its indentation comes back.
pub fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(start, line)| Some((start, function(line)?)));
    let measured = starts.filter_map(|(start, name)| {
        let first = lines[start];
        let indentation = &first[..first.len() - first.trim_start().len()];
        let is_last = |line: &&str| line.strip_prefix(indentation).is_some_and(|rest| matches!(rest, "}" | ");"));
        let length = if first.ends_with(';') || first.ends_with('}') {
            1
        } else {
            1 + lines[start..].iter().position(is_last)?
        };
        Some((name, length))
    });
    measured.collect()
}

/// The name of the function that starts in a line.
fn function(line: &str) -> Option<String> {
    let (before, after) = line.split_once("fn ")?;
    let is_head = before
        .split_whitespace()
        .all(|word| word.starts_with("pub") || ["const", "async", "in", "extern", "\"C\""].contains(&word));
    let name: String = after.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (is_head && !name.is_empty()).then_some(name)
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false if path.extension().is_some_and(|extension| extension == "rs") => vec![path],
            false => Vec::new(),
        })
        .collect()
}

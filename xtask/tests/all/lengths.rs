//! No file is longer than 500 lines, and no function longer than 60, unless it is a table.

use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 60;
/// Functions that only list what there is.
const TABLES: &[&str] = &["is_known"];

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

#[test]
fn a_long_function_is_found() {
    let body = "        step();\n".repeat(LONGEST_FUNCTION);
    let text = format!(
        "fn short() {{}}\n\nimpl A {{\n    pub(super) const fn long(\n        a: u8,\n    ) {{\n{body}    }}\n}}\n"
    );
    assert_eq!(long_functions(&text).collect::<Vec<_>>(), [("long".to_owned(), LONGEST_FUNCTION + 4)]);
}

/// The functions over the limit. The text is formatted, so a function ends where its indentation comes back.
fn long_functions(text: &str) -> impl Iterator<Item = (String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts: Vec<(usize, String)> =
        lines.iter().enumerate().filter_map(|(start, line)| Some((start, function(line)?))).collect();
    starts.into_iter().filter_map(move |(start, name)| {
        let first = lines[start];
        let indentation = &first[..first.len() - first.trim_start().len()];
        let is_last = |line: &&str| line.strip_prefix(indentation).is_some_and(|rest| matches!(rest, "}" | ");"));
        let length = if first.ends_with(';') || first.ends_with('}') {
            1
        } else {
            1 + lines[start..].iter().position(is_last)?
        };
        (length > LONGEST_FUNCTION && !TABLES.contains(&name.as_str())).then_some((name, length))
    })
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

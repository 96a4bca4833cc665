//! The modules of the generator depend on each other as the design says: phases use nouns and never another phase,
//! only `lib.rs` calls phases, `emit` sees only `ir` and the names, and only `emit` and `format` make Rust. The rooms of
//! the runtime are layers.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const PHASES: &[&str] = &[
    "extract",
    "normalize",
    "merge",
    "correct",
    "resolve",
    "publish",
    "select",
    "parse",
    "lower",
    "name",
    "emit",
    "format",
    "diff",
    "learn",
];
const NOUNS: &[&str] = &[
    "source",
    "diagnostic",
    "document",
    "ir",
    "names",
    "module",
    "features",
    "changes",
    "template",
    "lineage",
    "surface",
    "kind",
    "schema",
    "reference",
    "keyword",
];
/// The crates that make Rust.
const RUST: &[&str] = &["quote", "syn", "prettyplease", "proc_macro2"];

/// The rooms of the runtime, the lowest layer first.
const ROOMS: &[&str] = &[
    "basics",
    "model",
    "transport",
    "retry",
    "token",
    "response",
    "samples",
    "request",
    "auth",
    "call",
    "stream",
    "paging",
    "testing",
];

/// What a module uses: paths from the crate's root, such as `ir::Api`, and other crates.
type Uses = BTreeSet<String>;

#[test]
fn no_phase_uses_another_and_no_noun_uses_one() {
    let uses = uses_of_the_generator();
    let missing: Vec<_> = PHASES.iter().chain(NOUNS).filter(|name| !uses.contains_key(**name)).collect();
    assert_eq!(missing, [&""; 0], "the design has modules that are not there");
    for (module, paths) in &uses {
        for path in paths {
            let used = first(path);
            let is_own = used == module;
            assert!(is_own || !PHASES.contains(&used), "`{module}` uses the phase `{used}`: {path}");
        }
    }
}

#[test]
fn emit_sees_only_the_representation_and_the_names() {
    let uses = uses_of_the_generator();
    let emit = &uses["emit"];
    let modules: BTreeSet<_> = uses.keys().map(String::as_str).collect();
    for path in emit.iter().filter(|path| modules.contains(first(path))) {
        let is_fine = ["emit", "ir", "names", "surface", "module", "features"].contains(&first(path));
        assert!(is_fine, "`emit` uses {path}");
    }
    assert!(!emit.contains("openapiv3"), "`emit` knows no OpenAPI");
}

/// What `parse` has read once is not read again: `lower` gets the typed document and its schemas, and no tree.
#[test]
fn lower_sees_no_tree() {
    let uses = uses_of_the_generator();
    let trees = ["document::Document", "document::Node", "document::Object", "document::Value"];
    for path in &uses["lower"] {
        assert!(!trees.iter().any(|tree| path.starts_with(tree)), "`lower` uses {path}");
        assert_ne!(path, "openapiv3::Schema", "schemas are those of the module `schema`");
    }
}

#[test]
fn diff_sees_only_nouns() {
    let uses = uses_of_the_generator();
    let modules: BTreeSet<_> = uses.keys().map(String::as_str).collect();
    for path in uses["diff"].iter().filter(|path| modules.contains(first(path))) {
        let nouns = ["diff", "ir", "names", "surface", "changes", "lineage", "template", "features"];
        assert!(nouns.contains(&first(path)), "`diff` uses {path}");
    }
}

#[test]
fn only_emit_and_format_make_rust() {
    for (module, paths) in uses_of_the_generator() {
        if module != "emit" && module != "format" {
            // The noun between the two holds tokens and makes none.
            let is_held = |path: &&String| module == "module" && path.as_str() == "proc_macro2";
            let made: Vec<_> = paths.iter().filter(|path| RUST.contains(&first(path)) && !is_held(path)).collect();
            assert!(made.is_empty(), "`{module}` uses {made:?}");
        }
    }
}

/// Circles of imports are only inside of a room, since a room uses no room above it. The root of the runtime, which lists
/// what callers see, is above all of them.
#[test]
fn the_rooms_of_the_runtime_are_layers() {
    let mut rooms = BTreeSet::new();
    for (steps, text) in modules_in("generator/runtime/src/runtime") {
        // The root, and what it hides of the rooms for emitted code.
        let Some(room) = steps.first().filter(|room| *room != "emitted") else { continue };
        let layer = |name: &str| ROOMS.iter().position(|room| *room == name);
        let own = layer(room).unwrap_or_else(|| panic!("`{room}` is no room"));
        let mut found = Uses::new();
        collect(text.parse().unwrap(), steps.len(), &mut found);
        // Without what follows it, the root is where an item is visible.
        for path in found.iter().filter(|path| *path != "runtime") {
            let used = path.trim_start_matches("runtime::");
            let is_below = layer(first(used)).is_some_and(|used| used <= own);
            assert!(is_below, "`{}` uses `{used}`, which is in no room below", steps.join("::"));
        }
        rooms.insert(room.clone());
    }
    assert_eq!(rooms, ROOMS.iter().map(|room| (*room).to_owned()).collect());
}

#[test]
fn the_search_finds_every_way_to_name_a_module() {
    let text = "
        //! Not `crate::emit`.
        use crate::{ir, document::{Node, Value}, source as s};
        use super::{diagnostic::Diagnostics};
        mod inner {
            use super::super::merge;
            use super::not_from_the_root;
        }
        macro_rules! m { () => { $crate::parse::of_the_caller }; }
        fn f() -> crate::lower::Thing { let _ = \"crate::format\"; quote! { crate::name::Names } }
    ";
    let mut found = Uses::new();
    collect(text.parse().unwrap(), 1, &mut found);
    let expected = [
        "diagnostic::Diagnostics",
        "document::Node",
        "document::Value",
        "ir",
        "lower::Thing",
        "merge",
        "name::Names",
        "quote",
        "source",
    ];
    assert_eq!(found, expected.map(str::to_owned).into());
}

/// `generate` and `regenerate` tell what happens, in the order in which it does. How work is shared among threads, how long
/// it takes and what of it is printed is in modules of its own.
#[test]
fn the_story_is_short_and_about_nothing_else() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &str| fs::read_to_string(workspace.join(path)).unwrap();
    let lib = read("generator/src/lib.rs");
    for word in ["std::thread", "thread::", "Atomic", "Instant", "Duration", "print!", "println!", "eprint"] {
        assert!(!lib.contains(word), "generator/src/lib.rs has {word}");
    }
    let told = [(lib, "generate"), (read("xtask/src/regen.rs"), "regenerate")];
    for (text, story) in &told {
        let lengths = crate::lengths::functions(text);
        assert!(lengths.iter().any(|(name, _)| name == story), "{story} is not there");
        let is_long = |(name, lines): &&(String, usize)| *lines >= 25 && (*story == "generate" || name == story);
        let long: Vec<_> = lengths.iter().filter(is_long).collect();
        assert!(long.is_empty(), "too long for the story: {long:?}");
    }
}

fn first(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

/// By module, without `lib.rs`, which tells the story.
fn uses_of_the_generator() -> BTreeMap<String, Uses> {
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for (steps, text) in modules_in("generator/src") {
        if steps != ["lib"] {
            let tokens = text.parse().unwrap_or_else(|error| panic!("{}: {error}", steps.join("::")));
            collect(tokens, steps.len(), uses.entry(steps[0].clone()).or_default());
        }
    }
    uses
}

/// The modules in a folder and below it: their paths from there, and their texts.
fn modules_in(folder: &str) -> Vec<(Vec<String>, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    let mut modules = Vec::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&source).unwrap().with_extension("");
                let steps = inside.iter().map(|step| step.to_str().unwrap()).filter(|step| *step != "mod");
                modules.push((steps.map(str::to_owned).collect(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    modules
}

/// Finds the paths in a module that is so many levels below the crate's root.
fn collect(tokens: TokenStream, depth: usize, found: &mut Uses) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut position = 0;
    while position < tokens.len() {
        let follows_path = position > 0
            && matches!(&tokens[position - 1], TokenTree::Punct(p) if p.as_char() == ':')
            && position > 1
            && matches!(&tokens[position - 2], TokenTree::Punct(p) if p.as_char() == ':');
        match &tokens[position] {
            TokenTree::Ident(ident) if !follows_path => {
                let name = ident.to_string();
                let next = tokens.get(position + 1);
                let is_macro = matches!(next, Some(TokenTree::Punct(p)) if p.as_char() == '!');
                let is_of_macro =
                    position > 0 && matches!(&tokens[position - 1], TokenTree::Punct(p) if p.as_char() == '$');
                if name == "crate" && !is_of_macro {
                    paths(&tokens[position + 1..], "", found);
                } else if name == "super" {
                    let supers = 1 + tokens[position + 1..].chunks(3).take_while(|chunk| is_super(chunk)).count();
                    if supers >= depth {
                        paths(&tokens[position + 1 + 3 * (supers - 1)..], "", found);
                    }
                } else if RUST.contains(&name.as_str()) || name == "openapiv3" {
                    if is_macro || is_path(&tokens[position + 1..]) {
                        found.insert(name);
                    }
                } else if name == "mod"
                    && let Some(TokenTree::Group(body)) = tokens.get(position + 2)
                {
                    collect(body.stream(), depth + 1, found);
                    position += 2;
                }
            }
            TokenTree::Group(group) => collect(group.stream(), depth, found),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        position += 1;
    }
}

fn is_path(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(a), TokenTree::Punct(b), ..] if a.as_char() == ':' && b.as_char() == ':')
}

fn is_super(chunk: &[TokenTree]) -> bool {
    is_path(chunk) && matches!(chunk.get(2), Some(TokenTree::Ident(ident)) if ident == "super")
}

/// Records what stands after `crate` or `super`: `::a::b`, or `::{a, b::c}`; two steps of each are enough.
fn paths(tokens: &[TokenTree], before: &str, found: &mut Uses) {
    if !is_path(tokens) {
        if !before.is_empty() {
            found.insert(before.to_owned());
        }
        return;
    }
    match tokens.get(2) {
        Some(TokenTree::Ident(step)) if before.is_empty() => paths(&tokens[3..], &step.to_string(), found),
        Some(TokenTree::Ident(step)) => {
            found.insert(format!("{before}::{step}"));
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            for item in inner.split(|token| matches!(token, TokenTree::Punct(p) if p.as_char() == ',')) {
                let Some(TokenTree::Ident(step)) = item.first() else { continue };
                if before.is_empty() {
                    paths(&item[1..], &step.to_string(), found);
                } else {
                    found.insert(format!("{before}::{step}"));
                }
            }
        }
        Some(_) | None => {
            found.insert(before.to_owned());
        }
    }
}

//! What `xtask::tree` does to a folder: stopped anywhere, it is noticed and completed, and it touches nothing else.

use crate::common::{contents, write};
use generator::File;
use generator::diagnostic::Diagnostics;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};
use xtask::journal::REGEN;
use xtask::tree::{self, Plan};

/// What the crate should hold.
const WANTED: &[(&str, &str)] = &[
    ("Cargo.toml", "[package]\n"),
    ("names.json", "{\"a\": 1}\n"),
    ("openapi.json", "{}\n"),
    ("src/equal.rs", "equal"),
    ("src/file.rs", "file"),
    ("src/folder/mod.rs", "folder"),
    ("src/lib.rs", "lib"),
    ("src/models/flow.rs", "flow"),
];

/// The list of what it should hold.
const LISTED: &[(&str, &str)] = &[(
    ".regen-files",
    "# The files in `src/` that `cargo xtask regen` wrote. Regen removes no other file there.\n\
     src/equal.rs\nsrc/file.rs\nsrc/folder/mod.rs\nsrc/lib.rs\nsrc/models/flow.rs\n",
)];

/// What an earlier run left: files where folders belong, and the other way round.
const EARLIER: &[(&str, &str)] = &[
    (
        ".regen-files",
        "src/equal.rs\nsrc/file.rs/inner.rs\nsrc/folder\nsrc/lib.rs\nsrc/old.rs\nsrc/old/inner/deep.rs\n\
         src/shared/old.rs\nsrc/never.rs\n",
    ),
    ("Cargo.toml", "earlier"),
    ("names.json", "{}\n"),
    ("names.released.json", "{}\n"),
    ("openapi.json", "{}\n"),
    ("src/equal.rs", "equal"),
    ("src/file.rs/inner.rs", "a folder where a file belongs"),
    ("src/folder", "a file where a folder belongs"),
    ("src/lib.rs", "earlier"),
    ("src/old.rs", "old"),
    ("src/old/inner/deep.rs", "old"),
    ("src/shared/old.rs", "old"),
];

/// What is none of regen's business.
const MINE: &[(&str, &str)] = &[
    ("README.md", "mine"),
    ("examples/mine.rs", "mine"),
    ("src/bin/mine.rs", "mine"),
    ("src/shared/mine.rs", "mine"),
    ("tests/mine.rs", "mine"),
];

/// How a run is disturbed from some change of the file system on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// One change fails.
    Once,
    /// Every further change fails, those that undo the earlier ones too.
    Always,
    /// The process is killed.
    Kill,
}

/// Carries a plan out with a fault at its change of that number; whether there was such a change.
fn disturbed(out: &Path, plan: &Plan, fault: Fault, stop: usize) -> bool {
    let mut number = 0;
    let mut watch = |_: &Path| {
        number += 1;
        match fault {
            Fault::Once if number == stop + 1 => Err(io::Error::other("stopped")),
            Fault::Always if number > stop => Err(io::Error::other("stopped")),
            Fault::Kill if number == stop + 1 => std::panic::resume_unwind(Box::new("killed")),
            Fault::Once | Fault::Always | Fault::Kill => Ok(()),
        }
    };
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tree::apply(out, plan, &mut watch)));
    number > stop
}

#[test]
fn a_run_that_stops_at_any_change_is_undone_and_the_next_one_does_all_of_it() {
    let before = contents(earlier_crate().path());
    for fault in [Fault::Once, Fault::Always, Fault::Kill] {
        let mut stops = 0;
        loop {
            let out = earlier_crate();
            if !disturbed(out.path(), &plan(out.path()), fault, stops) {
                break;
            }
            // What undoes the run can be stopped anywhere as well.
            for again in (0..).step_by(3).take(6) {
                let mut number = 0;
                let _ = REGEN.recover(out.path(), &mut |_| {
                    number += 1;
                    if number > again { Err(io::Error::other("stopped")) } else { Ok(()) }
                });
            }
            REGEN.recover(out.path(), &mut |_| Ok(())).unwrap();
            let now = contents(out.path());
            let is_done = now == map(&[WANTED, LISTED, MINE]);
            assert!(is_done || now == before, "{fault:?} at {stops}: {:?}", now.keys());
            tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
            assert_eq!(contents(out.path()), map(&[WANTED, LISTED, MINE]), "{fault:?} at {stops}");
            assert!(plan(out.path()).is_empty(), "{fault:?} at {stops}: still something to do");
            stops += 1;
        }
        assert!(stops > 30, "the example has every kind of change, but only {stops}");
    }
}

#[test]
fn a_new_folder_is_made_with_those_above_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/b");
    let plan = plan(&out);
    assert_eq!((plan.missing.len(), plan.different.len(), plan.stale.len(), plan.unchanged), (9, 0, 0, 0));
    tree::apply(&out, &plan, &mut |_| Ok(())).unwrap();
    assert_eq!(contents(&out), map(&[WANTED, LISTED]));
}

#[test]
fn a_second_run_has_no_steps() {
    let out = earlier_crate();
    tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
    let foreign = vec!["src/bin/mine.rs".into(), "src/shared/mine.rs".into()];
    assert_eq!(plan(out.path()), Plan { unchanged: WANTED.len() + 1, foreign, ..Plan::default() });
}

#[test]
fn equal_files_keep_their_time_though_others_are_written() {
    let out = earlier_crate();
    let equal = out.path().join("src/equal.rs");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().write(true).open(&equal).unwrap().set_modified(long_ago).unwrap();
    tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
    assert_eq!(fs::metadata(&equal).unwrap().modified().unwrap(), long_ago);
}

#[test]
fn a_plan_names_every_difference() {
    let out = earlier_crate();
    let plan = plan(out.path());
    let paths = |list: &[std::path::PathBuf]| {
        let mut paths: Vec<String> = list.iter().map(|path| path.display().to_string()).collect();
        paths.sort();
        paths
    };
    assert_eq!(paths(&plan.missing), ["src/file.rs", "src/folder/mod.rs", "src/models/flow.rs"]);
    assert_eq!(paths(&plan.different), [".regen-files", "Cargo.toml", "names.json", "src/lib.rs"]);
    assert_eq!(
        paths(&plan.stale),
        [
            "names.released.json",
            "src/file.rs/inner.rs",
            "src/folder",
            "src/old.rs",
            "src/old/inner/deep.rs",
            "src/shared/old.rs",
        ]
    );
    assert_eq!(paths(&plan.foreign), ["src/bin/mine.rs", "src/shared/mine.rs"]);
    assert_eq!(plan.unchanged, 2);
}

#[cfg(unix)]
#[test]
fn links_in_src_are_never_followed() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("lib.rs", "lib"), ("more/old.rs", "mine")]);
    let out = earlier_crate();
    fs::remove_file(out.path().join("src/lib.rs")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("lib.rs"), out.path().join("src/lib.rs")).unwrap();
    let link = out.path().join("src/models");
    std::os::unix::fs::symlink(elsewhere.path().join("more"), &link).unwrap();
    assert_eq!(codes(out.path(), WANTED), ["foreign-file"], "regen did not make the link");
    fs::remove_file(link).unwrap();
    tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
    assert_eq!(contents(out.path()), map(&[WANTED, LISTED, MINE]));
    assert!(!out.path().join("src/lib.rs").is_symlink());
    assert_eq!(contents(elsewhere.path()), map(&[&[("lib.rs", "lib"), ("more/old.rs", "mine")]]));
}

#[test]
fn a_crate_that_regen_did_not_write_is_refused() {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &[("src/lib.rs", "mod mine;"), ("src/mine.rs", "")]);
    assert_eq!(codes(out.path(), WANTED), ["foreign-output", "foreign-file"]);
    fs::remove_file(out.path().join("src/mine.rs")).unwrap();
    assert_eq!(codes(out.path(), WANTED), ["foreign-file"]);
    write(out.path(), &[("src/lib.rs", "#[cfg(test)]\nmod tests {\n    #[test]\n    fn it_works() {}\n}\n")]);
    assert_eq!(codes(out.path(), WANTED), [""; 0], "`cargo new` made that");
    write(out.path(), &[("openapi.json", "{\"openapi\": \"3.1.0\"}")]);
    assert_eq!(codes(out.path(), WANTED), ["foreign-file"]);
}

#[test]
fn files_of_others_stop_a_run_that_would_replace_them() {
    for (path, code) in [
        ("src/models/flow.rs", "foreign-file"),
        ("src/file.rs/mine.rs", "foreign-file"),
        ("src/models", "foreign-file"),
        ("src/models/flow.rs/deep/mine.rs", "foreign-file"),
    ] {
        let out = earlier_crate();
        write(out.path(), &[(path, "mine")]);
        assert_eq!(codes(out.path(), WANTED), [code], "{path}");
    }
    let out = earlier_crate();
    write(out.path(), &[("src/models/flow.rs", "flow")]);
    assert_eq!(codes(out.path(), WANTED), [""; 0], "the bytes are the same");
}

/// Earlier versions did not list their files: the first line tells, and the folder of the runtime.
#[test]
fn of_a_crate_without_a_list_what_regen_wrote_is_known() {
    let first = "// Generated from the API's documentation by `cargo xtask regen`: change the pages.\n";
    let out = tempfile::tempdir().unwrap();
    write(
        out.path(),
        &[
            ("names.json", "{}\n"),
            ("openapi.json", "{}\n"),
            ("src/examples.json", "{}\n"),
            ("src/lib.rs", first),
            ("src/old.rs", first),
            ("src/runtime/old.rs", "//! Old.\n"),
            ("src/runtime/mine.rs", "mine"),
            ("src/mine.rs", "mine"),
        ],
    );
    let plan = plan(out.path());
    let stale = ["src/examples.json", "src/old.rs", "src/runtime/old.rs"];
    assert_eq!(plan.stale, stale.map(std::path::PathBuf::from));
    assert_eq!(plan.foreign, ["src/mine.rs", "src/runtime/mine.rs"].map(std::path::PathBuf::from));
    write(out.path(), &[("src/file.rs", "mine")]);
    assert_eq!(codes(out.path(), WANTED), ["foreign-file"]);
}

#[test]
fn a_file_outside_of_the_crate_is_refused() {
    let out = tempfile::tempdir().unwrap();
    for path in ["../lib.rs", "/lib.rs", "src/../../lib.rs"] {
        assert_eq!(codes(out.path(), &[(path, "")]), ["output-outside"], "{path}");
    }
}

#[test]
fn a_folder_in_the_place_of_a_file_is_refused_outside_of_src() {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &[("names.json/mine.txt", "")]);
    assert_eq!(codes(out.path(), WANTED), ["output-not-a-file"]);
}

fn earlier_crate() -> tempfile::TempDir {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), EARLIER);
    write(out.path(), MINE);
    out
}

fn plan(out: &Path) -> Plan {
    let mut dx = Diagnostics::default();
    let plan = tree::plan(&mut dx, out, files(WANTED));
    assert_eq!(dx.list, []);
    plan
}

fn codes(out: &Path, wanted: &[(&str, &str)]) -> Vec<&'static str> {
    let mut dx = Diagnostics::default();
    tree::plan(&mut dx, out, files(wanted));
    dx.list.iter().map(|message| message.code).collect()
}

fn files(list: &[(&str, &str)]) -> Vec<File> {
    list.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() }).collect()
}

fn map(lists: &[&[(&str, &str)]]) -> BTreeMap<String, Vec<u8>> {
    lists.iter().flat_map(|list| list.iter()).map(|(path, text)| ((*path).to_owned(), (*text).into())).collect()
}

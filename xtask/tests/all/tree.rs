//! What `xtask::tree` does to a folder: stopped anywhere, it is noticed and completed, and it touches nothing else.

use crate::common::{contents, write};
use generator::File;
use generator::diagnostic::Diagnostics;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};
use xtask::tree::{self, Plan, Step};

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

/// What an earlier run left, with every kind of leftover.
const EARLIER: &[(&str, &str)] = &[
    (".openapi.json.regen-new", "half"),
    ("Cargo.toml", "earlier"),
    ("names.json", "{}\n"),
    ("openapi.json", "{}\n"),
    ("src/.lib.rs.regen-new", "half"),
    ("src/equal.rs", "equal"),
    ("src/file.rs/inner.rs", "a folder where a file belongs"),
    ("src/folder", "a file where a folder belongs"),
    ("src/lib.rs", "earlier"),
    ("src/old.rs", "old"),
    ("src/old/inner/deep.rs", "old"),
];

/// What is none of regen's business.
const MINE: &[(&str, &str)] = &[("README.md", "mine"), ("examples/mine.rs", "mine"), ("tests/mine.rs", "mine")];

#[test]
fn a_run_stopped_before_any_step_is_noticed_and_completed() {
    stop_everywhere(|_, _| Ok(()));
}

#[test]
fn a_run_stopped_in_the_middle_of_a_write_is_noticed_and_completed() {
    stop_everywhere(|out, step| match step {
        Step::WriteBeside(path, text) => fs::write(out.join(tree::beside(path)), &text[..text.len() / 2]),
        Step::Mark => fs::write(out.join(tree::MARKER), ""),
        Step::CreateFolder(_) | Step::Rename(_) | Step::RemoveFile(_) | Step::RemoveFolder(_) | Step::Unmark => Ok(()),
    });
}

/// Stops a run before each of its steps in turn, after `half` did a part of that step.
fn stop_everywhere(half: fn(&Path, &Step) -> io::Result<()>) {
    let total = plan(earlier_crate().path()).steps.len();
    assert!(total > 20, "the example has every kind of step, but only {total}");
    for stop in 0..total {
        let out = earlier_crate();
        let mut taken = 0;
        let stopped = tree::apply(out.path(), &plan(out.path()), &mut |step| {
            if taken == stop {
                half(out.path(), step)?;
                return Err(io::Error::other("stopped"));
            }
            taken += 1;
            Ok(())
        });
        assert!(stopped.is_err());

        let second = plan(out.path());
        assert!(!second.is_empty(), "stopped before step {stop}: nothing to do?");
        assert!(second.is_unfinished || stop < 2, "stopped before step {stop}: not noticed as unfinished");
        tree::apply(out.path(), &second, &mut |_| Ok(())).unwrap();

        assert_eq!(contents(out.path()), map(&[WANTED, MINE]), "stopped before step {stop}");
        assert!(plan(out.path()).is_empty(), "stopped before step {stop}: still something to do");
    }
}

#[test]
fn a_new_folder_is_made_with_those_above_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a/b");
    let plan = plan(&out);
    assert_eq!((plan.missing.len(), plan.different.len(), plan.stale.len(), plan.unchanged), (8, 0, 0, 0));
    tree::apply(&out, &plan, &mut |_| Ok(())).unwrap();
    assert_eq!(contents(&out), map(&[WANTED]));
}

#[test]
fn a_second_run_has_no_steps() {
    let out = earlier_crate();
    tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
    assert_eq!(plan(out.path()), Plan { unchanged: WANTED.len(), ..Plan::default() });
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
    assert_eq!(paths(&plan.different), ["Cargo.toml", "names.json", "src/lib.rs"]);
    assert_eq!(
        paths(&plan.stale),
        [
            ".openapi.json.regen-new",
            "src/.lib.rs.regen-new",
            "src/file.rs",
            "src/file.rs/inner.rs",
            "src/folder",
            "src/old",
            "src/old.rs",
            "src/old/inner",
            "src/old/inner/deep.rs",
        ]
    );
    assert_eq!(plan.unchanged, 2);
    assert!(!plan.is_unfinished);
}

#[cfg(unix)]
#[test]
fn links_in_src_are_replaced_and_never_followed() {
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("lib.rs", "lib"), ("more/old.rs", "mine")]);
    let out = earlier_crate();
    fs::remove_file(out.path().join("src/lib.rs")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("lib.rs"), out.path().join("src/lib.rs")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("more"), out.path().join("src/models")).unwrap();
    tree::apply(out.path(), &plan(out.path()), &mut |_| Ok(())).unwrap();
    assert_eq!(contents(out.path()), map(&[WANTED, MINE]));
    assert!(!out.path().join("src/lib.rs").is_symlink());
    assert_eq!(contents(elsewhere.path()), map(&[&[("lib.rs", "lib"), ("more/old.rs", "mine")]]));
}

#[test]
fn a_crate_that_regen_did_not_write_is_refused() {
    let out = tempfile::tempdir().unwrap();
    write(out.path(), &[("src/lib.rs", "mod mine;"), ("src/mine.rs", "")]);
    assert_eq!(codes(out.path(), WANTED), ["foreign-output"]);
    fs::remove_file(out.path().join("src/mine.rs")).unwrap();
    assert_eq!(codes(out.path(), WANTED), [""; 0]);
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
    let plan = tree::plan(&mut dx, out, &files(WANTED));
    assert_eq!(dx.list, []);
    plan
}

fn codes(out: &Path, wanted: &[(&str, &str)]) -> Vec<&'static str> {
    let mut dx = Diagnostics::default();
    tree::plan(&mut dx, out, &files(wanted));
    dx.list.iter().map(|message| message.code).collect()
}

fn files(list: &[(&str, &str)]) -> Vec<File> {
    list.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() }).collect()
}

fn map(lists: &[&[(&str, &str)]]) -> BTreeMap<String, Vec<u8>> {
    lists.iter().flat_map(|list| list.iter()).map(|(path, text)| ((*path).to_owned(), (*text).into())).collect()
}

//! `cargo xtask regen`, stopped at every change of the file system: the next run gives the bytes of a run that nobody
//! disturbed, the released state and the version among them; and two commands never work in one folder.

use crate::common::{contents, write, xtask};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use xtask::journal::REGEN;
use xtask::regen::{self, Options};

/// An API with these operations, each in a tag of its own.
fn document(operations: &[&str]) -> String {
    let paths = operations.iter().map(|name| {
        let get = serde_json::json!({"summary": format!("Get {name}"), "tags": [name],
            "responses": {"200": {"description": "OK"}}});
        (format!("/{name}"), serde_json::json!({ "get": get }))
    });
    let paths: serde_json::Map<_, _> = paths.collect();
    serde_json::json!({"openapi": "3.0.0", "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://things.example"}], "paths": paths})
    .to_string()
}

fn options(folder: &Path, bump: bool) -> Options {
    let (specs, out) = (folder.join("specs"), folder.join("out"));
    Options { specs, out, name: Some("things".to_owned()), bump, ..Options::default() }
}

#[track_caller]
fn regen(folder: &Path, bump: bool) {
    let outcome = regen::run(&options(folder, bump));
    assert!(outcome.done.is_some(), "{:?}", outcome.diagnostics.list);
}

type Files = BTreeMap<String, Vec<u8>>;

/// A crate with a released version and something unreleased, whose API has changed again: a tag goes and one comes.
fn changed_crate(operations: &[&str]) -> Files {
    let folder = tempfile::tempdir().unwrap();
    for (operations, bump) in [(&["a", "b"][..], true), (&["a", "b", "c"], false)] {
        write(folder.path(), &[("specs/api.json", &document(operations))]);
        regen(folder.path(), bump);
    }
    write(folder.path(), &[("specs/api.json", &document(operations))]);
    contents(folder.path())
}

fn restored(files: &Files) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    restore(folder.path(), files);
    folder
}

fn restore(folder: &Path, files: &Files) {
    let _ = fs::remove_dir_all(folder.join("out"));
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Stops a run at every change in turn, by a failure and by a kill, and lets the next one do it.
fn stop_everywhere(before: &Files, bump: bool) {
    let undisturbed = restored(before);
    regen(undisturbed.path(), bump);
    let expected = contents(undisturbed.path());
    assert_ne!(&expected, before);
    let folder = restored(before);
    let mut stops = 0;
    for kills in [false, true] {
        for stop in 0.. {
            let mut number = 0;
            let mut watch = |_: &Path| {
                number += 1;
                match number > stop {
                    false => Ok(()),
                    true if kills => std::panic::resume_unwind(Box::new("killed")),
                    true => Err(io::Error::other("stopped")),
                }
            };
            let run = || regen::run_watched(&options(folder.path(), bump), &mut watch);
            let stopped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
            let is_left = REGEN.is_left(&folder.path().join("out"));
            if number <= stop {
                assert!(stopped.is_ok_and(|outcome| outcome.done.is_some()) && !is_left);
                break;
            }
            stops += 1;
            let unfinished = contents(folder.path());
            assert_eq!(is_left, stop > 0, "what was begun is there");
            if is_left {
                let check = regen::run(&Options { check: true, ..options(folder.path(), false) });
                let codes: Vec<&str> = check.diagnostics.list.iter().map(|said| said.code).collect();
                assert_eq!(codes, ["unfinished-regen"], "{stop}");
                assert_eq!(contents(folder.path()), unfinished, "`--check` writes nothing");
            }
            regen(folder.path(), bump);
            assert_eq!(contents(folder.path()), expected, "stopped before change {stop}, killed: {kills}");
            restore(folder.path(), before);
        }
        restore(folder.path(), before);
    }
    assert!(stops > 30, "the example changes files of every kind, but only {stops} times");
}

#[test]
fn a_run_that_stops_at_any_change_loses_nothing() {
    let before = changed_crate(&["a", "c", "d"]);
    assert!(before.contains_key("out/openapi.released.json") && before.contains_key("out/CHANGELOG.md"));
    stop_everywhere(&before, false);
}

#[test]
fn a_version_that_stops_at_any_change_loses_nothing() {
    stop_everywhere(&changed_crate(&["a", "c", "d"]), true);
}

#[test]
fn a_version_of_what_the_last_run_brought_loses_nothing() {
    stop_everywhere(&changed_crate(&["a", "b", "c"]), true);
}

#[test]
fn two_commands_never_work_in_one_folder() {
    let folder = restored(&changed_crate(&["a", "d"]));
    let before = contents(folder.path());
    let regen = ["regen", "--specs", "specs", "--out", "out"];
    let fetch = ["fetch", "--specs", "specs", "http://127.0.0.1:9/llms.txt"];
    let learn = ["learn", "specs", "--specs", "specs", "--out", "out"];
    let expect = |arguments: &[&str], code: &str| {
        let output = xtask(folder.path(), arguments);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && text.contains(&format!("error[{code}]")), "{arguments:?}: {text}");
        assert!(text.contains("wait until the other command is done"), "{text}");
        assert_eq!(contents(folder.path()), before);
    };
    let out = fs::File::open(folder.path().join("out")).unwrap();
    out.try_lock().unwrap();
    for arguments in [&regen[..], &[&regen[..], &["--check"]].concat(), &learn] {
        expect(arguments, "regen-is-running");
    }
    out.unlock().unwrap();
    out.try_lock_shared().unwrap();
    expect(&regen, "folder-in-use");
    out.unlock().unwrap();
    let specs = fs::File::open(folder.path().join("specs")).unwrap();
    specs.try_lock().unwrap();
    for arguments in [&regen[..], &fetch, &learn] {
        expect(arguments, "fetch-is-running");
    }
    specs.unlock().unwrap();
    specs.try_lock_shared().unwrap();
    expect(&fetch, "folder-in-use");
    assert!(xtask(folder.path(), &regen).status.success(), "two commands may read the specs folder");
}

#[test]
fn the_work_folder_is_never_packaged() {
    for (in_git, include) in
        [(false, ""), (true, ""), (false, "include = [\"**/*\"]\n"), (true, "include = [\"/*\"]\n")]
    {
        let folder = tempfile::tempdir().unwrap();
        let manifest =
            format!("[package]\nname = \"things\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{include}\n[workspace]\n");
        write(folder.path(), &[("Cargo.toml", &manifest), ("src/lib.rs", "")]);
        let moves = [xtask::journal::Move::Put("names.json".to_owned(), "{}".to_owned())];
        let kill = std::panic::AssertUnwindSafe(|| {
            let mut kill = |path: &Path| -> io::Result<()> {
                if path.ends_with("names.json") { std::panic::resume_unwind(Box::new("killed")) } else { Ok(()) }
            };
            let _ = REGEN.carry_out(folder.path(), &moves, &mut kill);
        });
        assert!(std::panic::catch_unwind(kill).is_err() && REGEN.is_begun(folder.path()));
        if in_git {
            for arguments in [&["init", "--quiet"][..], &["add", "--all"]] {
                assert!(Command::new("git").args(arguments).current_dir(folder.path()).status().unwrap().success());
            }
        }
        let mut cargo = Command::new(env!("CARGO"));
        let output = cargo
            .args(["package", "--list", "--allow-dirty", "--offline"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let listed = String::from_utf8_lossy(&output.stdout);
        assert!(listed.contains("src/lib.rs"), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!listed.contains(".regen"), "in Git: {in_git}, {include}: {listed}");
    }
}

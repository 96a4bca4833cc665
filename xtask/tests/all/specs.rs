//! How the specs folder is read.

use crate::common::write;
use generator::diagnostic::{At, Diagnostics, Severity};
use std::fs;
use xtask::specs;

#[test]
fn pages_are_read_verbatim_in_the_order_of_their_paths() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("b.md", "\u{feff}# B\r\n"),
            ("a/z.yaml", "z: 1"),
            ("a/c/d.yml", ""),
            ("a.json", "{}"),
            ("A.MD", "capital"),
            (".hidden.md", ""),
            (".git/page.md", ""),
            ("picture.png", ""),
            ("README", ""),
            ("docs/llms-full.txt", "all"),
            ("docs/llms.txt", "an index"),
        ],
    );
    let mut dx = Diagnostics::default();
    let pages = specs::pages(&mut dx, folder.path());
    let read: Vec<_> = pages.iter().map(|page| (page.path.as_str(), page.text.as_str())).collect();
    let expected = [
        ("A.MD", "capital"),
        ("a.json", "{}"),
        ("a/c/d.yml", ""),
        ("a/z.yaml", "z: 1"),
        ("b.md", "\u{feff}# B\r\n"),
        ("docs/llms-full.txt", "all"),
    ];
    assert_eq!(read, expected);
    let notes: Vec<_> = dx.list.iter().map(|message| (message.code, message.severity)).collect();
    assert_eq!(notes, [("not-a-page", Severity::Note); 3]);
}

#[test]
fn everything_that_cannot_be_read_is_reported_at_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("folder.md/page.md", ""), ("good.md", "")]);
    fs::write(folder.path().join("latin.md"), b"caf\xe9").unwrap();
    let mut dx = Diagnostics::default();
    specs::pages(&mut dx, folder.path());
    let found: Vec<_> = dx.list.iter().map(|message| (message.code, message.message.as_str())).collect();
    let expected = [
        ("unreadable-file", "the file cannot be read: it is a folder"),
        ("not-utf8", "the file is not UTF-8 from byte 3 on; it was left out"),
    ];
    assert_eq!(found, expected);
    assert!(dx.list.iter().all(|message| message.help.is_some()));
    let At::File(place) = &dx.list[1].at else { panic!("{:?}", dx.list[1].at) };
    assert!(place.ends_with("/latin.md"), "{place}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_folder_only() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    write(elsewhere.path(), &[("secret.md", "secret")]);
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("pages/a.md", "a")]);
    symlink(elsewhere.path().join("secret.md"), folder.path().join("out.md")).unwrap();
    symlink(elsewhere.path(), folder.path().join("outer")).unwrap();
    symlink("nothing", folder.path().join("dangling.md")).unwrap();
    symlink("pages/a.md", folder.path().join("inside.md")).unwrap();
    symlink("..", folder.path().join("pages/loop")).unwrap();
    let mut dx = Diagnostics::default();
    let pages = specs::pages(&mut dx, folder.path());
    let read: Vec<_> = pages.iter().map(|page| (page.path.as_str(), page.text.as_str())).collect();
    assert_eq!(read, [("inside.md", "a"), ("pages/a.md", "a")]);
    let codes: Vec<_> = dx.list.iter().map(|message| message.code).collect();
    assert_eq!(codes, ["unreadable-file", "link-out-of-specs", "link-out-of-specs", "link-to-folder"]);
}

#[cfg(unix)]
#[test]
fn a_socket_is_reported_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.md")).unwrap();
    let mut dx = Diagnostics::default();
    assert_eq!(specs::pages(&mut dx, folder.path()), []);
    let codes: Vec<_> = dx.list.iter().map(|message| message.code).collect();
    assert_eq!(codes, ["unreadable-file"]);
}

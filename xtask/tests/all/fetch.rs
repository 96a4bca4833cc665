//! `cargo xtask fetch` from end to end, against a site on this machine in every state that a site can be in.

use crate::common::{contents, write};
use crate::site::{Answer, Site};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use xtask::fetch::lock;
use xtask::fetch::transaction;
use xtask::journal::{FETCH, Move};

/// A page with one operation, and a component that pages share.
pub fn page(name: &str, id: &str) -> String {
    let document = serde_json::json!({
        "openapi": "3.0.0",
        "info": {"title": "Pets", "version": "1.0.0"},
        "paths": {format!("/{name}"): {"get": {"summary": format!("List {name}"), "responses": {"200": {
            "description": "All",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
        }}}}},
        "components": {"schemas": {"Pet": {"type": "object", "properties": {"id": {"type": id}}}}},
    });
    format!("# {name}\n\n## List {name}\n\n```json\n{document}\n```\n")
}

/// A site with an index, two pages with OpenAPI and a guide.
pub fn site() -> Site {
    let site = Site::start();
    site.put(
        "/docs/llms.txt",
        "# Docs\n\n- [Pets](/docs/api/pets.md): all pets\n- [Owners](api/owners.md#list)\n- [Guide](guide.md)\n\
         - [Pets again](/docs/api/pets.md#again)\n- [Elsewhere](https://other.example/page.md)\n- ![Logo](logo.png)\n\
         - [Logo](logo.png)\n- [Mail](mailto:me@example.com)\n",
    );
    site.put("/docs/api/pets.md", &page("pets", "integer"));
    site.put("/docs/api/owners.md", &page("owners", "integer"));
    site.put("/docs/guide.md", "# Guide\n\nNo operation.\n");
    site
}

#[track_caller]
pub fn run(folder: &Path, arguments: &[&str], status: i32) -> String {
    let (found, text) = answer(folder, arguments);
    assert_eq!(found, Some(status), "{text}");
    text
}

/// The status and both outputs.
fn answer(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"));
    command.args(["fetch", "--specs", "specs", "--retry-delay", "5"]).args(arguments).current_dir(folder);
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    let output = command.output().expect("the command starts");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), text)
}

/// Fetches a site's index into a new folder.
fn fetched(site: &Site) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    site.requests();
    folder
}

#[test]
fn a_new_folder_gets_a_folder_for_the_pages() {
    let (site, folder) = (site(), tempfile::tempdir().unwrap());
    let fetch = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"));
        for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "CARGO_MANIFEST_DIR"] {
            command.env_remove(name);
        }
        command.args(["fetch", "--retry-delay", "5"]).args(arguments).current_dir(folder.path()).output().unwrap()
    };
    let nothing = fetch(&[]);
    let said = String::from_utf8_lossy(&nothing.stderr);
    assert!(nothing.status.code() == Some(2) && said.contains("init URL"), "{said}");
    assert!(!folder.path().join("specs").exists());
    assert!(fetch(&[&site.url("/docs/llms.txt")]).status.success());
    assert!(folder.path().join("specs/sources.lock").is_file());
    // The lock has the addresses.
    assert!(fetch(&["--check"]).status.success());
}

/// Runs a fetch that has to fail with a code about a place, and to change nothing.
#[track_caller]
pub fn fails(folder: &Path, arguments: &[&str], code: &str, place: &str) -> String {
    let before = contents(folder);
    let text = run(folder, arguments, 2);
    assert!(text.contains(&format!("error[{code}]")), "{text}");
    assert!(text.contains(place), "the place is missing: {text}");
    assert!(text.contains("help"), "the help is missing: {text}");
    assert_eq!(contents(folder), before, "something was written");
    let check: Vec<&str> = arguments.iter().copied().chain(["--check"]).collect();
    // What is wrong with the folder alone says nothing about the site.
    if ["foreign-page", "edited-page", "page-blocked"].contains(&code) {
        let (status, text) = answer(folder, &check);
        assert!(matches!(status, Some(0 | 1)) && text.contains(&format!("warning[{code}]")), "{text}");
    } else {
        run(folder, &check, 2);
    }
    assert_eq!(contents(folder), before, "something was written");
    text
}

fn read_lock(folder: &Path) -> lock::Lock {
    let mut dx = generator::diagnostic::Diagnostics::default();
    let lock = lock::read(&mut dx, &folder.join("specs"));
    assert!(dx.list.is_empty(), "{:?}", dx.list);
    lock
}

#[test]
fn an_index_gives_its_pages_with_openapi_as_they_are() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/by-hand/mine.yaml", "overlay: 1.0.0\n"), ("specs/notes.txt", "mine")]);
    let text = run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert!(text.contains("/docs/llms.txt: 3 pages, 1 link to other sites skipped, 2 other links skipped"), "{text}");
    assert!(text.contains("new       docs/api/pets.md (1 fragment, 356 B)"), "{text}");
    assert!(text.contains("specs: 2 pages with 2 fragments, 2 new; 1 page without OpenAPI left out"), "{text}");
    assert!(!text.contains("3/3"), "progress is for terminals: {text}");
    let files = contents(&folder.path().join("specs"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["by-hand/mine.yaml", "docs/api/owners.md", "docs/api/pets.md", "notes.txt", "sources.lock"]);
    assert_eq!(files["docs/api/pets.md"], page("pets", "integer").into_bytes());
    let lock = read_lock(folder.path());
    let pets = &lock.pages[1];
    assert_eq!(pets.url, site.url("/docs/api/pets.md"));
    assert_eq!((pets.fragments, pets.size), (1, files["docs/api/pets.md"].len()));
    assert_eq!(pets.sha256.len(), 64);
    assert!(pets.time.ends_with('Z') && pets.etag.is_some(), "{pets:?}");
    assert_eq!(site.paths(), ["/docs/api/owners.md", "/docs/api/pets.md", "/docs/guide.md", "/docs/llms.txt"]);
}

#[test]
fn a_later_run_needs_no_address_and_asks_only_whether_something_changed() {
    let site = site();
    let folder = fetched(&site);
    let before = contents(folder.path());
    for arguments in [&[][..], &["--check"]] {
        let text = run(folder.path(), arguments, 0);
        assert!(text.contains("2 unchanged"), "{text}");
        let requests = site.requests();
        let pages: Vec<_> = requests.iter().filter(|request| request.path != "/docs/llms.txt").collect();
        assert_eq!(pages.len(), 3);
        assert!(pages.iter().all(|request| request.headers.contains_key("if-none-match")), "{pages:?}");
        assert!(
            pages
                .iter()
                .all(|request| request.headers["user-agent"].starts_with(concat!(env!("CARGO_PKG_NAME"), "-fetch/")))
        );
        assert_eq!(contents(folder.path()), before, "nothing is touched, the lock neither");
    }
}

#[test]
fn pages_without_an_etag_are_asked_for_by_date_or_compared() {
    let site = site();
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    site.answer("/docs/api/pets.md", [Answer::new(200, &page("pets", "integer")).header("Last-Modified", date)]);
    site.answer("/docs/api/owners.md", [Answer::new(200, &page("owners", "integer"))]);
    let folder = fetched(&site);
    run(folder.path(), &["--check"], 0);
    let requests = site.requests();
    let of = |path: &str| requests.iter().find(|request| request.path == path).unwrap();
    assert_eq!(of("/docs/api/pets.md").headers["if-modified-since"], date);
    assert!(!of("/docs/api/owners.md").headers.contains_key("if-none-match"));
}

#[test]
fn what_changed_is_named_and_taken() {
    let site = site();
    let folder = fetched(&site);
    let first = read_lock(folder.path());
    site.put("/docs/api/pets.md", &format!("{}\nMore.\n", page("pets", "integer")));
    site.put("/docs/guide.md", &page("guide", "integer"));
    let before = contents(folder.path());
    let text = run(folder.path(), &["--check"], 1);
    assert!(text.contains("changed   docs/api/pets.md"), "{text}");
    assert!(text.contains("new       docs/guide.md"), "{text}");
    assert!(text.contains("run `cargo xtask fetch`"), "{text}");
    assert_eq!(contents(folder.path()), before, "a check writes nothing");
    run(folder.path(), &[], 0);
    let files = contents(&folder.path().join("specs"));
    assert!(String::from_utf8_lossy(&files["docs/api/pets.md"]).ends_with("More.\n"));
    assert!(files.contains_key("docs/guide.md"));
    run(folder.path(), &["--check"], 0);
    let second = read_lock(folder.path());
    assert_ne!(first.pages[1].sha256, second.pages[1].sha256);
    assert_eq!(first.pages[0], second.pages[0], "the other page's entry stays");
}

#[test]
fn a_page_that_is_gone_is_removed_only_when_told() {
    let site = site();
    let folder = fetched(&site);
    site.put("/docs/llms.txt", "- [Pets](api/pets.md)\n- [Guide](guide.md)\n");
    let text = run(folder.path(), &["--check"], 1);
    assert!(text.contains("gone      docs/api/owners.md"), "{text}");
    let text = run(folder.path(), &[], 0);
    assert!(text.contains("gone      docs/api/owners.md") && text.contains("--prune"), "{text}");
    assert!(folder.path().join("specs/docs/api/owners.md").is_file());
    let text = run(folder.path(), &["--prune"], 0);
    assert!(text.contains("removed   docs/api/owners.md"), "{text}");
    assert!(!folder.path().join("specs/docs/api/owners.md").exists());
    assert_eq!(read_lock(folder.path()).pages.len(), 1);
    run(folder.path(), &["--check"], 0);
    // A page without OpenAPI is as one that is gone.
    site.put("/docs/llms.txt", "- [Pets](api/pets.md)\n- [Owners](other/owners.md)\n");
    site.put("/docs/other/owners.md", &page("owners", "integer"));
    site.put("/docs/api/pets.md", "# Pets\n\nThe operations are elsewhere now.\n");
    let text = run(folder.path(), &["--prune"], 0);
    assert!(text.contains("removed   docs/api/pets.md"), "{text}");
    assert!(!folder.path().join("specs/docs/api").exists(), "the empty folder goes too");
}

#[test]
fn what_is_no_page_is_an_error_and_no_removal() {
    let html = Answer::new(200, "<!DOCTYPE html><title>Docs</title>").header("Content-Type", "text/html");
    for (answer, code) in [
        (Answer::new(200, "# Page Not Found\n\nThe URL does not exist.\n"), "not-a-page"),
        (html, "not-a-page"),
        (Answer::new(200, "\n"), "not-a-page"),
        (Answer::new(404, "# Page Not Found\n"), "page-not-found"),
        (Answer::new(410, ""), "page-not-found"),
        (Answer::new(403, ""), "page-refused"),
    ] {
        let site = site();
        let folder = fetched(&site);
        site.answer("/docs/api/pets.md", [answer.clone()]);
        fails(folder.path(), &["--prune"], code, &site.url("/docs/api/pets.md"));
        // Where the page was never there, it costs nothing else.
        let fresh = tempfile::tempdir().unwrap();
        let text = run(fresh.path(), &[&site.url("/docs/llms.txt")], 0);
        assert!(text.contains(&format!("warning[{code}]")) && text.contains("/docs/api/pets.md"), "{text}");
        assert!(text.contains("specs: 1 page with 1 fragment, 1 new"), "{text}");
        fails(fresh.path(), &[&site.url("/docs/api/pets.md")], code, &site.url("/docs/api/pets.md"));
    }
    let site = site();
    let folder = fetched(&site);
    site.answer("/docs/api/pets.md", [Answer { body: b"\xff\xfe#".to_vec(), ..Answer::new(200, "") }]);
    fails(folder.path(), &[], "not-a-page", "pets.md");
    for (answer, code) in [
        (Answer::new(200, "<html>"), "not-an-index"),
        (Answer::new(200, ""), "not-an-index"),
        (Answer::new(404, ""), "page-not-found"),
    ] {
        site.answer("/docs/llms.txt", [answer]);
        fails(folder.path(), &["--prune"], code, "/docs/llms.txt");
    }
}

#[test]
fn a_failure_in_passing_is_tried_again() {
    let site = site();
    let cut = Answer { is_cut: true, ..Answer::new(200, &page("pets", "integer")) };
    let good = Answer::new(200, &page("pets", "integer"));
    site.answer("/docs/api/pets.md", [Answer::new(503, ""), cut, Answer::new(429, ""), good]);
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert_eq!(site.paths().iter().filter(|path| path.ends_with("pets.md")).count(), 4);
    assert_eq!(fs::read_to_string(folder.path().join("specs/docs/api/pets.md")).unwrap(), page("pets", "integer"));

    site.answer("/docs/api/pets.md", [Answer::new(503, "")]);
    let text = fails(folder.path(), &[], "page-refused", "pets.md");
    assert!(text.contains("503") && text.contains("4 attempts"), "{text}");
}

#[test]
fn the_site_says_how_long_to_wait() {
    let site = site();
    let good = Answer::new(200, &page("pets", "integer"));
    site.answer("/docs/api/pets.md", [Answer::new(429, "").header("Retry-After", "1"), good]);
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    run(folder.path(), &[&site.url("/docs/api/pets.md")], 0);
    assert!(started.elapsed() >= Duration::from_secs(1), "{:?}", started.elapsed());

    site.answer("/docs/api/pets.md", [Answer::new(503, "").header("Retry-After", "86400")]);
    let text = fails(folder.path(), &[], "page-refused", "pets.md");
    assert!(text.contains("1 attempt;") && text.contains("86400 s"), "{text}");
}

#[test]
fn a_site_that_does_not_answer() {
    let site = site();
    let folder = fetched(&site);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/llms.txt", listener.local_addr().unwrap());
    drop(listener);
    fails(folder.path(), &[&closed], "site-unreachable", &closed);
}

#[test]
fn no_more_than_four_requests_run_at_once() {
    let site = Site::start();
    let links: Vec<String> = (0..16).map(|number| format!("- [{number}](p{number}.md)\n")).collect();
    site.put("/llms.txt", &links.concat());
    (0..16).for_each(|number| site.put(&format!("/p{number}.md"), &page(&format!("p{number}"), "integer")));
    site.delay(Duration::from_millis(40));
    let folder = tempfile::tempdir().unwrap();
    // The address of a whole site is that of its index.
    run(folder.path(), &[&site.url("")], 0);
    assert_eq!(site.most_at_once(), 4);
}

#[test]
fn bounds_on_count_and_size() {
    let site = site();
    let folder = fetched(&site);
    fails(folder.path(), &["--max-pages", "2"], "too-many-pages", "specs");
    site.put("/docs/api/pets.md", &"x".repeat((1 << 20) + 1));
    let text = fails(folder.path(), &["--max-megabytes", "1"], "too-large", "pets.md");
    assert!(text.contains("--max-megabytes"), "{text}");
}

#[test]
fn many_failures_end_the_run() {
    let site = Site::start();
    let links: Vec<String> = (0..60).map(|number| format!("- [{number}](p{number}.md)\n")).collect();
    site.put("/llms.txt", &links.concat());
    let folder = tempfile::tempdir().unwrap();
    fails(folder.path(), &[&site.url("/llms.txt")], "gave-up", "more were not tried");
}

#[test]
fn redirects_are_followed_within_the_site_only() {
    let (site, other) = (site(), Site::start());
    other.put("/pets.md", &page("pets", "integer"));
    let to = |target: &str| Answer::new(302, "").header("Location", target);
    site.answer("/docs/api/pets.md", [to("/moved/pets.md")]);
    site.put("/moved/pets.md", &page("pets", "integer"));
    let folder = fetched(&site);
    assert!(folder.path().join("specs/docs/api/pets.md").is_file(), "the file has the address that is linked");
    for target in [other.url("/pets.md"), "file:///etc/passwd".to_owned(), "ftp://127.0.0.1/x".to_owned()] {
        site.answer("/docs/api/pets.md", [to(&target)]);
        fails(folder.path(), &[], "redirect-off-site", &target);
    }
    assert!(other.requests().is_empty());
    site.answer("/docs/api/pets.md", [to("/docs/api/pets.md")]);
    fails(folder.path(), &[], "too-many-redirects", "pets.md");
}

#[test]
fn pages_and_documents_by_their_own_addresses() {
    let site = Site::start();
    let document = "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"A\", \"version\": \"1\"}, \"paths\": {}}";
    site.put("/api/pets.md", &page("pets", "integer"));
    site.answer("/openapi", [Answer::new(200, document).header("Content-Type", "application/json")]);
    site.put("/v1/openapi.yaml", "openapi: 3.0.0\ninfo: {title: A, version: '1'}\npaths: {}\n");
    // A site that answers HTML where it has nothing.
    site.answer("/openapi.md", [Answer::new(200, "<!doctype html>").header("Content-Type", "text/html")]);
    let folder = tempfile::tempdir().unwrap();
    let urls = ["/api/pets/#list", "/openapi", "/v1/openapi.yaml", "/api/pets.md"].map(|path| site.url(path));
    run(folder.path(), &urls.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    let files = contents(&folder.path().join("specs"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["api/pets.md", "openapi.json", "sources.lock", "v1/openapi.yaml"]);
    assert_eq!(files["openapi.json"], document.as_bytes());
    run(folder.path(), &["--check"], 0);
    // One more address joins those of the lock.
    site.put("/api/owners.md", &page("owners", "integer"));
    run(folder.path(), &[&site.url("/api/owners")], 0);
    assert_eq!(read_lock(folder.path()).pages.len(), 4);

    site.put("/guide.md", "# Guide\n");
    fails(folder.path(), &[&site.url("/guide")], "no-fragment", "guide.md");
    fails(folder.path(), &[&site.url("/nothing")], "page-not-found", "nothing.md");
}

#[test]
fn addresses_that_cannot_be_fetched() {
    let folder = tempfile::tempdir().unwrap();
    fails(folder.path(), &[], "no-sources", "sources.lock");
    for url in ["file:///etc/passwd", "ftp://a.example/llms.txt", "docs.example.com", "http://me:secret@127.0.0.1:9/x"]
    {
        fails(folder.path(), &[url], "invalid-source", url);
    }
    let site = site();
    let text = run(folder.path(), &[&site.url("/docs/llms.txt"), "--match", "[a"], 2);
    assert!(text.contains("is no glob"), "{text}");
}

#[test]
fn globs_choose_pages_and_are_remembered() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/docs/llms.txt");
    run(folder.path(), &[&url, "--match", "/docs/api/*", "--match", "docs/guide", "--exclude", "**/owners.md"], 0);
    let names: Vec<String> = contents(&folder.path().join("specs")).into_keys().collect();
    assert_eq!(names, ["docs/api/pets.md", "docs/guide.md", "sources.lock"], "a glob keeps what holds no OpenAPI");
    assert_eq!(site.paths(), ["/docs/api/pets.md", "/docs/guide.md", "/docs/llms.txt"]);
    run(folder.path(), &["--check"], 0);
    assert_eq!(site.paths(), ["/docs/api/pets.md", "/docs/guide.md", "/docs/llms.txt"]);
    fails(folder.path(), &[&url, "--match", "nothing/**"], "no-fragments", "specs");
}

#[test]
fn indexes_of_indexes_and_documents_in_them() {
    let site = Site::start();
    site.put(
        "/llms.txt",
        "- [API](api/llms.txt)\n- [Itself](/llms.txt)\n\n## OpenAPI Specs\n\n- [openapi](/openapi.json)\n",
    );
    site.put("/api/llms.txt", "- [Pets](pets.md)\n- [Back](../llms.txt)\n");
    site.put("/api/pets.md", &page("pets", "integer"));
    site.put("/openapi.json", "{\"swagger\": \"2.0\", \"info\": {\"title\": \"Pets\"}, \"paths\": {}}");
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/llms.txt")], 0);
    let names: Vec<String> = contents(&folder.path().join("specs")).into_keys().collect();
    assert_eq!(names, ["api/pets.md", "openapi.json", "sources.lock"]);
    assert_eq!(site.paths(), ["/api/llms.txt", "/api/pets.md", "/llms.txt", "/openapi.json"]);
}

#[test]
fn an_index_of_other_sites_only_is_no_empty_api() {
    let site = site();
    let folder = fetched(&site);
    site.put("/docs/llms.txt", "- [Elsewhere](https://other.example/page.md)\n");
    fails(folder.path(), &["--prune"], "no-fragments", "specs");
}

#[test]
fn no_link_leads_out_of_the_folder() {
    let site = Site::start();
    let odd = ["/..%2f..%2fout.md", "/%2e%2e%5cout.md", "/a/.git%2fconfig.md", "/Pets.md", "/pets.md", "/con.md"];
    let links: Vec<String> = odd.iter().map(|path| format!("- [x]({path})\n")).collect();
    site.put("/llms.txt", &format!("{}- [x](/../../../up.md)\n- [x](/{}.md)\n", links.concat(), "long".repeat(100)));
    for path in odd {
        site.put(path, &page("odd", "integer"));
    }
    site.put("/up.md", &page("up", "integer"));
    site.put(&format!("/{}.md", "long".repeat(100)), &page("long", "integer"));
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/llms.txt")], 0);
    let files = contents(folder.path());
    assert_eq!(files.len(), odd.len() + 2 + 1, "{:?}", files.keys());
    assert!(files.keys().all(|path| path.starts_with("specs/") && !path.contains("..%5C/")), "{:?}", files.keys());
    let mut lower: Vec<String> = files.keys().map(|path| path.to_lowercase()).collect();
    lower.dedup();
    assert_eq!(lower.len(), files.len(), "{lower:?}");
    run(folder.path(), &["--check"], 0);
}

#[test]
fn files_of_others_are_never_overwritten() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/docs/api/pets.md", "mine")]);
    fails(folder.path(), &[&site.url("/docs/llms.txt")], "foreign-page", "specs/docs/api/pets.md");
    // A copy made by hand of the same page is taken over.
    write(folder.path(), &[("specs/docs/api/pets.md", &page("pets", "integer"))]);
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    // An edit by hand is not lost.
    write(folder.path(), &[("specs/docs/api/pets.md", "edited")]);
    fails(folder.path(), &[], "edited-page", "specs/docs/api/pets.md");
    // The site is as the lock says all the same; that a fetch would fail is said beside it.
    let warning = |text: &str| assert!(text.contains("warning[edited-page]: the file was changed since"), "{text}");
    let text = run(folder.path(), &["--check"], 0);
    warning(&text);
    assert!(text.contains("the lock is up to date"), "{text}");
    site.put("/docs/api/pets.md", &page("pets", "string"));
    let text = run(folder.path(), &["--check"], 1);
    warning(&text);
    assert!(text.contains("changed   docs/api/pets.md"), "{text}");
    site.put("/docs/api/pets.md", &page("pets", "integer"));
    site.put("/docs/llms.txt", "- [Owners](api/owners.md)\n");
    fails(folder.path(), &["--prune"], "edited-page", "specs/docs/api/pets.md");
    assert!(run(folder.path(), &["--prune", "--check"], 1).contains("warning[edited-page]: the page is gone"));
    // A file that was removed by hand comes back.
    fs::remove_file(folder.path().join("specs/docs/api/owners.md")).unwrap();
    let text = run(folder.path(), &["--check"], 1);
    assert!(text.contains("missing   docs/api/owners.md"), "{text}");
    assert!(run(folder.path(), &[], 0).contains("restored  docs/api/owners.md"));
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_leads_pages_elsewhere() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("outside")).unwrap();
    fs::create_dir_all(folder.path().join("specs")).unwrap();
    std::os::unix::fs::symlink("../outside", folder.path().join("specs/docs")).unwrap();
    fails(folder.path(), &[&site.url("/docs/llms.txt")], "page-blocked", "specs/docs");
    fs::remove_file(folder.path().join("specs/docs")).unwrap();
    write(folder.path(), &[("specs/docs", "a file")]);
    fails(folder.path(), &[&site.url("/docs/llms.txt")], "page-blocked", "specs/docs");
    let text = run(folder.path(), &["--check", &site.url("/docs/llms.txt")], 1);
    assert!(text.contains("warning[page-blocked]") && text.contains("new       docs/api/pets.md"), "{text}");
}

#[test]
fn pages_that_differ_are_fetched_once_more_before_it_is_said() {
    let site = site();
    let (old, new) = (Answer::new(200, &page("owners", "string")), Answer::new(200, &page("owners", "integer")));
    site.answer("/docs/api/owners.md", [old.clone(), new]);
    let folder = tempfile::tempdir().unwrap();
    let text = run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert!(!text.contains("warning"), "the second answer agrees: {text}");
    assert_eq!(fs::read_to_string(folder.path().join("specs/docs/api/owners.md")).unwrap(), page("owners", "integer"));
    let paths = site.paths();
    for (path, times) in [("/docs/api/owners.md", 2), ("/docs/api/pets.md", 2), ("/docs/guide.md", 1)] {
        assert_eq!(paths.iter().filter(|other| *other == path).count(), times, "{path}");
    }

    site.answer("/docs/api/owners.md", [old]);
    let text = run(folder.path(), &[], 0);
    assert!(text.contains("warning[differs-between-pages]"), "{text}");
    assert!(text.contains("owners.md") && text.contains("pets.md"), "{text}");
    // It is said once, and nothing is fetched twice for what is known.
    site.requests();
    let text = run(folder.path(), &[], 0);
    assert!(!text.contains("warning"), "{text}");
    assert_eq!(site.paths().len(), 4);
}

#[test]
fn a_lock_that_cannot_be_read_is_no_empty_one() {
    let site = site();
    let folder = fetched(&site);
    write(folder.path(), &[("specs/sources.lock", "<<<<<<< HEAD\n")]);
    fails(folder.path(), &[], "invalid-lock", "specs/sources.lock");
}

#[test]
fn only_one_fetch_works_in_a_folder() {
    let site = site();
    let folder = fetched(&site);
    let other = fs::File::open(folder.path().join("specs")).unwrap();
    if other.try_lock().is_ok() {
        fails(folder.path(), &[], "fetch-is-running", "specs");
        drop(other);
        run(folder.path(), &[], 0);
    }
}

#[test]
fn regen_reads_what_was_fetched_and_not_the_lock() {
    let site = site();
    let folder = fetched(&site);
    let arguments = ["regen", "--specs", "specs", "--out", "out", "--name", "pets", "--verbose"];
    let output = crate::common::xtask(folder.path(), &arguments);
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
    assert!(text.contains("2 pages, 2 fragments, 2 operations"), "{text}");
    assert!(!text.contains("sources.lock"), "{text}");
}

/// Every way to stop a run: before each change, with and without a chance to clean up.
#[test]
fn a_run_that_stops_anywhere_leaves_the_folder_as_it_was() {
    let moves = [
        Move::Put("a.md".to_owned(), "new a".to_owned()),
        Move::Put("deep/er/b.md".to_owned(), "new b".to_owned()),
        Move::Take("c/c.md".to_owned()),
        Move::Put("sources.lock".to_owned(), "new lock".to_owned()),
    ];
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    let old: &[(&str, &str)] =
        &[("a.md", "old a"), ("c/c.md", "old c"), ("sources.lock", "version = 1\n"), ("mine.txt", "mine")];
    write(&specs, old);
    let before = contents(&specs);
    let mut changes = 0;
    FETCH
        .carry_out(&folder.path().join("other"), &moves, &mut |_| {
            changes += 1;
            Ok(())
        })
        .unwrap();
    for stop in 0.. {
        let mut number = 0;
        let mut fail = |_: &Path| {
            number += 1;
            if number == stop + 1 { Err(std::io::Error::other("stopped")) } else { Ok(()) }
        };
        if FETCH.carry_out(&specs, &moves, &mut fail).is_ok() {
            assert!(stop > changes, "only what is removed at the end may fail");
            break;
        }
        assert_eq!(contents(&specs), before, "stopped before change {stop}");

        // Killed: nobody cleans up.
        let killed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut number = 0;
            let _ = FETCH.carry_out(&specs, &moves, &mut |_| {
                number += 1;
                if number > stop { std::panic::resume_unwind(Box::new("killed")) } else { Ok(()) }
            });
        }));
        assert!(killed.is_err());
        if transaction::is_unfinished(&specs) {
            let output = crate::common::xtask(folder.path(), &["regen", "--specs", "specs", "--out", "out"]);
            assert!(String::from_utf8_lossy(&output.stderr).contains("error[unfinished-fetch]"));
            run(folder.path(), &["--check"], 2);
        }
        // The next run finds no source, but first undoes what was begun.
        run(folder.path(), &[], 2);
        assert_eq!(contents(&specs), before, "killed before change {stop}");
    }
    let names: Vec<String> = contents(&specs).into_keys().filter(|path| !path.starts_with(".fetch")).collect();
    assert_eq!(names, ["a.md", "deep/er/b.md", "mine.txt", "sources.lock"]);
}

/// After the last move there is nothing to undo; what is left of a run that was killed then is only removed.
#[test]
fn what_a_finished_run_left_behind_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("specs/a.md", "new"), ("specs/.fetch/old/0", "old"), ("specs/.fetch/new/1", "x")]);
    run(folder.path(), &[], 2);
    assert_eq!(contents(folder.path()), [("specs/a.md".to_owned(), b"new".to_vec())].into());
}

#[test]
fn a_journal_undoes_nothing_outside_of_the_folder() {
    let journal = r#"[{"file": "../mine.txt", "existed": false, "puts": true}]"#;
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &[("mine.txt", "mine"), ("specs/.fetch/journal.json", journal)]);
    let text = run(folder.path(), &[], 2);
    assert!(text.contains("error[write-failed]") && text.contains("../mine.txt"), "{text}");
    assert!(folder.path().join("mine.txt").is_file());
}

//! `cargo xtask fetch` against sites that are out of the ordinary: dead links, compressed and slow pages, HTML that is none,
//! addresses of folders, a login, and pages that would steer the generator.

use crate::common::contents;
use crate::fetch::{fails, page, run, site};
use crate::site::{Answer, Site};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::fs;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn zipped(text: &str) -> Answer {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    Answer { body, ..Answer::new(200, "") }.header("Content-Encoding", "gzip")
}

fn deflated(text: &str) -> Answer {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    Answer { body, ..Answer::new(200, "") }.header("Content-Encoding", "deflate")
}

fn files(folder: &Path) -> Vec<String> {
    contents(&folder.join("specs")).into_keys().collect()
}

#[test]
fn links_that_lead_to_no_page_cost_no_others() {
    let site = site();
    let html = Answer::new(200, "<!doctype html><html><body>The application</body></html>");
    site.answer("/docs/app", [html.header("Content-Type", "text/html")]);
    site.answer("/docs/away.md", [Answer::new(302, "").header("Location", "https://other.example/")]);
    let dead: Vec<String> = (0..25).map(|number| format!("- [Dead](dead-{number}.md)\n")).collect();
    let pages: Vec<String> = (0..30).map(|number| format!("- [Page](p{number}.md)\n")).collect();
    (0..30).for_each(|number| site.put(&format!("/docs/p{number}.md"), &page(&format!("p{number}"), "integer")));
    site.put("/docs/llms.txt", &format!("{}- [App](app)\n- [Away](away.md)\n{}", pages.concat(), dead.concat()));
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&[site.url("/docs/llms.txt").as_str()][..], &[], &["--check"]] {
        let text = run(folder.path(), arguments, 0);
        assert_eq!(text.matches("warning[page-not-found]").count(), 26, "{text}");
        assert!(text.contains("/docs/app.md") && text.contains("warning[redirect-off-site]"), "{text}");
    }
    assert_eq!(files(folder.path()).len(), 31);
}

#[test]
fn markdown_is_no_html_whatever_the_site_calls_it() {
    let site = site();
    let named = Answer::new(200, &page("pets", "integer")).header("Content-Type", "text/html; charset=utf-8");
    site.answer("/docs/api/pets.md", [named]);
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert_eq!(files(folder.path()), ["docs/api/owners.md", "docs/api/pets.md", "sources.lock"]);
}

#[test]
fn compressed_pages_are_decoded_within_bounds() {
    let site = site();
    site.answer("/docs/api/pets.md", [zipped(&page("pets", "integer"))]);
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert_eq!(fs::read_to_string(folder.path().join("specs/docs/api/pets.md")).unwrap(), page("pets", "integer"));
    assert!(site.requests().iter().all(|request| request.headers["accept-encoding"] == "gzip, deflate"));
    site.answer("/docs/api/pets.md", [zipped(&"x".repeat(2 << 20))]);
    fails(folder.path(), &["--max-megabytes", "1"], "too-large", "pets.md");
    let framed = deflated(&page("pets", "string"));
    site.answer("/docs/api/pets.md", [framed]);
    run(folder.path(), &[], 0);
    assert_eq!(fs::read_to_string(folder.path().join("specs/docs/api/pets.md")).unwrap(), page("pets", "string"));
    site.answer("/docs/api/pets.md", [Answer::new(200, "x").header("Content-Encoding", "br")]);
    assert!(fails(folder.path(), &[], "not-a-page", "pets.md").contains("`br`"));
}

#[test]
fn a_page_that_is_too_large_costs_no_others() {
    let site = site();
    let large = format!("{}{}", page("pets", "integer"), "x".repeat(2 << 20));
    let unannounced = Answer { is_without_length: true, ..Answer::new(200, &large) };
    for answer in [Answer::new(200, &large), zipped(&large), unannounced] {
        site.answer("/docs/api/pets.md", [answer]);
        let folder = tempfile::tempdir().unwrap();
        let text = run(folder.path(), &["--max-megabytes", "1", &site.url("/docs/llms.txt")], 0);
        assert!(text.contains("warning[too-large]") && text.contains("pets.md"), "{text}");
        assert!(text.contains("--max-megabytes NUMBER") && text.contains("the page was left out"), "{text}");
        assert_eq!(files(folder.path()), ["docs/api/owners.md", "sources.lock"]);
        run(folder.path(), &["--max-megabytes", "8"], 0);
        assert_eq!(files(folder.path()), ["docs/api/owners.md", "docs/api/pets.md", "sources.lock"]);
        // A page of an earlier run stays, and with it all others.
        fails(folder.path(), &["--max-megabytes", "1"], "too-large", "pets.md");
    }
    let folder = tempfile::tempdir().unwrap();
    let named = site.url("/docs/api/pets.md");
    fails(folder.path(), &["--max-megabytes", "1", &named], "too-large", "pets.md");
}

#[test]
fn all_pages_together_have_a_bound() {
    let site = site();
    let large = format!("{}{}", page("p", "integer"), "x".repeat(900 << 10));
    let pages: Vec<String> = (0..20).map(|number| format!("- [Page](p{number}.md)\n")).collect();
    (0..20).for_each(|number| site.put(&format!("/docs/p{number}.md"), &large));
    site.put("/docs/llms.txt", &pages.concat());
    let folder = tempfile::tempdir().unwrap();
    let text = fails(folder.path(), &["--max-megabytes", "1", &site.url("/docs/llms.txt")], "too-large", "/docs/p");
    assert!(text.contains("all pages together are larger than 16.8 MB") && text.contains("16 times"), "{text}");
}

#[test]
fn a_page_that_never_ends_is_given_up() {
    let site = site();
    let slow = Answer { pause: Duration::from_millis(300), ..Answer::new(200, &page("slow", "integer")) };
    site.answer("/docs/guide.md", [slow]);
    let folder = tempfile::tempdir().unwrap();
    let started = Instant::now();
    let text = run(folder.path(), &["--max-seconds", "1", &site.url("/docs/llms.txt")], 0);
    assert!(text.contains("warning[page-too-slow]") && text.contains("1 s"), "{text}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn an_address_of_a_folder_names_its_index_or_its_page() {
    let site = site();
    for address in ["/docs/", "/docs"] {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[&site.url(address)], 0);
        assert_eq!(files(folder.path()), ["docs/api/owners.md", "docs/api/pets.md", "sources.lock"]);
        run(folder.path(), &["--check"], 0);
    }
    site.put("/reference/pets/index.html.md", &page("pets", "integer"));
    // A site that has the same text for whatever it does not have.
    site.put("/reference/pets/llms.txt", "# Welcome\n");
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/reference/pets/")], 0);
    assert_eq!(files(folder.path()), ["reference/pets/index.html.md", "sources.lock"]);
    site.requests();
    run(folder.path(), &["--check"], 0);
    assert_eq!(site.paths(), ["/reference/pets/index.html.md"]);
}

/// Runs a fetch whose environment has a secret.
fn with_secret(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"))
        .args(["fetch", "--specs", "specs", "--retry-delay", "5"])
        .args(arguments)
        .env("DOCS_LOGIN", "Bearer s3cr3t")
        .current_dir(folder)
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains("s3cr3t"), "{text}");
    (output.status.code(), text)
}

#[test]
fn a_login_goes_to_the_site_only_and_stays_nowhere() {
    let (site, other) = (site(), Site::start());
    other.put("/pets.md", &page("pets", "integer"));
    site.answer("/docs/away.md", [Answer::new(302, "").header("Location", &other.url("/pets.md"))]);
    site.put("/docs/llms.txt", &format!("- [A](api/pets.md)\n- [B](away.md)\n- [C]({})\n", other.url("/pets.md")));
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/docs/llms.txt");
    let (status, text) = with_secret(folder.path(), &["--header", "Authorization=DOCS_LOGIN", &url]);
    assert_eq!(status, Some(0), "{text}");
    let requests = site.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|request| request.headers["authorization"] == "Bearer s3cr3t"), "{requests:?}");
    assert!(other.requests().is_empty(), "another site");
    for text in contents(folder.path()).values() {
        assert!(
            !String::from_utf8_lossy(text).contains("s3cr3t") && !String::from_utf8_lossy(text).contains("DOCS_LOGIN")
        );
    }
    // Addresses of the lock are those that were asked for, as long as they are of one site.
    assert_eq!(with_secret(folder.path(), &["--check", "--header", "X-Key=DOCS_LOGIN"]).0, Some(0));
    assert!(site.requests().iter().all(|request| request.headers["x-key"] == "Bearer s3cr3t"));
    assert_eq!(with_secret(folder.path(), &[&other.url("/pets.md")]).0, Some(0));
    let (status, text) = with_secret(folder.path(), &["--header", "X-Key=DOCS_LOGIN"]);
    assert!(status == Some(2) && text.contains("error[no-login]") && text.contains("several sites"), "{text}");
    let (status, _) = with_secret(folder.path(), &["--header", "X-Key=DOCS_LOGIN", &other.url("/pets.md")]);
    assert_eq!(status, Some(0));
    assert!(site.requests().iter().all(|request| !request.headers.contains_key("x-key")));
}

#[test]
fn a_login_that_is_not_there_is_said() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    let url = site.url("/docs/llms.txt");
    fails(folder.path(), &["--header", "X-Key=NO_SUCH_VARIABLE", &url], "no-login", "NO_SUCH_VARIABLE");
    for header in ["X-Key", "X Key=DOCS_LOGIN", "X-Key=Bearer s3cr3t", "=DOCS_LOGIN"] {
        let (status, text) = with_secret(folder.path(), &["--header", header, &url]);
        assert!(status == Some(2) && text.contains("NAME=VARIABLE"), "{text}");
    }
    assert!(site.requests().is_empty());
}

#[test]
fn what_would_steer_the_generator_is_said() {
    let site = site();
    let steering = page("pets", "integer").replacen("\"summary\"", "\"x-rust-name\":\"mine\",\"summary\"", 1);
    site.put("/docs/api/pets.md", &steering);
    site.put("/docs/mend.yaml", "overlay: 1.0.0\ninfo: {title: Mend, version: '1'}\nactions: []\n");
    site.put("/docs/llms.txt", "- [Pets](api/pets.md)\n- [Overlay](mend.yaml)\n");
    let folder = tempfile::tempdir().unwrap();
    let text = run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    assert_eq!(text.matches("warning[fetched-extension]").count(), 2, "{text}");
    assert_eq!(files(folder.path()), ["docs/api/pets.md", "sources.lock"]);
    assert!(!run(folder.path(), &["--check"], 0).contains("warning"), "said once");
}

#[test]
fn output_that_nobody_reads_to_its_end_is_no_failure() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &[&site.url("/docs/llms.txt")], 0);
    for format in ["text", "json", "github"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pages-to-crate"))
            .args(["regen", "--specs", "specs", "--out", "out", "--name", "client", "--verbose", "--format", format])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let errors = std::io::BufReader::new(child.stderr.take().unwrap());
        let lines: Vec<String> = errors.lines().map_while(Result::ok).collect();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{lines:?}");
        assert!(!lines.concat().contains("panicked"), "{lines:?}");
    }
}

#[test]
fn a_page_that_fails_in_passing_costs_no_others() {
    let cut = Answer { is_cut: true, ..Answer::new(200, &page("pets", "integer")) };
    let busy = Answer::new(503, "").header("Retry-After", "86400");
    for (answer, code, said) in [
        (Answer::new(500, ""), "page-refused", "500"),
        (Answer::new(502, ""), "page-refused", "502"),
        (Answer::new(429, ""), "page-refused", "429"),
        (busy, "page-refused", "the site asks to wait for 86400 s"),
        (cut, "page-cut-off", "the response breaks off"),
    ] {
        let site = site();
        let good = Answer::new(200, &page("pets", "integer"));
        site.answer("/docs/api/pets.md", [answer.clone()]);
        let folder = tempfile::tempdir().unwrap();
        for arguments in [&[site.url("/docs/llms.txt").as_str()][..], &[]] {
            let text = run(folder.path(), arguments, 0);
            assert!(text.contains(&format!("warning[{code}]")) && text.contains("/docs/api/pets.md"), "{text}");
            assert!(text.contains(said) && text.contains("the page was left out"), "{text}");
            assert_eq!(files(folder.path()), ["docs/api/owners.md", "sources.lock"]);
        }
        // Once it was there it is not left out in passing, and its text stays.
        site.answer("/docs/api/pets.md", [good]);
        run(folder.path(), &[], 0);
        site.answer("/docs/api/pets.md", [answer]);
        let text = fails(folder.path(), &[], code, "/docs/api/pets.md");
        assert!(text.contains(said) && !text.contains("does not answer"), "{text}");
        fails(tempfile::tempdir().unwrap().path(), &[&site.url("/docs/api/pets.md")], code, "/docs/api/pets.md");
    }
}

#[test]
fn a_site_that_fails_as_a_whole_gives_no_part_of_itself() {
    let site = site();
    site.answer("/docs/api/pets.md", [Answer::new(503, "")]);
    site.answer("/docs/guide.md", [Answer::new(503, "")]);
    let folder = tempfile::tempdir().unwrap();
    let text = fails(folder.path(), &[&site.url("/docs/llms.txt")], "page-refused", "/docs/api/pets.md");
    assert!(text.contains("/docs/guide.md"), "{text}");
}

#[test]
fn a_page_of_html_has_its_markdown_beside_it() {
    let (markdown, html) = (page("pets", "integer"), Answer::new(200, "<!doctype html><title>Pets</title>"));
    for place in ["/reference/pets.html.md", "/reference/pets.md", "/reference/pets.html"] {
        let site = Site::start();
        site.answer("/reference/pets.html", [html.clone()]);
        // Some sites refuse what they do not have.
        site.answer("/reference/pets.html.md", [Answer::new(403, "")]);
        site.put(place, &markdown);
        site.put("/reference/llms.txt", "- [Pets](pets.html)\n- [Pets](pets.md)\n");
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[&site.url("/reference/pets.html")], 0);
        let found = files(folder.path());
        assert_eq!(found.len(), 2, "{found:?}");
        run(folder.path(), &["--check"], 0);
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &[&site.url("/reference/llms.txt")], 0);
        assert_eq!(files(folder.path()), found);
    }
}

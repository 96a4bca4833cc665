//! How long it takes from pages to one document, and how much memory.
//!
//! `cargo run --release -p pages-to-crate-generator --example measure_document -- FOLDER…` prints for each folder of pages: fragments,
//! bytes, seconds for extraction, normalisation and merging, and the most memory that the process has used so far.
#![allow(clippy::disallowed_methods, reason = "an example reads its pages from files, and has a clock")]

use generator::diagnostic::Diagnostics;
use generator::source::Page;
use generator::{extract, merge, normalize};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    println!("fragments  bytes     extract  normalize  merge    together  memory");
    for folder in std::env::args().skip(1) {
        let mut pages = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            pages.push(Page { path: name, text: std::fs::read_to_string(&path)? });
        }
        measure(pages);
    }
    Ok(())
}

fn measure(pages: Vec<Page>) {
    let bytes: usize = pages.iter().map(|page| page.text.len()).sum();
    let mut dx = Diagnostics::default();
    let start = Instant::now();
    let extracted = extract::fragments(&mut dx, pages);
    let extraction = start.elapsed();
    let fragments = normalize::to_v30(&mut dx, extracted.fragments);
    let normalisation = start.elapsed() - extraction;
    let count = fragments.len();
    let merged = merge::document(&mut dx, &[], fragments);
    let together = start.elapsed();
    let merging = together - extraction - normalisation;
    drop(merged);
    println!(
        "{count:9}  {bytes:8}  {:6.3}   {:6.3}     {:6.3}   {:6.3}    {}",
        extraction.as_secs_f64(),
        normalisation.as_secs_f64(),
        merging.as_secs_f64(),
        together.as_secs_f64(),
        most_memory().unwrap_or_else(|| "unknown".to_owned()),
    );
}

/// As Linux tells it.
fn most_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().to_owned())
}

//! Shows how far a long command is: a bar on a terminal, plain lines elsewhere.
//!
//! In: what was done. Out: nothing but what is on standard error.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal as _;

/// How far one of the steps is.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    title: &'static str,
    total: usize,
}

impl Progress {
    /// Starts a step that has so many parts.
    pub fn new(title: &'static str, total: usize) -> Self {
        let style = ProgressStyle::with_template("{prefix:10} [{bar:30}] {pos}/{len} {elapsed} {wide_msg}");
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(total as u64).with_prefix(title);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            bar
        });
        Self { bar, title, total }
    }

    /// One part more is done, or begun.
    pub fn step(&self, number: usize, name: &str) {
        match &self.bar {
            Some(bar) => {
                bar.set_position(number as u64);
                bar.set_message(name.to_owned());
            }
            None => crate::print::errors(&format!("{} {number}/{} {name}\n", self.title, self.total)),
        }
    }

    /// The step is done.
    pub fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }
}

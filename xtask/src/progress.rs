//! Shows how far a long command is.
//!
//! In: what was done. Out: nothing but what is on standard error. [`Working`] is for the product's commands: on a terminal
//! it shows what takes over a second, elsewhere nothing. [`Progress`] is for the laboratory, which writes logs: a bar on a
//! terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What takes no longer is not shown.
const DELAY: Duration = Duration::from_secs(1);
/// How often a spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// Shows on a terminal what a command is doing, as long as it lives.
#[derive(Debug)]
pub struct Working {
    steps: Option<Sender<Step>>,
    drawer: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Step {
    message: String,
    /// How many parts are done, and of how many.
    part: Option<(usize, usize)>,
}

impl Working {
    /// Says what the command does.
    pub fn start(message: &str) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        if !std::io::stderr().is_terminal() || is_dumb {
            return Self { steps: None, drawer: None };
        }
        let (steps, news) = mpsc::channel();
        let working = Self { steps: Some(steps), drawer: Some(thread::spawn(move || draw(&news))) };
        working.send(Step { message: message.to_owned(), part: None });
        working
    }

    /// Some parts of a step are done.
    pub fn part(&self, message: &str, done: usize, total: usize) {
        self.send(Step { message: message.to_owned(), part: Some((done, total)) });
    }

    fn send(&self, step: Step) {
        if let Some(steps) = &self.steps {
            // Without the thread that draws, nothing is shown.
            let _ = steps.send(step);
        }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.steps = None;
        if let Some(drawer) = self.drawer.take() {
            let _ = drawer.join();
        }
    }
}

/// Draws until nobody has anything to say any more, and leaves nothing behind.
fn draw(news: &Receiver<Step>) {
    let started = Instant::now();
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    loop {
        let received = if bar.is_hidden() {
            news.recv_timeout(DELAY.saturating_sub(started.elapsed()))
        } else {
            news.recv().map_err(RecvTimeoutError::from)
        };
        match received {
            Ok(step) => show(&bar, step),
            Err(RecvTimeoutError::Timeout) => {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(TICK);
            }
            Err(RecvTimeoutError::Disconnected) => return bar.finish_and_clear(),
        }
    }
}

fn show(bar: &ProgressBar, step: Step) {
    let template = match step.part {
        Some(_) => "{spinner} [{bar:24}] {pos}/{len} {wide_msg}",
        None => "{spinner} {wide_msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    if let Some((done, total)) = step.part {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    }
    bar.set_message(step.message);
}

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

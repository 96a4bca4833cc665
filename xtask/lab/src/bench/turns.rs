//! What generating takes beside another command, in one run and by turns, so that both meet the same machine.
//!
//! In: what to generate from, and the other command. Out: lines such as
//!
//! ```text
//!                        ours      other    ratio
//! wall, median         0.98 s     1.92 s     0.51
//! CPU, median          1.35 s     1.94 s     0.70
//! memory, most         208 MB     351 MB     0.59
//! Rust                12.5 MB     7.3 MB     1.71
//! ```

use super::{Options, compile, sites::Made, write};
use crate::corpus::documents::at;
use crate::corpus::measure::{self, Compilation};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What to compare.
#[derive(Debug, Clone)]
pub struct Turns {
    /// A document, or what is made.
    pub input: Input,
    /// The other command. `{document}`, `{specs}` and `{out}` stand for the file, its folder and where to write.
    pub against: String,
    /// How often.
    pub rounds: usize,
    /// Whether the crates that both wrote are checked, too.
    pub check: bool,
}

/// What clients are generated from.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file.
    Document(PathBuf),
    /// Pages that are made from a seed.
    Made(Made),
}

/// What one command took in all rounds.
#[derive(Debug, Default)]
struct Taken {
    wall: Vec<f64>,
    cpu: Vec<f64>,
    memory: u64,
}

/// One of the two.
struct Side {
    /// The program and its arguments.
    words: Vec<String>,
    out: PathBuf,
    taken: Taken,
}

/// Measures both by turns and prints the figures.
///
/// # Errors
/// If a command fails, or what it wrote does not compile.
pub fn run(options: &Options, turns: &Turns) -> io::Result<()> {
    let work = options.work.join("turns");
    let (specs, document) = input(&work, &turns.input)?;
    let own = std::env::current_exe()?.display().to_string();
    let own = [own.as_str(), "xtask", "regen", "--specs", "{specs}", "--out", "{out}", "--name", "ours"];
    let other = turns.against.split_whitespace();
    let ours = side(own.into_iter(), &work.join("ours"), &specs, &document);
    let mut sides = [ours, side(other, &work.join("other"), &specs, &document)];
    for _ in 0..turns.rounds {
        sides.iter_mut().try_for_each(one)?;
    }
    println!("{:<16} {:>10} {:>10} {:>8}", "", "ours", "other", "ratio");
    let [ours, other] = &sides;
    let figures = |of: fn(&Taken) -> f64| [of(&ours.taken), of(&other.taken)];
    println!("{}", line("wall, median", "s", figures(|taken| median(&taken.wall))));
    println!("{}", line("CPU, median", "s", figures(|taken| median(&taken.cpu))));
    println!("{}", line("memory, most", "MB", figures(|taken| taken.memory as f64 / 1024.0)));
    println!("{}", line("Rust", "MB", [rust(&ours.out)?, rust(&other.out)?].map(|bytes| bytes as f64 / 1e6)));
    if turns.check {
        let checked = [checked(options, &ours.out)?, checked(options, &other.out)?];
        println!("{}", line("check, CPU", "s", checked.map(|took| took.seconds)));
        let memory = |took: Compilation| took.peak_memory.unwrap_or_default() as f64 / 1024.0;
        println!("{}", line("check, memory", "MB", checked.map(memory)));
    }
    Ok(())
}

/// The folder and the file that are read. What is made has no one file.
fn input(work: &Path, input: &Input) -> io::Result<(PathBuf, PathBuf)> {
    let specs = work.join("specs");
    match input {
        Input::Made(made) => made.write(&specs)?,
        Input::Document(file) => {
            if specs.exists() {
                fs::remove_dir_all(&specs)?;
            }
            fs::create_dir_all(&specs)?;
            let copy = specs.join(file.file_name().unwrap_or_default());
            fs::copy(file, &copy).map_err(|error| at(file, &error))?;
            return Ok((specs, copy));
        }
    }
    Ok((specs.clone(), specs))
}

fn side<'a>(words: impl Iterator<Item = &'a str>, out: &Path, specs: &Path, document: &Path) -> Side {
    let filled = |word: &str| {
        let places = [("{specs}", specs), ("{document}", document), ("{out}", out)];
        places.iter().fold(word.to_owned(), |word, (name, path)| word.replace(name, &path.display().to_string()))
    };
    Side { words: words.map(filled).collect(), out: out.to_path_buf(), taken: Taken::default() }
}

/// Runs a command once, into an empty folder.
fn one(side: &mut Side) -> io::Result<()> {
    if side.out.exists() {
        fs::remove_dir_all(&side.out)?;
    }
    let Some((program, arguments)) = side.words.split_first() else {
        return Err(io::Error::other("there is no command to compare with"));
    };
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    let before = measure::cpu_time_of_children();
    let started = Instant::now();
    let (status, memory) = measure::watched(&mut command);
    side.taken.wall.push(started.elapsed().as_secs_f64());
    if let (Some(before), Some(after)) = (before, measure::cpu_time_of_children()) {
        side.taken.cpu.push(after - before);
    }
    side.taken.memory = side.taken.memory.max(memory.unwrap_or_default());
    match status {
        Some(status) if status.success() => Ok(()),
        _ => Err(io::Error::other(format!("{} failed; run it to see why", side.words.join(" ")))),
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The bytes of Rust in a folder.
fn rust(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            bytes += rust(&entry.path())?;
        } else if entry.path().extension().is_some_and(|end| end == "rs") {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}

/// What `cargo check` of a crate alone takes, with its default features.
fn checked(options: &Options, folder: &Path) -> io::Result<Compilation> {
    let manifest = folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
    let named: toml_edit::DocumentMut = text.parse().map_err(io::Error::other)?;
    let package = named["package"]["name"].as_str().unwrap_or_default().to_owned();
    if !text.contains("[workspace]") {
        write(&manifest, &format!("{text}\n[workspace]\n"))?;
    }
    // `compile` takes the folder's name for the package's.
    let renamed = folder.with_file_name(package);
    if renamed != *folder {
        fs::rename(folder, &renamed)?;
    }
    let took = compile(options, &renamed, &["check"], &[]);
    if renamed != *folder {
        fs::rename(&renamed, folder)?;
    }
    took
}

fn line(title: &str, unit: &str, [ours, other]: [f64; 2]) -> String {
    let digits = if unit == "MB" && ours >= 100.0 { 0 } else { 2 };
    let shown = |value: f64| format!("{value:.digits$} {unit}");
    format!("{title:<16} {:>10} {:>10} {:>8.2}", shown(ours), shown(other), ours / other)
}

#[cfg(test)]
mod tests {
    use super::{line, median};

    #[test]
    fn a_line_has_both_and_the_ratio() {
        assert_eq!(line("wall, median", "s", [0.98, 1.92]), "wall, median         0.98 s     1.92 s     0.51");
        assert_eq!(line("memory, most", "MB", [208.2, 351.0]), "memory, most         208 MB     351 MB     0.59");
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
    }
}

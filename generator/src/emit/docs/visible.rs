//! Characters that cannot be seen, or that change how others are seen: shown or left out.
//!
//! U+202E gives the text `\u{202e}`, a no-break space a space, a zero-width space nothing.

/// Adds the character as it can be seen. Any white space but the space itself is one space.
pub fn push(out: &mut String, character: char) {
    match character {
        '\u{200b}' | '\u{feff}' | '\u{ad}' | '\u{2060}'..='\u{2064}' => {}
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => code(out, character),
        _ if character.is_whitespace() => out.push(' '),
        _ if character.is_control() => code(out, character),
        _ => out.push(character),
    }
}

/// A text in one line as it can be seen.
pub fn line(text: &str) -> String {
    if is_as_it_is(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|character| push(&mut out, character));
    out
}

/// A text of several lines as it can be seen: tabs are four spaces, a carriage return ends no line.
pub fn lines(text: &str) -> String {
    if text.bytes().all(|byte| is_visible(byte) || byte == b'\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\r' => {}
            other => push(&mut out, other),
        }
    }
    out
}

/// Nothing is to be done about most texts: they are one line that can be seen.
pub fn is_as_it_is(text: &str) -> bool {
    text.bytes().all(is_visible)
}

fn is_visible(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// `\u{202e}`.
fn code(out: &mut String, character: char) {
    out.extend(character.escape_unicode());
}

//! Numbers whose text matters: those that serde_json keeps as text when a crate in the build turns its feature
//! `arbitrary_precision` on.

use super::wire::Scalar;
use crate::runtime::basics::split::{float, split_once, unsigned};
use serde_json::Number;

/// The key under which serde_json hands out such a number as an object of one entry.
pub const TOKEN: &str = "$serde_json::private::Number";

/// A number as an integer or a float, where one holds it exactly. `text` is what it was read from, if that may say more
/// than the number does.
pub fn scalar<'n>(number: &'n Number, text: Option<&str>) -> Scalar<'n> {
    if let Some(number) = number.as_i64() {
        return Scalar::Signed(number);
    }
    if let Some(number) = number.as_u64() {
        return Scalar::Unsigned(number);
    }
    let Some(float) = number.as_f64() else { return Scalar::Number(number) };
    // A float that is the same number says that there is no more to know.
    let is_same = text.is_none() && Number::from_f64(float).as_ref() == Some(number);
    if is_same || same_decimal(text.unwrap_or(&number.to_string()), &format!("{float:e}")) {
        return Scalar::Float(float);
    }
    Scalar::Number(number)
}

/// The number that the decimal text of a single-precision one means: 0.1 for 0.1, not 0.10000000149011612.
pub fn widened(number: f32) -> f64 {
    float(&number.to_string()).unwrap_or_else(|| f64::from(number))
}

/// Whether two JSON numbers are the same number, digit by digit.
pub fn same_decimal(one: &str, other: &str) -> bool {
    decimal(one).is_some_and(|one| Some(one) == decimal(other))
}

/// Sign, digits without zeros at either end, and the exponent of the first digit; `None` if the exponent is absurd.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let text = text.to_ascii_lowercase();
    let (mantissa, exponent) = split_once(&text, "e").unwrap_or((&text, "0"));
    let digits = exponent.trim_start_matches('+').trim_start_matches('-');
    let size = i64::try_from(unsigned(digits)?).ok()?;
    let exponent = if exponent.starts_with('-') { -size } else { size };
    let (whole, fraction) = split_once(mantissa, ".").unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let leading = i64::try_from(all.len() - digits.len()).ok()?;
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some((false, String::new(), 0));
    }
    let first = exponent.checked_add(i64::try_from(whole.len()).ok()?)?.checked_sub(leading)?;
    Some((negative, digits.to_owned(), first))
}

//! Numbers that fit a schema.
//!
//! In: a flat schema. Out: a number within its limits and its format, often one at a limit.

use super::Source;
use super::flat::Flat;
use serde_json::{Number, Value};

/// An integer; `None` if the limits leave none.
pub fn integer(source: &mut Source<'_>, flat: &Flat<'_>) -> Option<Value> {
    let (least, most) = match flat.rule("format") {
        Some("int8") => (i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (0, u8::MAX.into()),
        Some("uint16") => (0, u16::MAX.into()),
        Some("uint32") => (0, u32::MAX.into()),
        Some("uint64") => (0, u64::MAX.into()),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let exclusive = |name: &str| i128::from(flat.rules.get(name) == Some(&&Value::Bool(true)));
    let least = flat
        .limits
        .get("minimum")
        .map_or(least, |limit| least.max((limit.ceil() as i128).saturating_add(exclusive("exclusiveMinimum"))));
    let most = flat
        .limits
        .get("maximum")
        .map_or(most, |limit| most.min((limit.floor() as i128).saturating_sub(exclusive("exclusiveMaximum"))));
    if least > most {
        return None;
    }
    let number = match source.random.u8(..8) {
        0 => least,
        1 => most,
        2 => 0_i128.clamp(least, most),
        3 => 1_i128.clamp(least, most),
        _ => i128::from(source.random.i32(-2_000..100_000)).clamp(least, most),
    };
    let number = match flat.rules.get("multipleOf").and_then(|step| step.as_f64()) {
        Some(step) if step >= 1.0 && step.fract() == 0.0 => number.div_euclid(step as i128) * step as i128,
        Some(_) | None => number,
    };
    Number::from_i128(number).map(Value::Number)
}

/// A number; `None` if the limits leave none.
pub fn number(source: &mut Source<'_>, flat: &Flat<'_>) -> Option<Value> {
    let least = flat.limits.get("minimum").copied().unwrap_or(-1e9);
    let most = flat.limits.get("maximum").copied().unwrap_or(least.max(1e9));
    if least > most {
        return None;
    }
    let guess = match source.random.u8(..7) {
        0 => least,
        1 => most,
        2 => 0.0,
        3 => 1.0,
        // A single-precision number as servers widen it: 0.10000000149011612.
        4 => f64::from(source.random.f32()),
        _ => f64::from(source.random.i32(-4_000..40_000)) / 4.0,
    };
    let number = guess.clamp(least, most);
    let number = match flat.rules.get("multipleOf").and_then(|step| step.as_f64()) {
        Some(step) if step > 0.0 => (number / step).round() * step,
        Some(_) | None => number,
    };
    let is_whole = number.fract() == 0.0 && number.abs() < 1e15;
    // As other programs write them: 3, not 3.0.
    if is_whole && source.random.bool() {
        return Some(Value::from(number as i64));
    }
    Number::from_f64(number).map(Value::Number)
}

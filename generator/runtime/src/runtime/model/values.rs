//! How the types of the standard library, and any JSON value, stand in JSON.

use super::wire::{Array, Field, Map, Scalar, ScalarTarget, Target, Typed, View, Wire};
use serde_json::Value;
use std::collections::BTreeMap;

impl<T: Typed> Field for Option<T> {
    fn view(&self) -> Option<View<'_>> {
        self.as_ref().map(Wire::view)
    }

    fn begin(&mut self) -> Target<'_> {
        if self.is_some() {
            self.clear();
        }
        // Nothing is there any more: forgetting it saves the code that drops a `T` once more.
        std::mem::forget(self.replace(T::blank()));
        match self {
            Some(value) => value.target(),
            None => unreachable!("a value was put there"),
        }
    }

    #[inline(never)]
    fn clear(&mut self) {
        *self = None;
    }

    #[cfg(feature = "test-util")]
    fn sample(&self) -> &'static str {
        T::sample()
    }
}

/// Or `null`: the type inside refuses it.
impl<T: Typed> Wire for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Wire::view)
    }

    fn target(&mut self) -> Target<'_> {
        Target::Nullable(self)
    }
}

impl<T: Typed> Typed for Option<T> {
    fn blank() -> Self {
        None
    }

    #[cfg(feature = "test-util")]
    fn sample() -> &'static str {
        T::sample()
    }
}

impl<T: Typed> Wire for Vec<T> {
    fn view(&self) -> View<'_> {
        View::Array(self)
    }

    fn target(&mut self) -> Target<'_> {
        Target::Array(self)
    }
}

impl<T: Typed> Typed for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
}

impl<T: Typed> Array for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<View<'_>> {
        self.as_slice().get(index).map(Wire::view)
    }

    fn place(&mut self, _: usize) -> Option<Target<'_>> {
        self.push(T::blank());
        self.last_mut().map(Wire::target)
    }

    fn clear(&mut self) {
        self.truncate(0);
    }

    #[cfg(feature = "test-util")]
    fn sample(&self, _: usize) -> &'static str {
        T::sample()
    }
}

impl<T: Typed> Wire for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn target(&mut self) -> Target<'_> {
        Target::Map(self)
    }
}

impl<T: Typed> Typed for BTreeMap<String, T> {
    fn blank() -> Self {
        BTreeMap::new()
    }
}

impl<T: Typed> Map for BTreeMap<String, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, show: &mut dyn FnMut(&str, View<'_>)) {
        for (key, value) in self {
            show(key, value.view());
        }
    }

    fn find(&self, key: &str) -> Option<View<'_>> {
        self.get(key).map(Wire::view)
    }

    fn insert(&mut self, key: &str) -> Target<'_> {
        // A key that is sent twice counts once, with its last value.
        let value = self.entry(key.to_owned()).or_insert_with(T::blank);
        *value = T::blank();
        value.target()
    }

    fn remove(&mut self, key: &str) {
        BTreeMap::remove(self, key);
    }

    fn clear(&mut self) {
        *self = BTreeMap::new();
    }

    #[cfg(feature = "test-util")]
    fn sample(&self) -> &'static str {
        T::sample()
    }
}

macro_rules! plain {
    ($($type:ty: $view:ident($to_view:expr), $target:ident, $blank:expr;)*) => {$(
        impl Wire for $type {
            fn view(&self) -> View<'_> {
                let to_view: fn(&$type) -> _ = $to_view;
                View::$view(to_view(self))
            }

            fn target(&mut self) -> Target<'_> {
                Target::$target(self)
            }
        }

        impl Typed for $type {
            fn blank() -> Self {
                $blank
            }
        }
    )*};
}

plain! {
    bool: Bool(|truth| *truth), Bool, false;
    i64: Signed(|number| *number), Signed, 0;
    f64: Float(|number| *number), Float, 0.0;
    i8: Signed(|number| i64::from(*number)), Scalar, 0;
    i16: Signed(|number| i64::from(*number)), Scalar, 0;
    i32: Signed(|number| i64::from(*number)), Scalar, 0;
    u8: Unsigned(|number| u64::from(*number)), Scalar, 0;
    u16: Unsigned(|number| u64::from(*number)), Scalar, 0;
    u32: Unsigned(|number| u64::from(*number)), Scalar, 0;
    u64: Unsigned(|number| *number), Scalar, 0;
    f32: Single(|number| *number), Scalar, 0.0;
}

impl Wire for Value {
    fn view(&self) -> View<'_> {
        View::Raw(self)
    }

    fn target(&mut self) -> Target<'_> {
        Target::Raw(self)
    }
}

impl Typed for Value {
    fn blank() -> Self {
        Value::Null
    }
}

impl Wire for String {
    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    fn target(&mut self) -> Target<'_> {
        Target::Text(self)
    }
}

impl Typed for String {
    fn blank() -> Self {
        String::new()
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl ScalarTarget for $type {
            fn put(&mut self, scalar: Scalar<'_>) -> bool {
                let number = integer(scalar).and_then(|number| <$type>::try_from(number).ok());
                number.map(|number| *self = number).is_some()
            }
        }
    )*};
}

integers!(i8 i16 i32 u8 u16 u32 u64);

impl ScalarTarget for f32 {
    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if let Scalar::Single(single) = scalar {
            *self = single;
            return true;
        }
        // Exact is what gives the same decimal text back: 0.1 is, 0.123456789 is not.
        let single = float(scalar).map(|number| (number, number as f32));
        if let Some((number, single)) = single
            && single.to_string().parse() == Ok(number)
        {
            *self = single;
            return true;
        }
        false
    }
}

/// An integer that a number holds exactly, if any.
pub(in crate::runtime) fn integer(scalar: Scalar<'_>) -> Option<i128> {
    match scalar {
        Scalar::Signed(number) => Some(number.into()),
        Scalar::Unsigned(number) => Some(number.into()),
        // `1.0` is the number 1. Above 2^53 a float names many integers.
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 => {
            Some(number as i128)
        }
        Scalar::Float(_) | Scalar::Single(_) | Scalar::Number(_) | Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) => {
            None
        }
    }
}

/// A float that holds a number exactly, if any.
pub(in crate::runtime) fn float(scalar: Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Float(number) => Some(number),
        Scalar::Signed(number) => (number.unsigned_abs() <= 1 << 53).then_some(number as f64),
        Scalar::Unsigned(_)
        | Scalar::Single(_)
        | Scalar::Number(_)
        | Scalar::Null
        | Scalar::Bool(_)
        | Scalar::Text(_) => None,
    }
}

//! How the types of the standard library, and any JSON value, stand in JSON.

use super::wire::{ArrayTarget, ArrayView, Field, MapTarget, MapView, ObjectTarget, Scalar, Typed, View, Wire};
use serde_json::Value;
use std::any::Any;
use std::collections::BTreeMap;

/// The copying method, the same for every type.
macro_rules! copy_from {
    () => {
        fn copy_from(&mut self, other: &dyn $crate::runtime::Wire) {
            let other: &dyn ::std::any::Any = other;
            if let Some(other) = other.downcast_ref::<Self>() {
                self.clone_from(other);
            }
        }
    };
}
pub(crate) use copy_from;

impl<T: Typed> Field for Option<T> {
    fn view(&self) -> Option<View<'_>> {
        self.as_ref().map(Wire::view)
    }

    fn begin(&mut self) -> &mut dyn Wire {
        self.insert(T::blank())
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn copy_from(&mut self, other: &dyn Field) {
        let other: &dyn Any = other;
        if let Some(other) = other.downcast_ref::<Self>() {
            self.clone_from(other);
        }
    }
}

/// Or `null`: the type inside refuses it.
impl<T: Typed> Wire for Option<T> {
    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Null, Wire::view)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if let Scalar::Null = scalar {
            *self = None;
            return true;
        }
        self.insert(T::blank()).put(scalar)
    }

    fn array(&mut self) -> Option<&mut dyn ArrayTarget> {
        self.insert(T::blank()).array()
    }

    fn object(&mut self) -> ObjectTarget<'_> {
        self.insert(T::blank()).object()
    }

    fn put_raw(&mut self, value: Value) -> Result<(), Value> {
        if value.is_null() {
            *self = None;
            return Ok(());
        }
        self.insert(T::blank()).put_raw(value)
    }

    fn wants_raw(&self) -> bool {
        match self {
            Some(value) => value.wants_raw(),
            None => T::blank().wants_raw(),
        }
    }

    copy_from!();
}

impl<T: Typed> Typed for Option<T> {
    fn blank() -> Self {
        None
    }
}

impl<T: Typed> Wire for Box<T> {
    fn view(&self) -> View<'_> {
        T::view(self)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        T::put(self, scalar)
    }

    fn array(&mut self) -> Option<&mut dyn ArrayTarget> {
        T::array(self)
    }

    fn object(&mut self) -> ObjectTarget<'_> {
        T::object(self)
    }

    fn put_raw(&mut self, value: Value) -> Result<(), Value> {
        T::put_raw(self, value)
    }

    fn wants_raw(&self) -> bool {
        T::wants_raw(self)
    }

    copy_from!();
}

impl<T: Typed> Typed for Box<T> {
    fn blank() -> Self {
        Box::new(T::blank())
    }
}

impl<T: Typed> Wire for Vec<T> {
    fn view(&self) -> View<'_> {
        View::Array(self)
    }

    fn array(&mut self) -> Option<&mut dyn ArrayTarget> {
        self.clear();
        Some(self)
    }

    copy_from!();
}

impl<T: Typed> Typed for Vec<T> {
    fn blank() -> Self {
        Vec::new()
    }
}

impl<T: Typed> ArrayView for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Option<&dyn Wire> {
        self.as_slice().get(index).map(|element| element as &dyn Wire)
    }
}

impl<T: Typed> ArrayTarget for Vec<T> {
    fn push(&mut self) -> &mut dyn Wire {
        Vec::push(self, T::blank());
        let last = self.len() - 1;
        &mut self[last]
    }

    fn pop(&mut self) {
        Vec::pop(self);
    }

    fn so_far(&self) -> &dyn ArrayView {
        self
    }
}

impl<T: Typed> Wire for BTreeMap<String, T> {
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    fn object(&mut self) -> ObjectTarget<'_> {
        ObjectTarget::Map(self)
    }

    copy_from!();
}

impl<T: Typed> Typed for BTreeMap<String, T> {
    fn blank() -> Self {
        BTreeMap::new()
    }
}

impl<T: Typed> MapView for BTreeMap<String, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn each(&self, show: &mut dyn FnMut(&str, &dyn Wire)) {
        for (key, value) in self {
            show(key, value);
        }
    }

    fn find(&self, key: &str) -> Option<&dyn Wire> {
        self.get(key).map(|value| value as &dyn Wire)
    }
}

impl<T: Typed> MapTarget for BTreeMap<String, T> {
    fn insert(&mut self, key: &str) -> &mut dyn Wire {
        // A key that is sent twice counts once, with its last value.
        let value = self.entry(key.to_owned()).or_insert_with(T::blank);
        *value = T::blank();
        value
    }

    fn remove(&mut self, key: &str) {
        BTreeMap::remove(self, key);
    }

    fn so_far(&self) -> &dyn MapView {
        self
    }
}

impl Wire for Value {
    fn view(&self) -> View<'_> {
        View::Raw(self)
    }

    fn put_raw(&mut self, value: Value) -> Result<(), Value> {
        *self = value;
        Ok(())
    }

    fn wants_raw(&self) -> bool {
        true
    }

    copy_from!();
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

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if let Scalar::Text(text) = scalar {
            self.push_str(text);
            return true;
        }
        false
    }

    copy_from!();
}

impl Typed for String {
    fn blank() -> Self {
        String::new()
    }
}

impl Wire for bool {
    fn view(&self) -> View<'_> {
        View::Bool(*self)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        if let Scalar::Bool(truth) = scalar {
            *self = truth;
            return true;
        }
        false
    }

    copy_from!();
}

impl Typed for bool {
    fn blank() -> Self {
        false
    }
}

/// An integer that a number holds exactly, if any.
fn integer(scalar: Scalar<'_>) -> Option<i128> {
    match scalar {
        Scalar::Signed(number) => Some(number.into()),
        Scalar::Unsigned(number) => Some(number.into()),
        // `1.0` is the number 1. Above 2^53 a float names many integers.
        Scalar::Float(number) if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 => {
            Some(number as i128)
        }
        Scalar::Float(_) | Scalar::Number(_) | Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) => None,
    }
}

macro_rules! integers {
    ($($type:ty: $view:ident as $seen:ty,)*) => {$(
        impl Wire for $type {
            fn view(&self) -> View<'_> {
                View::$view(<$seen>::from(*self))
            }

            fn put(&mut self, scalar: Scalar<'_>) -> bool {
                match integer(scalar).and_then(|number| <$type>::try_from(number).ok()) {
                    Some(number) => {
                        *self = number;
                        true
                    }
                    None => false,
                }
            }

            copy_from!();
        }

        impl Typed for $type {
            fn blank() -> Self {
                0
            }
        }
    )*};
}

integers! {
    i8: Signed as i64,
    i16: Signed as i64,
    i32: Signed as i64,
    i64: Signed as i64,
    u8: Unsigned as u64,
    u16: Unsigned as u64,
    u32: Unsigned as u64,
    u64: Unsigned as u64,
}

impl Wire for f64 {
    fn view(&self) -> View<'_> {
        View::Float(*self)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
        match float(scalar) {
            Some(number) => {
                *self = number;
                true
            }
            None => false,
        }
    }

    copy_from!();
}

impl Typed for f64 {
    fn blank() -> Self {
        0.0
    }
}

impl Wire for f32 {
    fn view(&self) -> View<'_> {
        View::Single(*self)
    }

    fn put(&mut self, scalar: Scalar<'_>) -> bool {
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

    copy_from!();
}

impl Typed for f32 {
    fn blank() -> Self {
        0.0
    }
}

/// A float that holds a number exactly, if any.
fn float(scalar: Scalar<'_>) -> Option<f64> {
    match scalar {
        Scalar::Float(number) => Some(number),
        Scalar::Signed(number) => (number.unsigned_abs() <= 1 << 53).then_some(number as f64),
        Scalar::Unsigned(_) | Scalar::Number(_) | Scalar::Null | Scalar::Bool(_) | Scalar::Text(_) => None,
    }
}

//! Values that are written and read back.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The written value; read again it is the same.
pub(crate) fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Value {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// The value with one place changed is refused, and this is said of it.
pub(crate) fn refused<T: DeserializeOwned + Debug>(
    whole: &Value,
    place: &str,
    with: Value,
    said: &str,
) {
    let mut value = whole.clone();
    let at = value.pointer_mut(place);
    assert!(at.is_some(), "{place}: {whole}");
    *at.unwrap() = with;
    let error = serde_json::from_value::<T>(value).unwrap_err().to_string();
    assert!(error.contains(said), "{place}: {error}");
}

//! Models with named positive parameters and a unit of time: storage, checks and access.

use super::unit::LifetimeUnit;

/// Why a model cannot be made from parameters.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// Not a positive number.
    #[error("the parameter {name} of {model} is {value}: it must be finite and above 0")]
    NotPositive {
        /// The model.
        model: &'static str,
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: f64,
    },
    /// A stored model counts in another unit of time.
    #[error("the {model} model counts in {found}, wanted is one in {wanted}")]
    Unit {
        /// The model.
        model: &'static str,
        /// The unit of the stored value.
        found: LifetimeUnit,
        /// The unit of the type.
        wanted: LifetimeUnit,
    },
}

/// The parameter, if it is one.
pub(super) fn positive(
    model: &'static str,
    name: &'static str,
    value: f64,
) -> Result<f64, ParameterError> {
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(ParameterError::NotPositive { model, name, value })
    }
}

/// What all models with a unit of time share; the struct and its docs stand in the model's file.
macro_rules! timed_model {
    ($model:ident, $title:literal, $($name:ident: $about:literal),+) => {
        impl<U: UnitOfTime> $model<U> {
            #[doc = concat!("The ", $title, " model with these parameters.")]
            ///
            /// # Errors
            ///
            /// [`ParameterError::NotPositive`] names the parameter.
            pub fn try_new($($name: f64),+) -> Result<Self, ParameterError> {
                Ok(Self {
                    $($name: positive($title, stringify!($name), $name)?,)+
                    unit: PhantomData,
                })
            }

            $(
                #[doc = $about]
                #[must_use]
                pub const fn $name(&self) -> f64 {
                    self.$name
                }
            )+
        }

        impl<U> Sealed for $model<U> {}

        impl<U: UnitOfTime> LifetimeModel for $model<U> {
            const PARAMETERS: &'static [&'static str] = &[$(stringify!($name)),+];

            fn parameters(&self) -> Vec<f64> {
                vec![$(self.$name),+]
            }

            fn from_parameters(parameters: &[f64]) -> Option<Self> {
                let mut given = parameters.iter().copied();
                $(let $name = given.next()?;)+
                given.next().is_none().then(|| Self::try_new($($name),+).ok())?
            }
        }

        #[cfg(feature = "serde")]
        const _: () = {
            #[derive(serde::Serialize, serde::Deserialize)]
            #[serde(rename = $title, deny_unknown_fields)]
            pub(super) struct Raw {
                unit: crate::lifetime::LifetimeUnit,
                $($name: f64),+
            }

            impl<'de, U: UnitOfTime> serde::Deserialize<'de> for $model<U> {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let raw = Raw::deserialize(from)?;
                    let (model, found, wanted) = ($title, raw.unit, U::UNIT);
                    if found != wanted {
                        let error = ParameterError::Unit { model, found, wanted };
                        return Err(serde::de::Error::custom(error));
                    }
                    Self::try_new($(raw.$name),+).map_err(serde::de::Error::custom)
                }
            }

            impl<U: UnitOfTime> serde::Serialize for $model<U> {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    Raw { unit: U::UNIT, $($name: self.$name),+ }.serialize(to)
                }
            }
        };
    };
}

pub(super) use timed_model;

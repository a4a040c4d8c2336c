//! Movements: what changed a customer's MRR, when and why.

use std::num::NonZeroU64;

use chrono::NaiveDate;
use kpi_types::{ContractId, CustomerId, Localized, Money, ProductId};

/// What a movement does to MRR.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum MovementKind {
    /// Somebody who was never a customer becomes one.
    New,
    /// A former customer comes back.
    Reactivation,
    /// A customer pays more for a product it has.
    Upsell,
    /// A customer adds a product.
    CrossSell,
    /// A customer pays less, or drops one of several products.
    Contraction,
    /// A customer leaves altogether.
    Churn,
    /// Exchange rates moved.
    Fx,
}

/// How many kinds change MRR by something a customer did; [`MovementKind::Fx`] is not one.
pub(crate) const KINDS: usize = 6;

impl MovementKind {
    /// All of them, in the order of a waterfall.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Reactivation,
        Self::Upsell,
        Self::CrossSell,
        Self::Contraction,
        Self::Churn,
        Self::Fx,
    ];

    /// The name in data.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Reactivation => "reactivation",
            Self::Upsell => "upsell",
            Self::CrossSell => "cross_sell",
            Self::Contraction => "contraction",
            Self::Churn => "churn",
            Self::Fx => "fx",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::New => Localized::fixed("new", "新規"),
            Self::Reactivation => Localized::fixed("reactivation", "復帰"),
            Self::Upsell => Localized::fixed("upsell", "アップセル"),
            Self::CrossSell => Localized::fixed("cross-sell", "クロスセル"),
            Self::Contraction => Localized::fixed("contraction", "縮小"),
            Self::Churn => Localized::fixed("churn", "解約"),
            Self::Fx => Localized::fixed("exchange rates", "為替"),
        }
    }

    /// True when it lowers MRR: contraction and churn.
    #[must_use]
    pub const fn is_loss(self) -> bool {
        matches!(self, Self::Contraction | Self::Churn)
    }
}

/// Why a movement happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Cause {
    /// A first contract.
    Joined,
    /// A trial became a paid contract.
    TrialConverted,
    /// A former customer signed again.
    Returned,
    /// A paused contract went on.
    Resumed,
    /// Another plan of the product.
    PlanChanged,
    /// More or fewer units.
    QuantityChanged,
    /// Another price for the same plan and quantity.
    PriceChanged,
    /// Another billing interval of the same plan.
    IntervalChanged,
    /// Another discount for the same price.
    DiscountChanged,
    /// A discount was over.
    DiscountEnded,
    /// A product the customer did not have.
    ProductAdded,
    /// One product of several was dropped.
    ProductDropped,
    /// One more contract for a product the customer had.
    ContractAdded,
    /// One contract fewer for a product the customer keeps.
    ContractEnded,
    /// The customer cancelled.
    Cancelled,
    /// The contract ended and was not renewed.
    Expired,
    /// The contract paused.
    Paused,
    /// Payment stayed away longer than the policy allows.
    PaymentFailed,
    /// The amount changed; the records do not say why.
    AmountChanged,
    /// Another currency for the same product.
    CurrencyChanged,
    /// The exchange rate moved.
    RateChanged,
}

impl Cause {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Joined,
        Self::TrialConverted,
        Self::Returned,
        Self::Resumed,
        Self::PlanChanged,
        Self::QuantityChanged,
        Self::PriceChanged,
        Self::IntervalChanged,
        Self::DiscountChanged,
        Self::DiscountEnded,
        Self::ProductAdded,
        Self::ProductDropped,
        Self::ContractAdded,
        Self::ContractEnded,
        Self::Cancelled,
        Self::Expired,
        Self::Paused,
        Self::PaymentFailed,
        Self::AmountChanged,
        Self::CurrencyChanged,
        Self::RateChanged,
    ];

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Joined => Localized::fixed("first contract", "初回契約"),
            Self::TrialConverted => Localized::fixed("trial converted", "トライアルから有料化"),
            Self::Returned => Localized::fixed("signed again", "再契約"),
            Self::Resumed => Localized::fixed("resumed", "利用再開"),
            Self::PlanChanged => Localized::fixed("plan changed", "プラン変更"),
            Self::QuantityChanged => Localized::fixed("quantity changed", "数量変更"),
            Self::PriceChanged => Localized::fixed("price changed", "価格変更"),
            Self::IntervalChanged => Localized::fixed("billing interval changed", "請求間隔の変更"),
            Self::DiscountChanged => Localized::fixed("discount changed", "割引の変更"),
            Self::DiscountEnded => Localized::fixed("discount ended", "割引終了"),
            Self::ProductAdded => Localized::fixed("product added", "製品追加"),
            Self::ProductDropped => Localized::fixed("product dropped", "製品の一部解約"),
            Self::ContractAdded => Localized::fixed("contract added", "契約追加"),
            Self::ContractEnded => Localized::fixed("contract ended", "契約の一部終了"),
            Self::Cancelled => Localized::fixed("cancelled", "解約申し出"),
            Self::Expired => Localized::fixed("ended without renewal", "期間満了"),
            Self::Paused => Localized::fixed("paused", "一時停止"),
            Self::PaymentFailed => Localized::fixed("payment failed", "支払不履行"),
            Self::AmountChanged => Localized::fixed("amount changed", "金額変更"),
            Self::CurrencyChanged => Localized::fixed("currency changed", "通貨変更"),
            Self::RateChanged => Localized::fixed("exchange rate", "為替変動"),
        }
    }
}

/// One change of one customer's MRR.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Movement {
    /// The day it is booked.
    pub date: NaiveDate,
    /// Whose MRR.
    pub customer: CustomerId,
    /// What it does.
    pub kind: MovementKind,
    /// Why.
    pub cause: Cause,
    /// By how much; contraction and churn are negative, fx has either sign.
    pub amount: Money,
    /// Of which product, where the records tell.
    pub product: Option<ProductId>,
    /// Under which contract, where the records tell.
    pub contract: Option<ContractId>,
    /// The row of the record behind it, where known.
    pub row: Option<NonZeroU64>,
}

//! The built-in catalog as a whole.

use kpi_metrics::{Catalog, Formula, Kind};
use kpi_types::Localized;

/// What `kpi-revenue`, `kpi-cohort`, `kpi-survey` and the user provide.
const FACTS: &str = "opening_mrr new_mrr reactivation_mrr upsell_mrr cross_sell_mrr contraction_mrr \
    churned_mrr fx_mrr closing_mrr contracted_annual_value cohort_closing_mrr cohort_retained_mrr \
    year_ago_mrr year_ago_cohort_closing_mrr year_ago_cohort_retained_mrr year_new_mrr \
    year_reactivation_mrr year_upsell_mrr year_cross_sell_mrr year_contraction_mrr year_churned_mrr \
    largest_customer_mrr top_10_customers_mrr opening_customers new_customers \
    reactivated_customers churned_customers churn_base_customers lost_customers churn_events \
    cancellations closing_customers active_during_customers opening_subscribers \
    renewal_base_customers renewal_lost_customers upsold_customers cross_sold_customers \
    contracted_customers active_contracts daily_churn_rate_sum gross_margin monthly_discount_rate \
    acquisition_cost retention_cost cohort_members returned_members active_users active_user_days possible_user_days new_active_users returning_active_users resurrected_active_users dormant_users cohort_first_revenue cohort_age_revenue cohort_kept_revenue cohort_revenue_to_date surviving_share earlier_surviving_share expected_lifetime_months predicted_customer_value predicted_customers \
    promoters passives detractors csat_answers satisfied_answers dissatisfied_answers csat_points \
    ces_answers easy_answers difficult_answers ces_points survey_invitations survey_responses";

const METRICS: &str = "mrr arr arr_contracted arpa customer_churn_rate customer_churn_rate_opening \
    customer_churn_rate_opening_plus_new customer_churn_rate_simple customer_churn_rate_average \
    customer_churn_rate_daily customer_churn_rate_with_trials customer_churn_rate_cancellations \
    renewal_churn_rate customer_retention_rate gross_revenue_churn_rate net_revenue_churn_rate \
    mrr_churn_rate revenue_retention_rate net_revenue_retention gross_revenue_retention \
    net_revenue_retention_movement gross_revenue_retention_movement \
    net_revenue_retention_ending_minus_new net_revenue_retention_12m gross_revenue_retention_12m \
    net_revenue_retention_12m_movement gross_revenue_retention_12m_movement quick_ratio \
    quick_ratio_with_reactivation upsell_rate_customers cross_sell_rate_customers \
    upsell_rate_revenue cross_sell_rate_revenue trailing_churn_rate ltv ltv_trailing \
    ltv_sixty_months ltv_margin ltv_discounted cac ltv_to_cac cac_payback_months \
    keep_to_win_cost_ratio largest_customer_share top_10_customer_share net_new_mrr mrr_growth_rate \
    retention_rate active_users_total stickiness new_user_share returning_user_share user_quick_ratio cohort_net_revenue_retention cohort_gross_revenue_retention ltv_realised survival_rate conditional_survival_rate ltv_projected ltv_predicted \
    nps csat csat_net csat_mean ces_easy_share ces_net_easy ces_mean ces_mean_low_is_good \
    survey_response_rate";

#[test]
fn it_loads_without_any_finding() {
    match Catalog::builtin() {
        Ok(catalog) => assert_eq!(catalog.findings(), []),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn it_has_the_promised_facts_and_no_others() {
    let catalog = crate::book::builtin();
    let mut promised: Vec<&str> = FACTS.split_whitespace().collect();
    promised.sort_unstable();
    let declared: Vec<&str> = catalog.facts().map(|f| f.name().as_str()).collect();
    assert_eq!(declared, promised);
}

#[test]
fn it_has_the_promised_metrics() {
    let catalog = crate::book::builtin();
    for id in METRICS.split_whitespace() {
        assert!(catalog.metric(id).is_some(), "{id}");
    }
}

#[test]
fn every_definition_is_complete_in_both_languages() {
    let japanese = |text: &str| text.chars().any(|c| ('ぁ'..='鿿').contains(&c));
    let complete = |text: &Localized| text.is_complete() && text.en != text.ja;
    for metric in crate::book::builtin().metrics() {
        let id = metric.id();
        assert!(complete(metric.name()) || metric.name().ja.is_ascii(), "{id}");
        let lists = [metric.caveats(), metric.common_mistakes()];
        assert!(lists.iter().all(|list| !list.is_empty()), "{id}");
        let texts = [metric.description()].into_iter().chain(lists.into_iter().flatten());
        for text in texts {
            assert!(complete(text) && japanese(&text.ja), "{id}: {text:?}");
            assert!(text.en.is_ascii() || text.en.contains(['×', '÷', '→']), "{id}: {text}");
        }
        assert!(!metric.sources().is_empty(), "{id}");
    }
    for fact in crate::book::builtin().facts() {
        assert!(japanese(&fact.description().ja), "{}", fact.name());
    }
}

#[test]
fn every_formula_prints_to_an_equal_one() {
    for metric in crate::book::builtin().metrics() {
        let formulas: Vec<&Formula> = match metric.kind() {
            Kind::Ratio { numerator, denominator } => vec![numerator, denominator],
            Kind::Derived { formula } => vec![formula],
            Kind::Cumulative { input, .. } => vec![input],
            _ => Vec::new(),
        };
        for formula in formulas {
            assert_eq!(&Formula::parse(&formula.to_string()).unwrap(), formula);
        }
        assert!(!metric.kind().describe().is_empty());
    }
}

//! The log-likelihood of the Gamma-Gamma model.

use super::super::maximise::{Derivatives, LogLikelihood};
use super::super::special::gammas;
use super::sample::SpendSample;

/// Customers with equally many purchases.
struct Group {
    x: f64,
    customers: f64,
    /// Σ ln m.
    logs: f64,
    /// x m, with the number of customers.
    totals: Vec<(f64, f64)>,
}

/// The log-likelihood of a sample, in money counted by its mean.
pub(super) struct SampleLikelihood {
    groups: Vec<Group>,
    /// The mean spend, the unit of money inside.
    pub(super) scale: f64,
    customers: f64,
}

impl SampleLikelihood {
    pub(super) fn new(sample: &SpendSample) -> Option<Self> {
        let rows = sample.settled();
        let customers: f64 = rows.iter().map(|(_, n)| *n as f64).sum();
        let sum: f64 = rows.iter().map(|(history, n)| history.mean() * *n as f64).sum();
        let scale = sum / customers;
        let mut groups: Vec<Group> = Vec::new();
        for (history, count) in rows {
            let (x, m, n) = (history.purchases() as f64, history.mean() / scale, count as f64);
            let group = match groups.last_mut() {
                Some(group) if group.x == x => group,
                _ => {
                    groups.push(Group { x, customers: 0.0, logs: 0.0, totals: Vec::new() });
                    groups.last_mut()?
                }
            };
            group.customers += n;
            group.logs += n * m.ln();
            group.totals.push((x * m, n));
        }
        (customers > 0.0).then_some(Self { groups, scale, customers })
    }

    /// The value in the sample's own unit of money.
    pub(super) fn unscaled(&self, value: f64) -> f64 {
        value - self.customers * self.scale.ln()
    }
}

impl LogLikelihood<3> for SampleLikelihood {
    /// By p, q, v: Σ ln Γ(px+q) − ln Γ(px) − ln Γ(q) + q ln v + (px−1) ln m + px ln x
    /// − (px+q) ln(v + x m).
    fn at(&self, &[p, q, v]: &[f64; 3]) -> Derivatives<3> {
        let n = self.customers;
        let [log_q, q_1, q_2] = gammas(q);
        let mut value = n * (q * v.ln() - log_q);
        let (mut g_p, mut g_q, mut g_v) = (0.0, n * (v.ln() - q_1), n * q / v);
        let (mut pp, mut pq, mut pv) = (0.0, 0.0, 0.0);
        let (mut qq, mut qv, mut vv) = (-n * q_2, n / v, -n * q / (v * v));
        for Group { x, customers, logs, totals } in &self.groups {
            let (px, c) = (p * x, *customers);
            let [all, all_1, all_2] = gammas(px + q);
            let [own, own_1, own_2] = gammas(px);
            let (mut log_sum, mut inverse, mut square) = (0.0, 0.0, 0.0);
            for (total, count) in totals {
                let both = v + total;
                log_sum += count * both.ln();
                inverse += count / both;
                square += count / (both * both);
            }
            value += c * (all - own + px * x.ln()) + (px - 1.0) * logs - (px + q) * log_sum;
            g_p += c * x * (all_1 - own_1 + x.ln()) + x * logs - x * log_sum;
            g_q += c * all_1 - log_sum;
            g_v -= (px + q) * inverse;
            pp += c * x * x * (all_2 - own_2);
            pq += c * x * all_2;
            pv -= x * inverse;
            qq += c * all_2;
            qv -= inverse;
            vv += (px + q) * square;
        }
        Derivatives {
            value,
            gradient: [g_p, g_q, g_v],
            hessian: [[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]],
        }
    }
}

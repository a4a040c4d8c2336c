//! What people read: whole renderings, as they are printed.

use kpi_metrics::Catalog;
use kpi_types::Language;

use crate::book::{derived, fact};

/// Two facts of 7 lines each, then metrics of 14 lines each, the formula on the last, the owner on
/// the eleventh.
fn document() -> String {
    let good = fact("ticket_cost", "money") + &fact("tickets", "count");
    let typo = derived("cost_per_ticket", "money", "ticket_cost / tikets");
    let units = derived("odd", "money", "ticket_cost * (1 + tickets / 2)");
    let broken = derived("half", "money", "ticket_cost / (tickets + ");
    let owner = derived("twice", "money", "ticket_cost * 2").replace("\"support\"", "\"suport\"");
    good + &typo + &units + &broken + &owner
}

#[test]
fn english() {
    let error = Catalog::from_toml(&document()).unwrap_err();
    let expected = r#"the catalog has 4 findings
blocking[bad_formula] metric.half.formula (line 56, column 11)
  expected a number, a name or "(", found the end
    | ticket_cost / (tickets + 
    |                         ^
  help: complete the formula at the marked place

blocking[bad_value] metric.twice.owner (line 67, column 9)
  "suport" is not a value of owner
  help: use one of marketing, inside_sales, field_sales, customer_success, support

blocking[unknown_name] metric.cost_per_ticket.formula (line 28, column 11)
  tikets is neither a fact nor a metric
    | ticket_cost / tikets
    |               ^^^^^^
  help: did you mean tickets?

blocking[unit_mismatch] metric.odd.formula (line 42, column 11)
  number and mean count do not add up or compare
    | ticket_cost * (1 + tickets / 2)
    |                ^^^^^^^^^^^^^^^
  help: bring both sides to one unit first, for example by dividing money by money"#;
    assert_eq!(error.to_string(), expected);
}

#[test]
fn japanese() {
    let error = Catalog::from_toml(&document()).unwrap_err();
    let first = error.findings()[2].render(Language::Ja);
    let expected = "要修正[unknown_name] metric.cost_per_ticket.formula(28 行 11 列)
  tikets という事実も指標もありません
    | ticket_cost / tikets
    |               ^^^^^^
  対処: tickets のことですか?";
    assert_eq!(first, expected);
    assert!(error.render(Language::Ja).contains("要修正[bad_value]"));
}

#[test]
fn syntax() {
    let error = Catalog::from_toml("[[metric]]\nid = \"m\nunit = \"money\"\n").unwrap_err();
    let first = error.findings()[0].to_string();
    assert!(first.starts_with("blocking[toml_syntax] document (line 2, column "), "{first}");
    assert!(first.contains("    | id = \"m\n"), "{first}");
}

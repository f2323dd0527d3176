//! The verdict in a sentence, and the figures that stand under it.

use maud::{Markup, html};

use super::format::{change, count, whole};
use crate::analysis::Status;
use crate::report::amounts::{amount, percent_of};
use crate::report::model::Report;

/// `3 of 12 destinations lose their supply (4,500 of 14,000 t/d); 2 are rerouted, 7 are unaffected.`
pub(super) fn verdict(report: &Report) -> String {
    let totals = &report.totals;
    let of = |status: Status| totals.destinations.get(&status).copied().unwrap_or(0);
    let all: u64 = totals.destinations.values().sum();
    let severed = of(Status::Severed);
    let noun = if all == 1 { "destination" } else { "destinations" };
    let text = if severed == 0 {
        match all {
            0 => return "There are no destinations.".to_owned(),
            1 => "The one destination keeps its supply".to_owned(),
            _ => format!("None of the {} destinations loses its supply", whole(all)),
        }
    } else {
        format!(
            "{} of {} {noun} {} supply ({} of {} t/d)",
            whole(severed),
            whole(all),
            if severed == 1 { "loses its" } else { "lose their" },
            amount(totals.severed_t_per_d),
            amount(totals.demand_t_per_d)
        )
    };
    let others: Vec<String> = [Status::Throttled, Status::Rerouted, Status::Delayed, Status::Unaffected]
        .into_iter()
        .filter(|&status| of(status) > 0)
        .map(|status| {
            let count = of(status);
            format!("{} {} {status}", whole(count), if count == 1 { "is" } else { "are" })
        })
        .collect();
    let unsupplied = of(Status::Unsupplied);
    let never = (unsupplied > 0).then(|| format!("{} had none even before", whole(unsupplied)));
    let others = (!others.is_empty()).then(|| others.join(", "));
    let parts: Vec<String> = [Some(text), others, never].into_iter().flatten().collect();
    parts.join("; ") + "."
}

/// The figures.
pub(super) fn figures(report: &Report) -> Markup {
    let totals = &report.totals;
    let of = |status: Status| totals.destinations.get(&status).copied().unwrap_or(0);
    let share = if totals.demand_t_per_d > 0.0 {
        format!("{} of demand", percent_of(totals.severed_t_per_d, totals.demand_t_per_d))
    } else {
        "of no demand".to_owned()
    };
    let still = "where both routes exist";
    html! {
        dl.figures {
            (figure("Demand severed", &format!("{} t/d", amount(totals.severed_t_per_d)), &share))
            @if let (Some(before), Some(after)) = (totals.throughput_before_t_per_d, totals.throughput_after_t_per_d) {
                (figure(
                    "Gets through",
                    &format!("{} t/d", amount(after)),
                    &format!("{} before", amount(before)),
                ))
            }
            (figure(
                "Rerouted",
                &count(of(Status::Rerouted), "destination", "destinations"),
                &format!("and {} delayed", whole(of(Status::Delayed))),
            ))
            (figure("Added tonne-hours a day", &change(totals.added_tonne_hours_per_d), still))
            (figure("Added tonne-km a day", &change(totals.added_tonne_km_per_d), still))
        }
    }
}

pub(super) fn figure(what: &str, value: &str, beside: &str) -> Markup {
    html! { div { dt { (what) } dd { strong { (value) } span { (beside) } } } }
}

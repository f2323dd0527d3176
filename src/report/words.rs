//! Findings in words.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::amounts::decimal;
use super::flow::SharesKind;
use super::model::{LegReport, RouteReport};
use super::ranking::{ElementReport, LossKind};
use crate::analysis::{Impact, Severance};
use crate::mode::Mode;
use crate::network::{ArcId, Element, HubId, Network};
use crate::scenario::{Relation, Scenario, Source};

/// Kilograms a day as tonnes a day.
#[expect(clippy::cast_precision_loss, reason = "for people; the exact sums are in the outcome")]
pub(super) fn tonnes(kilograms: u128) -> f64 {
    kilograms as f64 / 1e3
}

/// What people read of the hub with this key; see [`crate::network::Hub::label`]. The key itself where no hub has it.
///
/// Everything for people, on the screen and in pages, names hubs so; a route alone, which nobody types, by the names of what it
/// passes.
#[must_use]
pub fn hub<'n>(network: &'n Network, key: &'n str) -> Cow<'n, str> {
    network.find_hub_without_hint(key).map_or(Cow::Borrowed(key), |hub| network.hub(hub).label())
}

/// What people read of the link with this key, or of the first row of the physical link with this key; see
/// [`crate::network::Link::label`].
#[must_use]
pub fn link<'n>(network: &'n Network, key: &'n str) -> Cow<'n, str> {
    match network.find_links(key).as_deref() {
        Ok([link, ..]) if network.link(*link).key() == key => network.link(*link).label(),
        Ok([link, ..]) if network.link(*link).name() != key => {
            Cow::Owned(format!("{} ({key})", network.link(*link).name()))
        }
        _ => Cow::Borrowed(key),
    }
}

/// A hub as [`hub()`] has it, or `link P07 (h1)`.
#[must_use]
pub fn element<'n>(network: &'n Network, element: &'n ElementReport) -> Cow<'n, str> {
    match element.kind {
        LossKind::Hub => hub(network, &element.key),
        LossKind::Link => Cow::Owned(format!("link {}", link(network, &element.key))),
    }
}

/// A destination as [`hub()`] has it, `Lyman`, or a pair: `Lyman from Valuyki`.
#[must_use]
pub fn pair<'n>(network: &'n Network, destination: &'n str, od_origin: Option<&'n str>) -> Cow<'n, str> {
    let name = hub(network, destination);
    match od_origin {
        Some(origin) => Cow::Owned(format!("{name} from {}", hub(network, origin))),
        None => name,
    }
}

/// How near shares between several origins are: `each known to within 1.2e-9 of itself`.
#[must_use]
pub fn gap(gap: f64) -> String {
    if gap > 0.0 { format!("each known to within {gap:.1e} of itself") } else { "exactly".to_owned() }
}

/// How what there is is shared out between several origins, and how near that is known: `as evenly as can be, each known to
/// within 1.2e-9 of itself`.
#[must_use]
pub fn shared(shares: SharesKind, gap: f64) -> String {
    let how = match shares {
        SharesKind::Fair => return format!("as evenly as can be, {}", self::gap(gap)),
        SharesKind::Most => "as much in all as can be",
        SharesKind::Proportional => "the same share to all that anything gets to",
    };
    if gap > 0.0 { format!("{how}, known to within {gap:.1e} of itself") } else { format!("{how}, exactly") }
}

/// How cheap what is delivered between several origins is: `at the least cost`, or `at the least cost to within 1.2e-9 of it`.
#[must_use]
pub fn cheapest(gap: f64) -> String {
    if gap > 0.0 {
        // Rounded up to the digits that are told.
        format!("at the least cost to within {:.1e} of it", gap * 1.05)
    } else {
        "at the least cost".to_owned()
    }
}

/// How far from the straight lines between its points a curve may be: `at no share is it more than 1.2e-9 t/d higher`.
#[must_use]
pub fn off_by(t_per_d: f64) -> String {
    if t_per_d > 0.0 {
        // Rounded up to the digits that are told.
        let digits = format!("{:.1e}", t_per_d * 1.05);
        format!(
            "at no share is it more than {digits} t/d higher than the straight lines between these points"
        )
    } else {
        "the straight lines between these points are exact".to_owned()
    }
}

/// Something that tells the links of arcs apart.
pub(super) fn element_index(network: &Network, arc: ArcId) -> usize {
    match network.element(arc) {
        Element::Link(link) => link.index(),
        Element::Transfer(transfer) => network.link_count() + transfer.index(),
    }
}

/// `A`, `A and B`, `A, B and C`; past `limit`, `A, B and 7 more`.
pub(super) fn list(names: &[impl AsRef<str>], limit: usize) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] if names.len() <= limit => format!("{} and {last}", rest.join(", ")),
        _ => {
            let shown = limit.saturating_sub(1).max(1);
            format!("{} and {} more", names[..shown].join(", "), names.len() - shown)
        }
    }
}

/// What severs a destination, as a sentence.
pub(super) fn severance(scenario: &Scenario<'_>, relation: Relation, severance: &Severance) -> String {
    const LIMIT: usize = 8;
    let network = scenario.network();
    let name = |hub: HubId| network.hub(hub).label();
    let destination = name(relation.destination);
    match severance {
        Severance::DestinationClosed => format!("{destination} is itself closed."),
        Severance::OriginsClosed => match relation.source {
            Source::Origin(hub) => format!("Its origin, {}, is closed.", name(hub)),
            Source::CheapestOrigin => "All origins are closed.".to_owned(),
        },
        Severance::Cut { hubs, links } => {
            let mut lost = Vec::new();
            if !hubs.is_empty() {
                let names: Vec<Cow<'_, str>> = hubs.iter().map(|&hub| name(hub)).collect();
                lost.push(list(&names, LIMIT));
            }
            if !links.is_empty() {
                let names: Vec<Cow<'_, str>> = links.iter().map(|&link| network.link(link).label()).collect();
                let what = if names.len() == 1 { "the link" } else { "the links" };
                lost.push(format!("{what} {}", list(&names, LIMIT)));
            }
            format!(
                "Every route to {destination} passed {}, closed next to what is still reached.",
                lost.join(" or ")
            )
        }
    }
}

/// What was assumed where the files say nothing; what is doubtful of that, or what is not.
pub(super) fn repairs(network: &Network, doubtful: bool) -> Vec<String> {
    let told = network.repairs().iter().filter(|repair| repair.is_doubtful() == doubtful);
    told.map(ToString::to_string).collect()
}

/// Origins of which more is drawn than they have.
pub(super) fn supply_warnings(scenario: &Scenario<'_>, impact: &Impact) -> Vec<String> {
    let network = scenario.network();
    let mut warnings = Vec::new();
    for origin in scenario.origins() {
        let Some(supply) = origin.supply else {
            continue;
        };
        let drawn = impact.totals.drawn.get(&origin.hub).copied().unwrap_or_default();
        for (when, kilograms) in [("before", drawn.before), ("after", drawn.after)] {
            if kilograms > u128::from(supply.kilograms()) {
                // To the kilogram, or the two may read alike.
                warnings.push(format!(
                    "{}: {} t/d are drawn {when}, more than its supply of {} t/d; impact does not share supply out",
                    network.hub(origin.hub).label(),
                    decimal(tonnes(kilograms), 3),
                    decimal(supply.tonnes(), 3)
                ));
            }
        }
    }
    warnings
}

/// A route by mode: `rail: Valuyki > Kupiansk > Svatove; road: Svatove > Izium`.
pub(super) fn route(route: &RouteReport) -> String {
    let name_of: BTreeMap<&str, &str> = match &route.hub_names {
        Some(names) => route.hubs.iter().map(String::as_str).zip(names.iter().map(String::as_str)).collect(),
        None => BTreeMap::new(),
    };
    let name = |key: &str| name_of.get(key).copied().unwrap_or(key).to_owned();
    let mut parts: Vec<(&Mode, Vec<String>)> = Vec::new();
    for leg in &route.legs {
        let LegReport::Travel { mode, from, to, .. } = leg else {
            continue;
        };
        match parts.last_mut() {
            Some((last, hubs)) if *last == mode => hubs.push(name(to)),
            _ => parts.push((mode, vec![name(from), name(to)])),
        }
    }
    if parts.is_empty() {
        return format!("at {}", name(&route.origin));
    }
    let told: Vec<String> = parts.into_iter().map(|(mode, hubs)| format!("{mode}: {}", way(&hubs))).collect();
    told.join("; ")
}

/// The hubs of a way; of many, such as the junctions of a detailed network, the first and the last ones.
fn way(hubs: &[String]) -> String {
    const ALL: usize = 20;
    const EACH: usize = 5;
    if hubs.len() <= ALL {
        return hubs.join(" > ");
    }
    let (first, last) = (&hubs[..EACH], &hubs[hubs.len() - EACH..]);
    format!("{} > … {} more … > {}", first.join(" > "), hubs.len() - 2 * EACH, last.join(" > "))
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn a_way_over_many_junctions_is_told_by_its_ends() {
        let hubs = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<_>>();
        assert_eq!(way(&hubs(3)), "0 > 1 > 2");
        assert!(!way(&hubs(20)).contains('…'));
        assert_eq!(way(&hubs(30)), "0 > 1 > 2 > 3 > 4 > … 20 more … > 25 > 26 > 27 > 28 > 29");
    }
}

//! What holds destinations down, in the user's own names: cuts, their parts, and who gets less for them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::analysis::flow::{Bottleneck, Cut, Flows, ShareWitness, Shares};
use crate::network::{ArcId, Network};
use crate::report::amounts::{amount, percent};
use crate::report::model::{hub_key, known_share, rounded, share};
use crate::report::ranking::od_origin;
use crate::report::words::{self, tonnes};
use crate::scenario::{Scenario, View};
use crate::units::Capacity;

/// A least cut: what every way passes a part of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CutReport {
    /// What it carries in all.
    pub capacity_t_per_d: f64,
    /// Its parts, those nearest to the origins where there are several such cuts; the first hundred.
    pub parts: Vec<PartReport>,
    /// How many parts there are.
    pub part_count: u64,
    /// Whether no other cut is as small; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_unique: Option<bool>,
}

/// A part of a cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartReport {
    /// What it is.
    pub kind: PartKind,
    /// The key of the link, or of the hub of the supply, node or transfer.
    pub key: String,
    /// In words.
    pub text: String,
    /// What it carries; null where nothing limits it.
    pub capacity_t_per_d: Option<f64>,
}

/// What a part of a cut is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PartKind {
    /// The supply of an origin.
    Supply,
    /// What a node handles.
    Node,
    /// A link, in one direction and mode.
    Link,
    /// A transfer, in one direction.
    Transfer,
    /// Both directions of a link that share its capacity, in one mode.
    Track,
}

/// Destinations that get less than they want, and what holds them down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShortageReport {
    /// The share of demand met, where all of them get the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_met: Option<f64>,
    /// The destinations, each once.
    pub hubs: Vec<String>,
    /// Who they are, where pairs draw on several origins: two of them may end at the same hub.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<ShortPair>,
    /// What stands before them, and before those that get a smaller share still.
    pub cut: CutReport,
    /// Whether the parts of the cut are what is full between goods of several origins, and no cut. They may be none
    /// where shares are not known well enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_full: bool,
}

/// A destination or OD pair that gets less than it wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShortPair {
    /// The origin of the OD pair, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub od_origin: Option<String>,
    /// The destination.
    pub hub: String,
}

pub(super) fn shortages(scenario: &Scenario<'_>, flows: &Flows) -> Vec<ShortageReport> {
    let hubs = |members: &[usize]| -> Vec<String> {
        // Several pairs may end at the same hub.
        let mut named = BTreeSet::new();
        let hubs = members.iter().map(|&at| scenario.relations()[at].destination);
        hubs.filter(|&hub| named.insert(hub)).map(|hub| hub_key(scenario.network(), hub)).collect()
    };
    if let Some(shared) = flows.between.as_ref().map(|between| &between.shared) {
        let is_short = |at: &usize| !shared.relations[*at].is_met();
        let told = shared.tiers.iter().filter_map(|tier| {
            let short: Vec<usize> = tier.members.iter().copied().filter(is_short).collect();
            if short.is_empty() {
                return None;
            }
            let named = tier.full.iter().take(NAMED);
            let named = named.map(|&part| part_report(scenario, scenario.after(), part)).collect();
            let capacity =
                tier.full.iter().filter_map(|&part| carries(scenario, scenario.after(), part)).sum();
            // Without lengths no way leads there.
            let has_way = !tier.lengths.is_empty();
            // Where all together are to get as much as can be, each gets its own share, and some get all.
            let is_alike = shared.shares != Shares::Most || !has_way;
            let pair = |&at: &usize| {
                let relation = scenario.relations()[at];
                let hub = hub_key(scenario.network(), relation.destination);
                ShortPair { od_origin: od_origin(scenario.network(), relation), hub }
            };
            let cut = CutReport {
                capacity_t_per_d: rounded(capacity),
                parts: named,
                part_count: tier.full.len() as u64,
                is_unique: None,
            };
            Some(ShortageReport {
                demand_met: is_alike.then(|| known_share(tier.met)),
                hubs: hubs(&short),
                pairs: short.iter().map(pair).collect(),
                cut,
                is_full: has_way,
            })
        });
        return told.collect();
    }
    let Some(delivery) = &flows.delivery else { return Vec::new() };
    let cut = |cut: &Cut| cut_report(scenario, scenario.after(), cut, None);
    match &delivery.witness.shares {
        ShareWitness::Most(shortage) => shortage
            .iter()
            .map(|short| {
                // Others behind the cut get all that they want.
                let is_short = |at: &usize| delivery.relations[*at].short() > 0;
                let behind: Vec<usize> = short.behind.iter().copied().filter(is_short).collect();
                let (hubs, cut) = (hubs(&behind), cut(&short.cut));
                ShortageReport { demand_met: None, hubs, pairs: Vec::new(), cut, is_full: false }
            })
            .collect(),
        ShareWitness::Fair(joint) => joint
            .tiers
            .iter()
            .filter_map(|tier| {
                let (hubs, cut) = (hubs(&tier.members), cut(tier.cut.as_ref()?));
                let (demand_met, pairs) = (Some(share(tier.met)), Vec::new());
                Some(ShortageReport { demand_met, hubs, pairs, cut, is_full: false })
            })
            .collect(),
        ShareWitness::Proportional(common) => common
            .held
            .iter()
            .map(|(members, held)| ShortageReport {
                demand_met: Some(share(common.met)),
                hubs: hubs(members),
                pairs: Vec::new(),
                cut: cut(held),
                is_full: false,
            })
            .collect(),
    }
}

/// So many parts of a cut are named; the outcome itself has all of them.
const NAMED: usize = 100;

pub(super) fn cut_report(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    cut: &Cut,
    is_unique: Option<bool>,
) -> CutReport {
    CutReport {
        capacity_t_per_d: tonnes(cut.capacity.into()),
        parts: cut.parts.iter().take(NAMED).map(|&part| part_report(scenario, view, part)).collect(),
        part_count: cut.parts.len() as u64,
        is_unique,
    }
}

fn part_report(scenario: &Scenario<'_>, view: &View<'_>, part: Bottleneck) -> PartReport {
    let network = view.network();
    let ends = |arc: ArcId| [network.tail(arc), network.head(arc)].map(|node| network.node(node));
    let (kind, key, text) = match part {
        Bottleneck::Supply(hub) => {
            let name = network.hub(hub).label();
            (PartKind::Supply, hub_key(network, hub), format!("the supply of {name}"))
        }
        Bottleneck::Node(node) => {
            let (hub, mode) = (network.node(node).hub(), network.node(node).mode());
            let text = format!("{} itself ({mode})", hub.label());
            (PartKind::Node, hub.key().to_owned(), text)
        }
        Bottleneck::Link(link, arc) => {
            let [from, to] = ends(arc).map(|node| node.hub().label());
            let mode = ends(arc)[0].mode();
            let text = format!("{from} to {to} ({mode})");
            (PartKind::Link, network.link(link).key().to_owned(), text)
        }
        Bottleneck::Track(link, arc) => {
            let [from, to] = ends(arc).map(|node| node.hub().label());
            let mode = ends(arc)[0].mode();
            let text = format!("{from} to {to} and back ({mode})");
            (PartKind::Track, network.link(link).key().to_owned(), text)
        }
        Bottleneck::Transfer(transfer, arc) => {
            let hub = network.transfer(transfer).hub();
            let [from, to] = ends(arc).map(crate::network::Node::mode);
            let text = format!("{to} from {from} at {}", hub.label());
            (PartKind::Transfer, hub.key().to_owned(), text)
        }
    };
    PartReport { kind, key, text, capacity_t_per_d: carries(scenario, view, part) }
}

/// What a part carries, tonnes a day; nothing where that has no limit.
fn carries(scenario: &Scenario<'_>, view: &View<'_>, part: Bottleneck) -> Option<f64> {
    let limit = |capacity: Option<Capacity>| {
        capacity.and_then(Capacity::limit).map(crate::units::TonnesPerDay::tonnes)
    };
    match part {
        Bottleneck::Supply(hub) => {
            let stated = scenario.origins().iter().find(|origin| origin.hub == hub);
            stated.and_then(|origin| origin.supply).map(crate::units::TonnesPerDay::tonnes)
        }
        Bottleneck::Node(node) => limit(view.node_capacity(node)),
        Bottleneck::Link(_, arc) | Bottleneck::Transfer(_, arc) => limit(view.arc_capacity(arc)),
        Bottleneck::Track(link, arc) => {
            // One direction may be closed or throttled by itself.
            let pairs = view.network().link_arcs(link).chunks_exact(2);
            let both = pairs.filter(|pair| pair.contains(&arc)).flatten();
            both.filter_map(|&arc| limit(view.arc_capacity(arc))).reduce(f64::max)
        }
    }
}

impl ShortageReport {
    /// Who they are: the destinations or, where pairs draw on several origins, `Lyman from Valuyki`.
    #[must_use]
    pub fn names<'n>(&'n self, network: &'n Network) -> Vec<Cow<'n, str>> {
        if self.pairs.is_empty() {
            return self.hubs.iter().map(|hub| words::hub(network, hub)).collect();
        }
        let of_pair = |pair: &'n ShortPair| words::pair(network, &pair.hub, pair.od_origin.as_deref());
        self.pairs.iter().map(of_pair).collect()
    }

    /// Why they get less than they want, in words that follow their names: ` get 40 % of what they want: all that reaches them
    /// passes Valuyki to Topoli (rail), which carries 900 t/d in all.`
    #[must_use]
    pub fn in_words(&self) -> String {
        let [get, they, them] = if self.hubs.len().max(self.pairs.len()) == 1 {
            ["gets", "it wants", "it"]
        } else {
            ["get", "they want", "them"]
        };
        if self.cut.part_count == 0 && !self.is_full {
            return format!(" {get} nothing: no way leads there that carries anything.");
        }
        let met = self.demand_met.map(|met| format!(" {get} {} of what {they}", percent(met)));
        if self.is_full {
            let is = if self.cut.part_count == 1 { "is" } else { "are" };
            let met = met.unwrap_or_else(|| format!(" {get} less than {they}"));
            if self.cut.part_count == 0 {
                return format!("{met}; what holds {them} down was not found out.");
            }
            return format!("{met}: {} {is} full.", self.cut.in_words());
        }
        let carry = if self.cut.part_count == 1 { "which carries" } else { "which carry" };
        format!(
            "{}: all that reaches {them} passes {}, {carry} {} t/d in all.",
            met.unwrap_or_else(|| format!(" {get} less than {they}")),
            self.cut.in_words(),
            amount(self.cut.capacity_t_per_d)
        )
    }
}

impl CutReport {
    /// In words: `Valuyki to Topoli (rail) and Valuyki to Troitske (road)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let named: Vec<&str> = self.parts.iter().map(|part| part.text.as_str()).collect();
        if named.is_empty() { "nothing gets here".to_owned() } else { words::list(&named, 4) }
    }
}

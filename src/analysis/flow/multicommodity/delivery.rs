//! By which routes does what pairs of several origins get come to them at the least cost?

use super::super::{Bottleneck, Ratio, Shares, Terminals};
use super::bounds;
use super::cheapest::{Cheapest, Costs};
use super::problem::{Problem, Way};
use super::rounding::{Whole, level, used};
use super::tiers::{Measured, throughput_multicommodity};
use super::{
    MulticommodityDelivery, MulticommodityOptions, MulticommodityThroughput, NEAREST, PairRoute, UNITS,
    is_filled,
};
use crate::analysis::AnalysisError;
use crate::paths::Route;
use crate::scenario::{Impedance, Scenario, View};

/// By which routes what there is gets to all destinations and OD pairs of a scenario at the least cost, whatever origins they draw on:
/// a minimum-cost multicommodity flow, with a proven bound on how much cheaper it could be.
///
/// With the amounts *x*(*i*) that [`super::throughput_multicommodity`] gives to each pair *i*, of all flows within all capacities and supplies
/// that bring them, the one of least Σ *w*(*p*) *f*(*p*) over the ways *p*, with *w* the time or the length of a way, whichever the
/// scenario minimises. For any lengths *l* ≥ 0 of what has a capacity *c* no such flow costs less than Σ *x*(*i*) *w*(*i*) − Σ *c l*,
/// where *w*(*i*) is the least of cost and length together of a way of *i*: J. A. Tomlin, Minimum-cost multicommodity network flows,
/// Operations Research 14 (1966) 45-51, doi 10.1287/opre.14.1.45. Ways are added by shortest paths under the prices of linear
/// programs over those that are known: L. R. Ford and D. R. Fulkerson, A suggested computation for maximal multi-commodity network
/// flows, Management Science 5 (1958) 97-101, doi 10.1287/mnsc.5.1.97. See `src/analysis/flow/multicommodity/mod.rs`.
///
/// Where all draw on the same origins, [`super::super::cheapest_delivery`] is exact and faster. Unlike that, with [`Shares::Most`] this does not
/// look for those of whom the supply is cheapest among all who could get the most together.
///
/// # Arguments
/// * `scenario`: origins with supplies, destinations with demands, OD pairs of any origins.
/// * `view`: which of its network is open, with what costs and capacities; *n* nodes, *m* arcs.
/// * `options`: [`MulticommodityOptions`], or `None` for the defaults: fair shares.
///
/// # Returns
/// [`MulticommodityDelivery`]: what each pair gets and by which routes, what that costs, and the lengths that prove how much less it
/// could cost at most. Amounts are those of [`super::throughput_multicommodity`], but for less than a billionth of them where whole units
/// do not fit otherwise; who is met stays met. [`super::verify_delivery_multicommodity`] checks all of it. The same whatever the threads.
///
/// # Errors
/// Those of [`super::throughput_multicommodity`].
///
/// # Complexity
/// That of [`super::throughput_multicommodity`], and for as many linear programs and searches again as one of its tiers at most. Space:
/// the same.
///
/// # Example
/// ```
/// use supplyline::Impedance;
/// use supplyline::analysis::flow::{cheapest_delivery_multicommodity, verify_delivery_multicommodity};
/// use supplyline::network::{Network, NewLink};
/// use supplyline::scenario::{PairSpec, ScenarioSpec};
/// // Coal and grain go over a bridge, from which 300 t/d get on to the plant and as much to the mill; there is a ford as well.
/// let network = Network::builder()
///     .hub("Mine").hub("Farm").hub("Bridge").hub("Ford").hub("Plant").hub("Mill")
///     .link(NewLink::road("Mine", "Bridge").length("5 km"))
///     .link(NewLink::road("Mine", "Ford").length("20 km"))
///     .link(NewLink::road("Farm", "Bridge").length("5 km"))
///     .link(NewLink::road("Farm", "Ford").length("15 km"))
///     .link(NewLink::road("Bridge", "Plant").length("1 km").capacity("300 t/d"))
///     .link(NewLink::road("Bridge", "Mill").length("3 km").capacity("300 t/d"))
///     .link(NewLink::road("Ford", "Plant").length("10 km"))
///     .link(NewLink::road("Ford", "Mill").length("5 km"))
///     .build()?;
/// let scenario = ScenarioSpec::new("two kinds of goods")
///     .cost(Impedance::Length)
///     .pair(PairSpec::new("Mine", "Plant").demand("400 t/d"))
///     .pair(PairSpec::new("Farm", "Mill").demand("200 t/d"))
///     .on(&network)?;
/// let delivery = cheapest_delivery_multicommodity(&scenario, scenario.before(), None)?;
/// // All is met: 300 t by 6 km to the plant and 100 t by 23 km, past the mill and the ford; 200 t by 8 km to the mill.
/// let tonne_km = delivery.cost.value() / 1e7;
/// assert!((tonne_km - (1_800.0 + 2_300.0 + 1_600.0)).abs() < 1e-3);
/// assert!(delivery.gap() < 1e-9);
/// verify_delivery_multicommodity(&scenario, scenario.before(), &delivery).expect("a checker that shares no code with it agrees");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cheapest_delivery_multicommodity<'p>(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    options: impl Into<Option<MulticommodityOptions<'p>>>,
) -> Result<MulticommodityDelivery, AnalysisError> {
    let options = options.into().unwrap_or_default();
    let shared = throughput_multicommodity(scenario, view, options.clone())?;
    let all = Problem::new(scenario, view, &Terminals::new(scenario, view)?)?;
    options.progress.begin("finding the cheapest routes", 1);
    // Who gets nothing needs no way.
    let gets = |at: usize| units(shared.relations[at].throughput);
    let keep: Vec<bool> = all.pairs.iter().map(|pair| gets(pair.relation) > 0).collect();
    let mut problem = all.clone();
    problem.keep(&keep);
    let amounts: Vec<u128> = problem.pairs.iter().map(|pair| gets(pair.relation)).collect();
    let mut given = Vec::new();
    for (number, pair) in problem.pairs.iter().enumerate() {
        for one in &shared.relations[pair.relation].routes {
            given.extend(problem.way_of(number, &one.route).map(|way| (way, units(one.amount))));
        }
    }
    let will_do = |of_pair: &[u128]| {
        let mut pairs = problem.pairs.iter().zip(amounts.iter().zip(of_pair));
        pairs.all(|(pair, (&was, &is))| keeps(was, is, u128::from(pair.demand) * UNITS))
    };
    let level = |ways: &[&Way], flow: &mut Whole| {
        if shared.shares == Shares::Proportional {
            level(&problem, ways, flow, Ratio::ONE);
        }
    };
    let found = Costs::new(&problem, amounts.clone(), &will_do, &level).cheapest(given, &options)?;
    options.progress.advance(1);
    Ok(delivery(scenario, view, &all, &problem, shared, found))
}

/// Whether a pair that gets so many units instead of so many loses no more than is rounded, and stays met where it is.
fn keeps(was: u128, is: u128, demand: u128) -> bool {
    let is_met = |units: u128| (demand - units) < demand.div_ceil(NEAREST);
    let lost = was - is;
    lost == 0 || (was < demand && lost <= was / NEAREST && is_met(was) == is_met(is))
}

/// An amount in units, of which it is a whole number.
fn units(amount: Ratio) -> u128 {
    // No amount is above 2^50 kilograms.
    amount.numerator() * UNITS / amount.denominator()
}

/// What was shared out, by the routes that were found.
fn delivery(
    scenario: &Scenario<'_>,
    view: &View<'_>,
    all: &Problem<'_, '_>,
    problem: &Problem<'_, '_>,
    mut shared: MulticommodityThroughput,
    found: Cheapest,
) -> MulticommodityDelivery {
    let Cheapest { ways, of_pair, at_least, scale, lengths } = found;
    for (pair, &units) in problem.pairs.iter().zip(&of_pair) {
        let answer = &mut shared.relations[pair.relation];
        answer.throughput = Ratio::new(units, UNITS).unwrap_or(Ratio::ZERO);
        answer.met = Ratio::new(units, u128::from(pair.demand) * UNITS).unwrap_or(Ratio::ONE);
        answer.routes.clear();
    }
    let (numbers, amounts): (Vec<&Way>, Vec<u128>) = ways.iter().map(|(way, amount)| (way, *amount)).unzip();
    let used = used(problem, &numbers, &amounts);
    for (way, amount) in &ways {
        let Some(amount) = Ratio::new(*amount, UNITS) else { continue };
        let route = Route::new(view, way.start, way.arcs.clone());
        shared.relations[problem.pairs[way.pair].relation].routes.push(PairRoute { amount, route });
    }
    for answer in &mut shared.relations {
        answer.routes.sort_by(|one, two| {
            let key = |one: &PairRoute| (one.route.start(), one.route.arcs().to_vec());
            key(one).cmp(&key(two))
        });
    }
    let is_full = |part: usize| {
        Ratio::new(used[part], UNITS).is_some_and(|used| is_filled(used, problem.capacities[part]))
    };
    let told = |lengths: &[u64]| {
        let some = lengths.iter().enumerate().filter(|&(_, &length)| length > 0);
        let mut told: Vec<(Bottleneck, u64)> =
            some.map(|(part, &length)| (problem.parts[part], length)).collect();
        told.sort_unstable();
        told
    };
    prove(all, &mut shared, &is_full);
    let totals = |of: &dyn Fn(&Route) -> u64| {
        let routes = shared.relations.iter().flat_map(|answer| &answer.routes);
        bounds::cost(routes.map(|one| (units(one.amount), of(&one.route))))
    };
    let time = totals(&|route| route.time().milliseconds());
    let length = totals(&|route| route.length().decimetres());
    let cost = match scenario.impedance() {
        Impedance::Time => time,
        Impedance::Length => length,
    };
    let lengths = told(&lengths);
    MulticommodityDelivery { shared, time, length, cost, cost_at_least: at_least, scale, lengths }
}

/// What the lengths of each tier prove of the amounts as they are, and which parts are full.
fn prove(all: &Problem<'_, '_>, shared: &mut MulticommodityThroughput, is_full: &dyn Fn(usize) -> bool) {
    let mut numbers: Vec<(Bottleneck, usize)> =
        all.parts.iter().enumerate().map(|(part, &bottleneck)| (bottleneck, part)).collect();
    numbers.sort_unstable();
    let number = |part: Bottleneck| {
        let at = numbers.binary_search_by_key(&part, |&(bottleneck, _)| bottleneck);
        at.ok().map(|at| numbers[at].1)
    };
    let of_pair: Vec<u128> =
        all.pairs.iter().map(|pair| units(shared.relations[pair.relation].throughput)).collect();
    for tier in &mut shared.tiers {
        let met = tier.members.iter().map(|&at| shared.relations[at].met).min();
        tier.met = met.unwrap_or(Ratio::ONE);
        let is_full = |&(part, _): &(Bottleneck, u64)| number(part).is_some_and(is_full);
        tier.full = tier.lengths.iter().filter(|&one| is_full(one)).map(|&(part, _)| part).collect();
        if tier.lengths.is_empty() || shared.shares != Shares::Fair {
            continue;
        }
        let mut lengths = vec![0; all.parts.len()];
        for &(part, length) in &tier.lengths {
            if let Some(number) = number(part) {
                lengths[number] = length;
            }
        }
        let far = all.shortest(&lengths).into_iter().map(|one| one.map_or(0, |one| one.length)).collect();
        let measured = Measured { lengths, far };
        for (pair, wants) in all.pairs.iter().enumerate() {
            if tier.members.binary_search(&wants.relation).is_ok() {
                let most = bounds::most(all, &of_pair, &measured, pair);
                shared.relations[wants.relation].met_at_most = most;
            }
        }
    }
}

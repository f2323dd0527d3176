//! `supplyline reduce`: a detailed network as a graph of its hubs.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use supplyline::analysis::{ReduceOptions, reduce};
use supplyline::diagnostic::Place;
use supplyline::progress::Progress as _;
use supplyline::report::{NetworkFormat, write_network};
use supplyline::{Impedance, Network, View};

use crate::args::Format;
use crate::bar::Bar;
use crate::failure::{Failure, Told};
use crate::tell_checked;

#[derive(Debug, Args)]
pub(crate) struct Reduce {
    /// A network with hubs, such as the one that supplyline import makes
    #[arg(value_hint = ValueHint::AnyPath)]
    network: PathBuf,

    /// What to write: a folder for GMNS, or a file that ends in .geojson, .graphml or .supplyline
    #[arg(value_hint = ValueHint::AnyPath)]
    out: PathBuf,

    /// The hubs to keep, by their keys or unique names; all that are more than a junction unless given
    #[arg(long, value_name = "HUB", num_args = 1..)]
    hubs: Vec<String>,

    /// What the best direct route is best in
    #[arg(long, value_enum, default_value_t = Cost::Time)]
    cost: Cost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Cost {
    Time,
    Length,
}

pub(crate) fn answer(ask: &Reduce, format: Format, bar: &Bar) -> Result<(), Failure> {
    let network = Network::read_with(&ask.network, bar)?;
    let mut options = ReduceOptions::default().progress(bar);
    if !ask.hubs.is_empty() {
        let mut hubs = Vec::new();
        let mut unknown = Vec::new();
        for name in &ask.hubs {
            match network.find_hub(name) {
                Ok(hub) => hubs.push(hub),
                Err(problem) => unknown.push(Told::new(&Place::key("--hubs"), problem)),
            }
        }
        if !unknown.is_empty() {
            return Err(Failure::Input(unknown, 0));
        }
        options = options.hubs(hubs);
    }
    let impedance = match ask.cost {
        Cost::Time => Impedance::Time,
        Cost::Length => Impedance::Length,
    };
    let graph = reduce(&View::new(&network, impedance), options)?;
    if graph.hubs.is_empty() {
        let message = "no hub is more than a junction; import the map with --places, or name hubs by --hubs";
        return Err(Failure::Input(vec![Told::new(&Place::file(&ask.network), message)], 0));
    }
    let small = Network::try_from(graph.rows(&network))?;
    if bar.stop_requested() {
        return Err(Failure::Stopped);
    }
    bar.begin("writing the network", 0);
    write_network(&small, &ask.out, NetworkFormat::of(&ask.out).unwrap_or(NetworkFormat::Gmns))?;
    bar.finish();
    tell_checked(&ask.out, "written", &small, &[], &[], format)
}

//! `supplyline export`: a network in another format.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};
use supplyline::Network;
use supplyline::progress::Progress as _;
use supplyline::report::{NetworkFormat, write_network};

use crate::args::Format;
use crate::bar::Bar;
use crate::failure::Failure;
use crate::tell_checked;

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// A network: a GMNS folder, a cache, a TNTP net, a CSV edge list
    #[arg(value_hint = ValueHint::AnyPath)]
    network: PathBuf,

    /// What to write; a folder for GMNS, else a file
    #[arg(value_hint = ValueHint::AnyPath)]
    out: PathBuf,

    /// The format; unless given it is that of the output's name: .geojson, .graphml, .supplyline (a cache), or none for GMNS
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<To>,
}

/// What a network is written as.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum To {
    /// A folder that reads back as the same network
    Gmns,
    /// Hubs as points and links as lines, for maps
    Geojson,
    /// For programs about graphs, such as networkx
    Graphml,
    /// Bytes that are read much faster than anything else
    Cache,
}

impl From<To> for NetworkFormat {
    fn from(to: To) -> Self {
        match to {
            To::Gmns => Self::Gmns,
            To::Geojson => Self::GeoJson,
            To::Graphml => Self::GraphMl,
            To::Cache => Self::Cache,
        }
    }
}

impl Export {
    /// The format that is asked for; nothing where neither a flag nor the name says.
    pub(crate) fn format(&self) -> Option<NetworkFormat> {
        self.to.map(NetworkFormat::from).or_else(|| NetworkFormat::of(&self.out))
    }
}

pub(crate) fn answer(ask: &Export, format: Format, bar: &Bar) -> Result<(), Failure> {
    let network = Network::read_with(&ask.network, bar)?;
    if bar.stop_requested() {
        return Err(Failure::Stopped);
    }
    bar.begin("writing the network", 0);
    write_network(&network, &ask.out, ask.format().unwrap_or(NetworkFormat::Gmns))?;
    bar.finish();
    tell_checked(&ask.out, "written", &network, &[], &[], format)
}

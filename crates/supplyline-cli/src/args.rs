//! The command line: what can be asked, and how it is spelled.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum, ValueHint};
use supplyline::analysis::flow::Shares;
use supplyline::analysis::impact::Throughputs;
use supplyline::analysis::metrics::Metric;
use supplyline::analysis::sever::Losable;

use crate::export::Export;
use crate::import::Import;
use crate::reduce::Reduce;

/// How the command ends.
pub(crate) const EXIT_CODES: &str = "Exit codes:
  0    done
  1    the input has problems; they are listed, and nothing was written
  2    the command line is wrong
  3    --verify found an answer that its witness does not prove
  4    the output cannot be written
  130  import, export or reduce was stopped by Ctrl-C; nothing was written
";

/// What happens to supply when a hub is lost?
#[derive(Debug, Parser)]
#[command(name = "supplyline", version, about, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// How to print
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,

    /// Threads to use; as many as there are cores unless given. The answers are the same
    #[arg(long, global = true, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl Cli {
    /// Ends the command where what was asked for does not go together in a way that the parser does not see.
    pub(crate) fn check(&self) {
        if let Command::Rank(ask) = &self.command
            && ask.by.contains(&By::Redundancy)
            && !ask.links
        {
            let message = "redundancy is a metric of links; add --links";
            Self::command().error(ErrorKind::MissingRequiredArgument, message).exit();
        }
        if let Command::Export(ask) = &self.command
            && ask.format().is_none()
        {
            let message =
                "the output's name does not tell its format; add --to gmns, geojson, graphml or cache";
            Self::command().error(ErrorKind::MissingRequiredArgument, message).exit();
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario: what becomes of each destination
    #[command(after_help = "Examples:
  supplyline run kupiansk-lost.toml
  supplyline run kupiansk-lost.toml --out results     table, report.json, impact.csv, routes.geojson, report.html
  supplyline run kupiansk-lost.toml --verify --format json")]
    Run(Run),

    /// Ask a what-if: a scenario with more closures, without editing its file
    #[command(after_help = "Examples:
  supplyline impact kupiansk-lost.toml --close Svatove
  supplyline impact kupiansk-lost.toml --close Kupiansk,Kupiansk-Vuzlovyi --mode rail --only
  supplyline impact kupiansk-lost.toml --close-link road:M17:Antonivka-bridge")]
    Impact(Impact),

    /// How much gets through to each destination, by which routes, and what limits it
    #[command(
        after_help = "Each destination is asked about alone, and all of them at once: what there is is shared out and delivered
at the least cost within all capacities.

Examples:
  supplyline flow kupiansk-lost.toml
  supplyline flow kupiansk-lost.toml --out results    table, flow.json, flow.csv, links.csv, flow.geojson, flow.html
  supplyline flow kupiansk-lost.toml --shares most    as much in all as can be, whoever gets it
  supplyline flow kupiansk-lost.toml --curve Svatove  what gets through as Svatove loses its capacity,
                                                      and what the same delivery costs"
    )]
    Flow(Flow),

    /// The fewest losses that sever destinations
    #[command(after_help = "Only the scenario's baseline closures hold; its other closures do not count.

Examples:
  supplyline sever kupiansk-lost.toml --destination Izium
  supplyline sever kupiansk-lost.toml --destination Izium --losing links --protect Kupiansk
  supplyline sever kupiansk-lost.toml --weight Valuyki=3,Svatove=2 --terminals --out results")]
    Sever(Sever),

    /// Rank every hub by what its loss alone would do to the destinations of a scenario
    #[command(after_help = "Only the scenario's baseline closures hold; its other closures do not count.

Examples:
  supplyline rank kupiansk-lost.toml
  supplyline rank kupiansk-lost.toml --links --top 50 --out results
                                      table, ranking.json, ranking.csv, exposure.csv, ranking.geojson,
                                      ranking.html
  supplyline rank kupiansk-lost.toml --after Kupiansk       what hurts most once Kupiansk is lost
  supplyline rank kupiansk-lost.toml --pairs --links        which two losses sever what neither severs alone
  supplyline rank kupiansk-lost.toml --by severed,importance,betweenness
                                      several metrics side by side, with how far they agree")]
    Rank(Rank),

    /// Validate a network or a scenario, and tell what is in it
    #[command(after_help = "Examples:
  supplyline check examples/kharkiv-2022/network
  supplyline check examples/kharkiv-2022/kupiansk-lost.toml --format json")]
    Check {
        /// A scenario file (TOML), or a network: a GMNS folder, a cache, a TNTP net, a CSV edge list
        #[arg(value_hint = ValueHint::AnyPath)]
        path: PathBuf,
    },

    /// Make a network of other people's files: a GMNS folder, and a scenario where they hold trips
    #[command(after_help = "Examples:
  supplyline import SiouxFalls_net.tntp SiouxFalls_trips.tntp --out sioux-falls
                                      its node file is found beside it; trips become OD pairs
  supplyline import roads.csv --column from=Von,to=Nach --length-unit m --out roads
  supplyline import porto.osm.pbf --out porto          towns and stations become hubs
  supplyline import rail/*.geojson --places towns.csv --out rail
                                      crossings are split and gaps closed: rail/mended.geojson")]
    Import(Import),

    /// Write a network in another format: GMNS, GeoJSON, GraphML, or a cache that is read much faster
    #[command(after_help = "Examples:
  supplyline export examples/kharkiv-2022/network network.graphml
  supplyline export examples/kharkiv-2022/network network.supplyline   then: network = \"network.supplyline\"
  supplyline export network.supplyline network --to gmns")]
    Export(Export),

    /// Make a graph of the hubs of a detailed network: who is joined directly, how far, how long, by which way
    #[command(after_help = "Examples:
  supplyline reduce imported/network hubs
  supplyline reduce imported/network hubs.geojson --cost length --hubs Kupiansk Svatove Izium")]
    Reduce(Reduce),

    /// Print the rules by which maps are read, to start a profile of your own from
    #[command(after_help = "Example:
  supplyline profile > lorries.toml      then: supplyline import map.osm.pbf --profile lorries.toml --out lorries")]
    Profile,

    /// Print the JSON Schema of scenario files
    #[command(after_help = "Example:
  supplyline schema > scenario.schema.json")]
    Schema,

    /// Print a script that completes this command in a shell
    #[command(after_help = "Example:
  supplyline completions bash > /etc/bash_completion.d/supplyline")]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: PathBuf,

    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Impact {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: PathBuf,

    /// Hubs to close too, by their keys or unique names
    #[arg(long, value_name = "HUB", value_delimiter = ',', required_unless_present_any = ["close_link", "close_area"])]
    pub(crate) close: Vec<String>,

    /// Links to close too, by their keys
    #[arg(long, value_name = "LINK", value_delimiter = ',')]
    pub(crate) close_link: Vec<String>,

    /// A GeoJSON file; everything in its polygons is closed too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) close_area: Option<PathBuf>,

    /// Close these modes only
    #[arg(long, value_name = "MODE", value_delimiter = ',')]
    pub(crate) mode: Vec<String>,

    /// Instead of the scenario's own closures; those of its baseline stay
    #[arg(long)]
    pub(crate) only: bool,

    #[command(flatten)]
    pub(crate) output: Output,
}

/// A metric that elements are compared by, as the command line has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Demand that the loss severs, terminals not counted
    Severed,
    /// What the loss adds to the cost, for each tonne of all demand (Jenelius)
    Importance,
    /// Tonnes a day that get through less, within all capacities (maximum flow)
    Throughput,
    /// The share of the network's efficiency that is lost (Latora and Marchiori)
    Efficiency,
    /// The share of the accessibility of demand that is lost (Hansen)
    Accessibility,
    /// Pairs of hubs that have their shortest routes over it (Freeman, Brandes)
    Betweenness,
    /// Tonnes a day that pass it on the shortest routes from origins to destinations
    Throughflow,
    /// How near a hub is to all others
    Closeness,
    /// How many components the loss adds
    Components,
    /// What the detour between the ends of a link adds; needs --links
    Redundancy,
}

impl From<By> for Metric {
    fn from(by: By) -> Self {
        match by {
            By::Severed => Self::Severed,
            By::Importance => Self::Importance,
            By::Throughput => Self::Throughput,
            By::Efficiency => Self::Efficiency,
            By::Accessibility => Self::Accessibility,
            By::Betweenness => Self::Betweenness,
            By::Throughflow => Self::Throughflow,
            By::Closeness => Self::Closeness,
            By::Components => Self::Components,
            By::Redundancy => Self::Redundancy,
        }
    }
}

/// How what there is is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SharesOf {
    /// As much in all as can be, whoever gets it
    Most,
    /// As evenly as can be in the share of demand met
    Fair,
    /// The same share of demand to all that anything gets to
    Proportional,
}

impl From<SharesOf> for Shares {
    fn from(shares: SharesOf) -> Self {
        match shares {
            SharesOf::Most => Self::Most,
            SharesOf::Fair => Self::Fair,
            SharesOf::Proportional => Self::Proportional,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Flow {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: PathBuf,

    /// How what there is is shared out where not all demand can be met
    #[arg(long, value_enum, value_name = "HOW", default_value_t = SharesOf::Fair)]
    pub(crate) shares: SharesOf,

    /// Also tell what gets through to all as this hub loses its capacity, from the baseline, and what the same delivery costs
    /// as long as it fits, at every break point; where destinations draw on different origins, the most that all get together alone
    #[arg(long, value_name = "HUB")]
    pub(crate) curve: Option<String>,

    /// Write flow.json, flow.csv, links.csv, flow.geojson and flow.html into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    /// Check every flow by its cuts and prices, with code that shares nothing with the search
    #[arg(long)]
    pub(crate) verify: bool,
}

/// What may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Losing {
    /// Hubs
    Hubs,
    /// Physical links
    Links,
    /// Both
    Both,
}

impl From<Losing> for Losable {
    fn from(losing: Losing) -> Self {
        match losing {
            Losing::Hubs => Self::Hubs,
            Losing::Links => Self::Links,
            Losing::Both => Self::HubsAndLinks,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Sever {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: PathBuf,

    /// Sever these destinations, all of them together; all of the scenario unless given
    #[arg(long, value_name = "HUB", value_delimiter = ',')]
    pub(crate) destination: Vec<String>,

    /// What may be lost
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Losing::Hubs)]
    pub(crate) losing: Losing,

    /// Hubs and links that cannot be lost
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    pub(crate) protect: Vec<String>,

    /// How much the loss of a hub or link weighs; 1 unless given
    #[arg(long, value_name = "KEY=N", value_delimiter = ',')]
    pub(crate) weight: Vec<String>,

    /// The origins and the destinations themselves may be lost too
    #[arg(long)]
    pub(crate) terminals: bool,

    /// List at most so many sets, the first by their keys
    #[arg(long, value_name = "N", default_value_t = supplyline::analysis::sever::LISTED_SETS)]
    pub(crate) limit: usize,

    /// Look at no more than so many branches, where hubs of several nodes or several OD origins take a search
    #[arg(long, value_name = "N", default_value_t = supplyline::analysis::sever::BRANCHES)]
    pub(crate) work: u64,

    /// Write sever.json and sever.csv into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    /// Check every set by closing it, and the routes that prove it to be the least
    #[arg(long)]
    pub(crate) verify: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Rank {
    /// The scenario file
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) scenario: PathBuf,

    /// Rank physical links beside hubs
    #[arg(long)]
    pub(crate) links: bool,

    /// Instead, list the pairs of losses that together sever a destination which neither severs alone; with --out they are
    /// written to pairs.json and pairs.csv
    #[arg(long, conflicts_with_all = ["top", "index"])]
    pub(crate) pairs: bool,

    /// List at most so many pairs, the first by their keys
    #[arg(long, value_name = "N", requires = "pairs", default_value_t = supplyline::analysis::rank::LISTED_PAIRS)]
    pub(crate) limit: usize,

    /// Instead, list hubs (and links, with --links) by these metrics side by side, the first deciding the order, and how far
    /// each two agree (Kendall's tau-b); with --out they are written to comparison.json, comparison.csv and tau.csv
    #[arg(long, value_name = "METRIC", value_enum, value_delimiter = ',', conflicts_with_all = ["pairs", "verify"])]
    pub(crate) by: Vec<By>,

    /// Work efficiency and betweenness out from so many hubs, drawn at random, with a bound on the error; unless given,
    /// large networks are sampled and others are not
    #[arg(long, value_name = "N", requires = "by", conflicts_with = "exact")]
    pub(crate) sample: Option<NonZeroUsize>,

    /// The seed of the sample
    #[arg(long, value_name = "N", requires = "sample", default_value_t = 1)]
    pub(crate) seed: u64,

    /// Work all metrics out exactly, however large the network is
    #[arg(long, requires = "by")]
    pub(crate) exact: bool,

    /// Hubs that are lost already, by their keys or unique names
    #[arg(long, value_name = "HUB", value_delimiter = ',')]
    pub(crate) after: Vec<String>,

    /// List only the worst of them; the table lists 20 unless given, files all
    #[arg(long, value_name = "N")]
    pub(crate) top: Option<usize>,

    /// Leave out how much less gets through: routes alone, which is faster on large networks with capacities
    #[arg(long, conflicts_with_all = ["pairs", "by"])]
    pub(crate) no_throughput: bool,

    /// Make the witness of every loss, or pair of losses, anew and check it, or of so many of them with --verify=N
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "0")]
    pub(crate) verify: Option<usize>,

    /// Write ranking.json, ranking.csv, exposure.csv, ranking.geojson and ranking.html into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    /// Keep the network's index in this file: read it, or make and write it where there is none yet. For large networks;
    /// the answers are the same
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) index: Option<PathBuf>,
}

/// What the flag that leaves out what gets through means.
pub(crate) fn throughputs(left_out: bool) -> Throughputs {
    if left_out { Throughputs::LeftOut } else { Throughputs::WhereLimited }
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Write report.json, impact.csv, routes.geojson and report.html into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    /// Keep the network's index in this file: read it, or make and write it where there is none yet. For large networks
    /// with many OD origins; the answers are the same
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) index: Option<PathBuf>,

    /// Leave out how much gets through: routes alone, which is faster on large networks with capacities
    #[arg(long)]
    pub(crate) no_throughput: bool,

    /// Check every answer by its witness, with code that shares nothing with the search
    #[arg(long)]
    pub(crate) verify: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

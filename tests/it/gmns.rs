//! GMNS folders: plain ones that were made elsewhere, ours, and the way out and in again.

use std::fs;
use std::path::Path;

use supplyline::import::{GmnsOptions, Repair, read_gmns};
use supplyline::progress::Silent;
use supplyline::report::write_gmns;
use supplyline::units::TonnesPerDay;
use supplyline::{Mode, Network};

use crate::networks::described;
use crate::random::world;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn read(folder: &tempfile::TempDir) -> Network {
    Network::read(folder.path()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn what_is_written_reads_back() {
    for seed in 0..100 {
        let network = world(seed).network;
        let folder = tempfile::tempdir().unwrap();
        write_gmns(&network, folder.path()).unwrap();
        assert_eq!(described(&read(&folder)), described(&network), "seed {seed}");
    }
}

/// The columns and habits of a folder in feet and miles, projected, with uses instead of modes.
#[test]
fn a_plain_folder_in_miles_and_utm_is_read() {
    let folder = folder(&[
        ("config.csv", "dataset_name,long_length,speed,crs\nTown,mile,mph,32637\n"),
        (
            "node.csv",
            "node_id,name,x_coord,y_coord,z_coord,node_type\n1,,500000,5540000,,\n2,,501609.344,5540000,,\n",
        ),
        (
            "link.csv",
            "link_id,name,from_node_id,to_node_id,directed,geometry_id,geometry,dir_flag,length,free_speed,lanes,allowed_uses\n\
             10,Main,1,2,1,,\"LINESTRING(500000 5540000,501609.344 5540000)\",1,1.0,60,2,\"auto, truck\"\n\
             11,Main,2,1,1,,\"LINESTRING(500000 5540000,501609.344 5540000)\",-1,1.0,60,2,\"auto, truck\"\n\
             12,Path,1,2,0,,,0,1.0,3,0,\"WALK, BIKE\"\n",
        ),
    ]);
    let network = read(&folder);
    assert_eq!(network.name(), Some("Town"));
    let link = network.link(network.find_links("11").unwrap()[0]);
    assert!(link.is_directed());
    assert_eq!(link.modes().collect::<Vec<_>>(), [&Mode::Road]);
    assert!((link.length().km() - 1.6093).abs() < 1e-9);
    let seconds = network.time(link.arcs()[0]).hours() * 3_600.0;
    assert!(
        (seconds - 60.0).abs() < 0.005,
        "a mile, kept to the decimetre, at 60 mph is a minute, not {seconds} s"
    );
    let line = link.geometry();
    assert!(line[0][0] > line[1][0], "drawn against its direction, so it was turned round");
    assert!((line[1][0] - 39.0).abs() < 1e-6, "UTM 37 has its middle at 39 degrees east");
    let path = network.link(network.find_links("12").unwrap()[0]);
    assert_eq!(path.modes().map(Mode::name).collect::<Vec<_>>(), ["bike", "walk"]);
    assert_eq!(path.arcs().len(), 4);
}

/// Some writers leave `directed` out and say it by `dir_flag`.
#[test]
fn dir_flag_stands_in_for_directed() {
    let folder = folder(&[
        ("node.csv", "node_id,x_coord,y_coord\n1,36.0,50.0\n2,36.1,50.0\n"),
        ("link.csv", "link_id,from_node_id,to_node_id,dir_flag,length\na,1,2,1,8\nb,1,2,0,8\n"),
    ]);
    let empty = self::folder(&[
        ("node.csv", "node_id,x_coord,y_coord\n1,36.0,50.0\n2,36.1,50.0\n"),
        ("link.csv", "link_id,from_node_id,to_node_id,directed,dir_flag,length\na,1,2,,1,8\nb,1,2,,0,8\n"),
    ]);
    assert_eq!(described(&read(&empty)), described(&read(&folder)));
    let network = read(&folder);
    let directed: Vec<bool> = network.links().map(supplyline::network::Link::is_directed).collect();
    assert_eq!(directed, [true, false]);
}

#[test]
fn geometry_of_its_own_file_is_followed() {
    let folder = folder(&[
        ("node.csv", "node_id,x_coord,y_coord\n1,36.0,50.0\n2,36.1,50.0\n"),
        ("link.csv", "link_id,from_node_id,to_node_id,directed,geometry_id\na,1,2,0,g\n"),
        ("geometry.csv", "geometry_id,geometry\ng,\"LINESTRING (36.0 50.0, 36.05 50.1, 36.1 50.0)\"\n"),
    ]);
    let network = read(&folder);
    let link = network.links().next().unwrap();
    assert_eq!(link.geometry().len(), 3);
    assert!(link.length().km() > 20.0);
    assert!(network.repairs().contains(&Repair::LengthsMeasured { links: 1 }));
}

#[test]
fn our_columns_are_read() {
    let folder = folder(&[
        (
            "node.csv",
            "node_id,hub,hub_name,mode,transfer_time_h,transfer_capacity_t_per_d,capacity_t_per_d\n\
             yard,K,Kupiansk,rail,6,500,9000\n\
             square,K,,road,,,\n\
             izium,,,,,,\n",
        ),
        (
            "link.csv",
            "link_id,from_node_id,to_node_id,directed,length,time_h,mode,physical_link,capacity_t_per_d,shared_capacity\n\
             up,yard,izium,true,60,1.5,rail,line,800,true\n\
             down,izium,yard,true,60,1.5,rail,line,800,true\n\
             p79,square,izium,false,70,1,road,,,\n",
        ),
    ]);
    let network = read(&folder);
    let hub = network.hub(network.find_hub("Kupiansk").unwrap());
    assert_eq!((hub.key(), hub.nodes().len(), hub.is_compact()), ("K", 2, true));
    let line: Vec<&str> =
        network.find_links("line").unwrap().into_iter().map(|link| network.link(link).key()).collect();
    assert_eq!(line, ["up", "down"]);
    let up = network.find_links("up").unwrap()[0];
    assert_eq!(network.physical_link(up).count(), 2);
    assert!(network.link(up).shares_capacity());
    let transfers: Vec<String> = network
        .transfers()
        .map(|transfer| format!("{} {} {}", transfer.hub().key(), transfer.time(), transfer.is_assumed()))
        .collect();
    assert_eq!(transfers, ["K 6 h 00 false", "izium 0 h 00 true"]);
}

/// Vehicles an hour and lane, with what one carries, are tonnes a day; our own column comes first, and lanes that are not stated are
/// one, which is told.
#[test]
fn capacities_in_vehicles_are_read_with_a_load() {
    let links = |rows: &str| {
        let header = "link_id,from_node_id,to_node_id,directed,length,capacity,lanes,capacity_t_per_d\n";
        folder(&[("node.csv", "node_id\na\nb\n"), ("link.csv", &format!("{header}{rows}"))])
    };
    let folder = links(
        "1,a,b,1,1,100,2,\n2,a,b,0,1,100,,\n3,b,a,1,1,100,2,7\n4,b,a,1,1,,3,\n5,b,a,1,1,50.5,1,\n6,b,a,1,1,80,0,\n",
    );
    let with = |folder: &tempfile::TempDir| {
        let options = GmnsOptions::default().per_vehicle("10 t".parse().unwrap());
        Network::try_from(read_gmns(folder.path(), options, &Silent))
    };
    let network = with(&folder).unwrap();
    let tonnes: Vec<Option<f64>> =
        network.links().map(|link| link.capacity().limit().map(TonnesPerDay::tonnes)).collect();
    assert_eq!(tonnes, [Some(48_000.0), Some(24_000.0), Some(7.0), None, Some(12_120.0), Some(0.0)]);
    assert!(network.repairs().contains(&Repair::LanesAssumed { links: 1 }), "{:?}", network.repairs());
    // Without a load it is not read.
    let plain = read(&folder);
    assert_eq!(plain.links().filter(|link| link.capacity().limit().is_some()).count(), 1);
    assert!(!plain.repairs().contains(&Repair::LanesAssumed { links: 1 }));
    for (rows, told) in [
        ("1,a,b,1,1,many,2,\n", "column capacity: 'many' is not a number"),
        ("1,a,b,1,1,100,few,\n", "column lanes: 'few' is not a number"),
        ("1,a,b,1,1,100,-2,\n", "column lanes: "),
        ("1,a,b,1,1,-100,2,\n", "column capacity: "),
    ] {
        let problems = with(&links(rows)).unwrap_err().to_string();
        assert!(problems.contains(&format!("link.csv:2: {told}")) && !problems.contains('\n'), "{problems}");
    }
    let none = self::folder(&[
        ("node.csv", "node_id\na\nb\n"),
        ("link.csv", "link_id,from_node_id,to_node_id,directed,length\n1,a,b,1,1\n"),
    ]);
    let problems = with(&none).unwrap_err().to_string();
    assert!(problems.contains("column 'capacity' is missing"), "{problems}");
}

#[test]
fn lengths_in_another_unit_than_they_say_are_noticed() {
    let rows: String = (0..9).map(|at| format!("{at},{},{},0,7170\n", at, at + 1)).collect();
    let nodes: String = (0..10).map(|at| format!("{at},{},50\n", 36.0 + f64::from(at) * 0.1)).collect();
    let folder = folder(&[
        ("node.csv", &format!("node_id,x_coord,y_coord\n{nodes}")),
        ("link.csv", &format!("link_id,from_node_id,to_node_id,directed,length\n{rows}")),
    ]);
    let told: Vec<String> = read(&folder).repairs().iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|line| line.contains("is the unit of lengths right (in GMNS, long_length of config.csv)?")),
        "{told:?}"
    );
}

#[test]
fn a_network_is_read_by_its_folder_or_by_a_file_in_it() {
    let network = world(7).network;
    let folder = tempfile::tempdir().unwrap();
    write_gmns(&network, folder.path()).unwrap();
    for path in [folder.path().to_owned(), folder.path().join("node.csv"), folder.path().join("link.csv")] {
        assert_eq!(described(&Network::read(&path).unwrap()), described(&network), "{}", path.display());
    }
    assert!(Network::read(Path::new("no/such/folder")).is_err());
}

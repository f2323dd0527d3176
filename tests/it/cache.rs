//! Networks kept as bytes: the same ones come back, and whatever else there is in a file is refused by name.

use fastrand::Rng;
use supplyline::analysis::impact;
use supplyline::import::RawNetwork;
use supplyline::network::{CacheError, LatLon, NewLink, NewNode};
use supplyline::report::{Report, write_gmns};
use supplyline::{Mode, Network, Study};

use crate::imports::Folder;
use crate::networks::described;
use crate::random::world;

/// All of a network, private fields and what finds things included.
fn debugged(network: &Network) -> String {
    format!("{network:?}")
}

#[test]
fn random_networks_come_back() {
    for seed in 0..300 {
        let network = world(seed).network;
        let bytes = network.to_bytes();
        let read = Network::from_bytes(&bytes).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(debugged(&read), debugged(&network), "seed {seed}");
        assert_eq!(read.to_bytes(), bytes, "seed {seed}");
        assert_eq!(RawNetwork::from(&read), RawNetwork::from(&network), "seed {seed}");
        assert_eq!(described(&read), described(&network), "seed {seed}");
    }
}

/// Everything that a network may hold and a random one does not.
fn rich() -> Network {
    Network::builder()
        .name("Куп'янськ")
        .hub(NewNode::new("V").name("Valuyki").at(LatLon { lat: 50.2, lon: 38.1 }).capacity("9000 t/d"))
        .node(NewNode::new("K.r").in_hub("K").mode(Mode::Rail).at(LatLon { lat: 49.7, lon: 37.6 }))
        .node(
            NewNode::new("K.h")
                .in_hub("K")
                .mode(Mode::Road)
                .at(LatLon { lat: 49.7, lon: 37.6 })
                .name("Square"),
        )
        .hub(NewNode::new("I").mode(Mode::from("cableway")).transfer_time("2 h").transfer_capacity("0 t/d"))
        .hub("alone")
        .link(
            NewLink::rail("V", "K.r")
                .length("70.05 km")
                .shared_capacity("3000 t/d")
                .physical("line")
                .name("R1"),
        )
        .link(NewLink::rail("K.r", "V").key("r2").length("70 km").one_way().physical("line"))
        .link(
            NewLink::road("V", "K.h")
                .along([(50.2, 38.1), (50.0, 38.0), (49.7, 37.6)].map(|(lat, lon)| LatLon { lat, lon })),
        )
        .link(
            NewLink::road("I", "V")
                .also(Mode::from("cableway"))
                .also(Mode::Water)
                .length("3 km")
                .time("90 min"),
        )
        .link(NewLink::rail("V", "V").key("loop").length("0 km"))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_network_of_everything_comes_back_with_its_notes() {
    let network = rich();
    let read = Network::from_bytes(&network.to_bytes()).unwrap();
    assert_eq!(debugged(&read), debugged(&network));
    assert!(!network.repairs().is_empty());
    assert_eq!(read.repairs(), network.repairs());
    assert_eq!(read.name(), Some("Куп'янськ"));
    assert_eq!(read.fingerprint(), network.fingerprint());
}

#[test]
fn damage_is_always_found() {
    let bytes = rich().to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            assert!(Network::from_bytes(&damaged).is_err(), "bit {bit} of byte {at}");
        }
        assert!(Network::from_bytes(&bytes[..at]).is_err(), "cut off after {at}");
    }
    let mut rng = Rng::with_seed(1);
    for seed in 0..2_000 {
        let network = world(seed % 50).network;
        let bytes = network.to_bytes();
        let mut damaged = bytes.clone();
        for _ in 0..=rng.usize(0..4) {
            let at = rng.usize(0..damaged.len());
            match rng.u8(0..4) {
                0 => damaged[at] = rng.u8(..),
                1 => drop(damaged.remove(at)),
                2 => damaged.insert(at, rng.u8(..)),
                _ => damaged.truncate(at.max(1)),
            }
        }
        match Network::from_bytes(&damaged) {
            Ok(read) => assert_eq!(debugged(&read), debugged(&network), "seed {seed}"),
            Err(_) => assert_ne!(damaged, bytes, "seed {seed}"),
        }
    }
}

#[test]
fn each_refusal_has_its_name() {
    let bytes = rich().to_bytes();
    let told = |bytes: &[u8]| Network::from_bytes(bytes).err().map(|error| error.to_string());
    assert_eq!(
        told(b"").as_deref(),
        Some("not a cache of supplyline (0 bytes); give another file, or export the network again")
    );
    assert_eq!(
        told(b"supplyline cachet").as_deref(),
        Some("not a cache of supplyline (17 bytes); give another file, or export the network again")
    );
    let mut newer = bytes.clone();
    newer[16] = 2;
    assert_eq!(
        told(&newer).as_deref(),
        Some("a cache of version 2, but this program knows version 1; export the network again")
    );
    let length = bytes.len();
    assert_eq!(
        told(&bytes[..length - 1]),
        Some(format!(
            "a cache of {} bytes that has to have {length}: cut off? Export the network again",
            length - 1
        ))
    );
    let longer = [bytes.as_slice(), b"\n"].concat();
    assert!(matches!(Network::from_bytes(&longer), Err(CacheError::WrongLength { .. })));
    let mut damaged = bytes.clone();
    damaged[100] ^= 1;
    assert_eq!(
        told(&damaged).as_deref(),
        Some("a damaged cache: its checksum is wrong; export the network again")
    );
    // Sealed again by somebody: the checksum is right, and what it says is not.
    let mut forged = [&bytes[..length - 4], &[0]].concat();
    forged[20..28].copy_from_slice(&(length as u64 + 1).to_le_bytes());
    forged.extend_from_slice(&crc32fast::hash(&forged).to_le_bytes());
    assert!(
        matches!(Network::from_bytes(&forged), Err(CacheError::Contradiction { .. })),
        "{:?}",
        told(&forged)
    );
}

const NODES: &str = "node_id,x_coord,y_coord\nValuyki,38.1,50.2\nKupiansk,37.6,49.7\nIzium,37.2,49.2\n";
const LINKS: &str = "link_id,from_node_id,to_node_id,directed,length,allowed_uses\n\
                     r1,Valuyki,Kupiansk,false,70,rail\nr2,Kupiansk,Izium,false,90,rail\nh1,Valuyki,Izium,false,300,road\n";
const SCENARIO: &str = "version = 1\nnetwork = \"NETWORK\"\n[[origin]]\nhub = \"Valuyki\"\n[[destination]]\nhub = \"Izium\"\n\
                        [[closure]]\nhubs = [\"Kupiansk\"]\n";

/// A file is known by its first bytes, so any name will do; and what it answers is what the folder answers.
#[test]
fn a_cache_stands_in_wherever_a_network_is_read() {
    let folder = Folder::new(&[("node.csv", NODES), ("link.csv", LINKS)]);
    let network = Network::read(folder.path("node.csv")).unwrap();
    let report = |name: &str| {
        std::fs::write(folder.path("s.toml"), SCENARIO.replace("NETWORK", name)).unwrap();
        let study = Study::open(folder.path("s.toml")).unwrap_or_else(|error| panic!("{error}"));
        let scenario = study.scenario().unwrap();
        Report::new(&scenario, &impact(&scenario, None).unwrap()).to_json()
    };
    let by_rows = report("node.csv");
    for name in ["network.supplyline", "network.csv", "network", "n.tntp"] {
        std::fs::write(folder.path(name), network.to_bytes()).unwrap();
        assert_eq!(debugged(&Network::read(folder.path(name)).unwrap()), debugged(&network), "{name}");
        assert_eq!(report(name), by_rows, "{name}");
    }
}

#[test]
fn a_bad_cache_is_told_with_its_file() {
    let folder = Folder::new(&[("node.csv", NODES), ("link.csv", LINKS)]);
    let bytes = Network::read(folder.path("node.csv")).unwrap().to_bytes();
    let told = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path(name), bytes).unwrap();
        folder.told(&Network::read(folder.path(name)).unwrap_err())
    };
    let length = bytes.len();
    assert_eq!(
        told("n.bin", &bytes[..length / 2]),
        [format!(
            "n.bin: a cache of {} bytes that has to have {length}: cut off? Export the network again",
            length / 2
        )]
    );
    assert_eq!(
        told("n.supplyline", &bytes[..9]),
        ["n.supplyline: not a cache of supplyline (9 bytes); give another file, or export the network again"],
        "by its name it was meant to be one"
    );
    assert_eq!(
        folder.told(&Network::read(folder.path("none.supplyline")).unwrap_err()),
        ["none.supplyline: no such file or folder; check the path"]
    );
    std::fs::write(folder.path("s.toml"), SCENARIO.replace("NETWORK", "n.bin")).unwrap();
    assert_eq!(folder.told(&Study::open(folder.path("s.toml")).unwrap_err()).len(), 1);
}

#[test]
fn what_is_read_from_a_cache_is_written_as_the_same_rows() {
    let network = rich();
    let read = Network::from_bytes(&network.to_bytes()).unwrap();
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    write_gmns(&network, folders[0].path()).unwrap();
    write_gmns(&read, folders[1].path()).unwrap();
    for name in ["config.csv", "node.csv", "link.csv", "transfer.csv"] {
        let [one, other] = folders.each_ref().map(|folder| std::fs::read(folder.path().join(name)).unwrap());
        assert_eq!(one, other, "{name}");
    }
}

"""The files of a network and a scenario as docs/FORMATS.md tells what they mean: nodes of one mode, and arcs between them.

Nothing is shared with the command. Amounts are kilograms a day, `math.inf` where there is no limit; costs are milliseconds or
decimetres.
"""

import csv
import dataclasses
import math
import tomllib
from fractions import Fraction

LINK_COLUMNS = [
    "link_id", "from_node_id", "to_node_id", "mode", "directed", "length", "time_h", "free_speed", "physical_link",
    "capacity_t_per_d", "shared_capacity",
]  # fmt: skip


@dataclasses.dataclass
class Node:
    hub: str
    row: str
    mode: str
    capacity: float


@dataclasses.dataclass
class Arc:
    tail: int
    head: int
    capacity: float
    time: int
    length: int
    # What is lost together: the key of a physical link or of a link alone; a transfer has none.
    physical: str | None
    # Both directions of a single track, of one mode, have the same.
    track: int | None = None


def rows_of(path):
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def kilograms(text):
    return int(Fraction(text) * 1000) if text else math.inf


def milliseconds(text):
    return round(Fraction(text or "0") * 3_600_000)


class Network:
    def __init__(self, folder):
        rows, links = rows_of(folder / "node.csv"), rows_of(folder / "link.csv")
        self.nodes, self.arcs = [], []
        # Links by their keys, and by those of physical links: what is lost together with each.
        self.physical_of = {}
        modes = {row["node_id"]: [mode for mode in row["mode"].split(";") if mode] for row in rows}
        for link in links:
            for end in (link["from_node_id"], link["to_node_id"]):
                modes[end] += [mode for mode in link["mode"].split(";") if mode not in modes[end]]
        self.at = {}
        for row in rows:
            for mode in modes[row["node_id"]]:
                self.at[row["node_id"], mode] = len(self.nodes)
                hub = row["hub"] or row["node_id"]
                self.nodes.append(Node(hub, row["node_id"], mode, kilograms(row["capacity_t_per_d"])))
        self.hubs = {}
        for number, node in enumerate(self.nodes):
            self.hubs.setdefault(node.hub, []).append(number)
        self.read_links(links)
        self.read_transfers(rows, rows_of(folder / "transfer.csv"), modes)

    def read_links(self, links):
        for link in links:
            length = round(Fraction(link["length"]) * 10_000)
            if link["time_h"]:
                time = milliseconds(link["time_h"])
            else:
                time = round(Fraction(length, 10_000) / Fraction(link["free_speed"]) * 3_600_000)
            physical = link["physical_link"] or link["link_id"]
            self.physical_of[link["link_id"]] = self.physical_of[physical] = physical
            for mode in link["mode"].split(";"):
                ends = [self.at[link[end], mode] for end in ("from_node_id", "to_node_id")]
                capacity = kilograms(link["capacity_t_per_d"])
                is_two_way = link["directed"] in ("false", "0")
                track = len(self.arcs) if is_two_way and link["shared_capacity"] == "true" else None
                self.arcs.append(Arc(*ends, capacity, time, length, physical, track))
                if is_two_way:
                    self.arcs.append(Arc(*reversed(ends), capacity, time, length, physical, track))

    def transfer(self, start, end, time, capacity, is_directed=False):
        self.arcs.append(Arc(start, end, capacity, time, 0, None))
        if not is_directed:
            self.arcs.append(Arc(end, start, capacity, time, 0, None))

    def read_transfers(self, rows, transfers, modes):
        stated = set()
        for row in transfers:
            ends = []
            for side in ("from", "to"):
                key = row[f"{side}_node_id"]
                ends.append(self.at[key, row[f"{side}_mode"] or modes[key][0]])
            time, capacity = milliseconds(row["time_h"]), kilograms(row["capacity_t_per_d"])
            self.transfer(*ends, time, capacity, row["directed"] == "true")
            if row["from_node_id"] == row["to_node_id"]:
                stated.add(row["from_node_id"])
        for row in rows:
            own = [self.at[row["node_id"], mode] for mode in modes[row["node_id"]]]
            if row["transfer_time_h"] or row["transfer_capacity_t_per_d"]:
                time = milliseconds(row["transfer_time_h"])
                capacity = kilograms(row["transfer_capacity_t_per_d"])
                others = [node for node in self.hubs[self.nodes[own[0]].hub] if node not in own]
                pairs = [(a, b) for a in own for b in others]
                pairs += [(a, b) for at, a in enumerate(own) for b in own[at + 1 :]]
            elif row["node_id"] not in stated:
                # Where modes meet and nothing is said, goods change freely.
                time, capacity = 0, math.inf
                pairs = [(a, b) for at, a in enumerate(own) for b in own[at + 1 :]]
            else:
                continue
            for start, end in pairs:
                self.transfer(start, end, time, capacity)

    def named_by(self, closure):
        """The nodes and arcs that a closure takes."""
        hubs = closure.get("hubs", [])
        modes = closure.get("modes")
        nodes = {
            number
            for number, node in enumerate(self.nodes)
            if (node.hub in hubs or "*" in hubs) and (modes is None or node.mode in modes)
        }
        physical = {self.physical_of[key] for key in closure.get("links", [])}
        arcs = {
            number
            for number, arc in enumerate(self.arcs)
            if arc.physical in physical and (modes is None or self.nodes[arc.tail].mode in modes)
        }
        return nodes, arcs

    def own_arcs(self, nodes):
        """What a factor on these nodes acts on: transfers at them, and links between two of them of one hub."""
        return {
            number
            for number, arc in enumerate(self.arcs)
            if (arc.physical is None and (arc.tail in nodes or arc.head in nodes))
            or (arc.tail in nodes and arc.head in nodes and self.nodes[arc.tail].hub == self.nodes[arc.head].hub)
        }

    def does_anything(self, closure):
        """Whether a closure takes anything; where it does not, or names a mode that is nowhere, it is an error."""
        if not set(closure.get("modes", [])) <= {node.mode for node in self.nodes}:
            return False
        nodes, arcs = self.named_by(closure)
        if "speed_factor" in closure and "capacity_factor" not in closure:
            return bool(arcs or self.own_arcs(nodes))
        return bool(nodes or arcs)


def share(value):
    """A factor: a number or a percentage."""
    text = str(value)
    return Fraction(text.rstrip(" %")) / 100 if text.endswith("%") else Fraction(text)


def left_of(capacity, factor):
    if capacity == math.inf:
        return 0 if factor == 0 else math.inf
    return math.floor(capacity * factor + Fraction(1, 2))


class View:
    """A network under closures: what is open, what it carries and costs."""

    def __init__(self, network, closures, cost):
        self.network = network
        node_factor, arc_factor, speed = {}, {}, {}
        self.closed_nodes, self.closed_arcs = set(), set()
        for closure in closures:
            nodes, arcs = network.named_by(closure)
            if "capacity_factor" not in closure and "speed_factor" not in closure:
                self.closed_nodes |= nodes
                self.closed_arcs |= arcs
                continue
            factor = share(closure.get("capacity_factor", 1))
            for node in nodes:
                node_factor[node] = node_factor.get(node, 1) * factor
            for arc in arcs | network.own_arcs(nodes):
                arc_factor[arc] = arc_factor.get(arc, 1) * factor
                speed[arc] = speed.get(arc, 1) * share(closure.get("speed_factor", 1))
        self.node_capacity = [
            left_of(node.capacity, node_factor.get(number, Fraction(1))) for number, node in enumerate(network.nodes)
        ]
        self.arc_capacity = [
            left_of(arc.capacity, arc_factor.get(number, Fraction(1))) for number, arc in enumerate(network.arcs)
        ]
        self.cost = [
            round(arc.time / speed.get(number, Fraction(1))) if cost == "time" else arc.length
            for number, arc in enumerate(network.arcs)
        ]

    def is_open(self, number):
        arc = self.network.arcs[number]
        return number not in self.closed_arcs and not {arc.tail, arc.head} & self.closed_nodes

    def without(self, hubs=(), links=()):
        """The same with more closed."""
        less = object.__new__(View)
        less.__dict__.update(self.__dict__)
        less.closed_nodes = self.closed_nodes | {node for hub in hubs for node in self.network.hubs.get(hub, [])}
        less.closed_arcs = self.closed_arcs | {n for n, arc in enumerate(self.network.arcs) if arc.physical in links}
        return less

    def own_limits(self, hub):
        """What limits a hub by itself and is open: its nodes, its transfers, links within it; as nodes and arcs."""
        nodes = set(self.network.hubs.get(hub, [])) - self.closed_nodes
        arcs = {number for number in self.network.own_arcs(nodes) if self.is_open(number)}
        return (
            [number for number in nodes if 0 < self.node_capacity[number] < math.inf],
            # What leads from a node to itself carries nothing that counts.
            [
                number
                for number in arcs
                if 0 < self.arc_capacity[number] < math.inf and self.network.arcs[number].tail != self.network.arcs[number].head
            ],
        )

    def with_share(self, hub, factor):
        """The same where this is left of the hub's own capacities, not rounded."""
        less = self.without()
        less.node_capacity, less.arc_capacity = list(self.node_capacity), list(self.arc_capacity)
        nodes, arcs = self.own_limits(hub)
        for number in nodes:
            less.node_capacity[number] *= factor
        for number in arcs:
            less.arc_capacity[number] *= factor
        return less


@dataclasses.dataclass
class Relation:
    destination: str
    # The hubs that it draws on.
    sources: frozenset
    demand: int
    od_origin: str | None


class Scenario:
    def __init__(self, path):
        self.spec = tomllib.loads(path.read_text())
        self.cost = self.spec["cost"]
        self.network = Network(path.parent / self.spec["network"])
        amount = lambda row, key: kilograms(row.get(key, "").removesuffix(" t/d"))
        # What no origin states has no limit.
        self.supplies = {row["origin"]: math.inf for row in self.spec.get("od", [])}
        self.supplies |= {row["hub"]: amount(row, "supply") for row in self.spec.get("origin", [])}
        stated = frozenset(row["hub"] for row in self.spec.get("origin", []))
        demand = lambda row: amount(row, "demand") if "demand" in row else 1000
        self.relations = [Relation(row["hub"], stated, demand(row), None) for row in self.spec.get("destination", [])]
        self.relations += [
            Relation(row["destination"], frozenset([row["origin"]]), demand(row), row["origin"])
            for row in self.spec.get("od", [])
        ]
        self.several_kinds = len({relation.sources for relation in self.relations}) > 1
        closures = self.spec.get("closure", [])
        self.baseline = [closure for closure in closures if closure.get("baseline")]
        self.before, self.after = self.view(self.baseline), self.view(closures)

    def view(self, closures):
        return View(self.network, closures, self.cost)

    def limits_anything(self):
        """Whether any capacity or supply is stated; of closures only those count that leave nothing."""
        network = self.network
        return any(it.capacity < math.inf for it in network.nodes + network.arcs) or any(
            supply < math.inf for supply in self.supplies.values()
        )

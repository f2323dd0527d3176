"""What a world holds, so that a run tells what it has covered."""

import collections
import math

import answers
import reading


def held_by(folder, scenario):
    """The names of what there is."""
    found = [*of_network(folder, scenario.network), *of_scenario(scenario)]
    return {what for what, is_there in found if is_there}


def of_network(folder, network):
    arcs, nodes, hubs = network.arcs, network.nodes, network.hubs.values()
    links = reading.rows_of(folder / "network" / "link.csv")
    limits = [it.capacity for it in arcs + nodes]
    transfers = [arc for arc in arcs if arc.physical is None]
    ends = collections.Counter((arc.tail, arc.head) for arc in arcs if arc.physical)
    linked = {node for arc in arcs if arc.physical for node in (arc.tail, arc.head)}
    rows_together = collections.Counter(link["physical_link"] for link in links if link["physical_link"])
    kinds = lambda hub, what: len({getattr(nodes[number], what) for number in hub})
    yield "several modes", len({node.mode for node in nodes}) > 1
    yield "hubs of one row and several modes", any(kinds(hub, "row") == 1 < kinds(hub, "mode") for hub in hubs)
    yield "hubs of many rows", any(kinds(hub, "row") > 1 for hub in hubs)
    yield "hubs with two nodes of a mode", any(kinds(hub, "mode") < len(hub) for hub in hubs)
    yield "hubs without links", any(linked.isdisjoint(hub) for hub in hubs)
    yield "transfers with a capacity", any(arc.capacity < math.inf for arc in transfers)
    yield "transfers with a time", any(arc.time for arc in transfers)
    yield "parallel links", any(count > 1 for count in ends.values())
    yield "self-loops", any(arc.tail == arc.head for arc in arcs)
    yield "one-way links", any(link["directed"] in ("true", "1") for link in links)
    yield "single tracks", any(arc.track is not None for arc in arcs)
    yield "links of several modes", any(";" in link["mode"] for link in links)
    yield "physical links of several rows", any(count > 1 for count in rows_together.values())
    yield "zero capacities", 0 in limits
    yield "limited and unlimited capacities", min(limits) < math.inf and math.inf in limits
    yield "node capacities", any(node.capacity < math.inf for node in nodes)


def of_scenario(scenario):
    relations, spec, network = scenario.relations, scenario.spec, scenario.network
    closures = spec.get("closure", [])
    factors = [closure for closure in closures if "capacity_factor" in closure]
    named = [set(it.get("hubs", [])) | {network.physical_of[key] for key in it.get("links", [])} for it in factors]
    yield "no limits at all", not scenario.limits_anything()
    yield "supplies", any(supply < math.inf for supply in scenario.supplies.values())
    yield "several origins", len(scenario.supplies) > 1
    yield "several destinations", len({relation.destination for relation in relations}) > 1
    yield "OD pairs", "od" in spec
    yield "several kinds of goods", scenario.several_kinds
    yield "zero demands", any(relation.demand == 0 for relation in relations)
    yield "destinations that are origins", any(relation.destination in relation.sources for relation in relations)
    routes = [answers.least_route(scenario.before, relation.sources, relation.destination) for relation in relations]
    yield "destinations that no route reaches", None in routes
    yield "full closures", any("capacity_factor" not in it and "speed_factor" not in it for it in closures)
    yield "closures by mode", any("modes" in it for it in closures)
    yield "closures of links", any("links" in it for it in closures)
    yield "capacity factors", bool(factors)
    yield "capacity factors that overlap", any(a & b for at, a in enumerate(named) for b in named[at + 1 :])
    yield "speed factors", any("speed_factor" in it for it in closures)
    yield "baseline closures", bool(scenario.baseline)
    yield "costs are times", scenario.cost == "time"

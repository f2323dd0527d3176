"""What the command says of random networks beside what other programs say of the same files.

    cargo build --release -p supplyline-cli          # from the repository's root
    python crates/supplyline-peers/throughput/check.py target/release/supplyline [--networks 1000] [--seed 1]
    python crates/supplyline-peers/throughput/check.py target/release/supplyline --self-test

`worlds.py` writes a GMNS folder and a scenario for each seed, `reading.py` reads them as docs/FORMATS.md tells, and `answers.py`
works out the answers by networkx, scipy, igraph and HiGHS and by trying all subsets. Each comparison is counted by its kind, and
what the worlds held (`contents.py`) is told beside. On any difference it tells the seed, keeps the folder and ends with 1.
`--self-test` makes the changes of `changes.py` to the command's answers, one at a time, and ends with 1 where one goes unnoticed.

Needs networkx, scipy (with HiGHS in it), igraph and numpy: `pip install networkx scipy igraph numpy`.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import answers
import changes
import contents
import reading
import worlds

# Linear programs are solved in floating point: shares are equal to this part of them, tonnes to this much.
SHARE = 2e-6
TONNES = 2e-6
KILOGRAM = 0.001
# Of so many elements all subsets are tried, from the lightest on until some sever.
TRIED = 18


class Asked:
    """A world, the command's answers to it, and what came of comparing them.

    A change falsifies the command's answers before they are compared.
    """

    def __init__(self, binary, folder, seed, change=None):
        self.binary, self.folder, self.seed = binary, folder, seed
        self.change = change
        self.equal, self.held, self.differences = collections.Counter(), set(), []
        self.statuses, self.warnings = collections.Counter(), collections.Counter()
        worlds.write_world(folder, seed)
        self.scenario = reading.Scenario(folder / "scenario.toml")
        self.several_kinds = self.scenario.several_kinds
        self.rng = random.Random(-1 - seed)

    def run(self, *arguments, fails=False):
        """The command's answer as JSON, or nothing where it is to fail."""
        command = [self.binary, arguments[0], str(self.folder / "scenario.toml"), *arguments[1:], "--format", "json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode != (1 if fails else 0):
            self.differences.append(f"{' '.join(command)}: ends with {done.returncode}: {done.stderr.strip()}")
            return None
        if fails:
            self.equal["refused as it should be"] += 1
            return None
        answer = json.loads(done.stdout)
        for warning in answer.get("warnings", []):
            self.warnings[re.sub(r"\b[Hcl][\d.]+\b|[\d.]*\d", "#", warning.split("toml:")[-1])] += 1
        if self.change:
            self.change(arguments, answer)
        return answer

    def compare(self, kind, what, said, expected, within=0.0):
        are_numbers = all(isinstance(it, (int, float)) for it in (said, expected))
        is_equal = said == expected or (are_numbers and abs(said - expected) <= within)
        if is_equal:
            self.equal[kind] += 1
        else:
            self.differences.append(f"{kind}: {what}: the command says {said}, expected {expected} (± {within:g})")
        return is_equal

    def check(self):
        self.held |= contents.held_by(self.folder, self.scenario)
        self.check_flows()
        self.check_curves()
        self.check_impacts()
        self.check_ranking()
        self.check_severing()

    # -- flow

    def most_of(self, view, relation, by_all=False):
        ask = answers.most_by_all if by_all else answers.most
        return ask(view, relation.sources, self.scenario.supplies, {relation.destination: math.inf})

    def most_together(self, view):
        """The most that all get together, tonnes."""
        if self.several_kinds:
            return answers.Sharing(view, self.scenario).most() / 1000
        sinks = collections.Counter()
        for relation in self.scenario.relations:
            sinks[relation.destination] += relation.demand
        sources = self.scenario.relations[0].sources
        return answers.most(view, sources, self.scenario.supplies, sinks) / 1000

    def check_flows(self):
        views = {"before": self.scenario.before, "after": self.scenario.after}
        sharing = {time: answers.Sharing(view, self.scenario) for time, view in views.items()}
        for how in ("fair", "proportional", "most"):
            said = self.run("flow", "--shares", how, "--verify")
            if said is None:
                continue
            relations = [(one["hub"], one.get("od_origin")) for one in said["destinations"]]
            expected = [(relation.destination, relation.od_origin) for relation in self.scenario.relations]
            self.compare("destinations in order", how, relations, expected)
            for time, view in views.items():
                if how == "fair":
                    self.check_alone(said, time, view)
                if how == "most":
                    self.check_most(said, time, view)
                else:
                    shares = sharing[time].fair() if how == "fair" else sharing[time].proportional()
                    shares = [amount / 1000 for amount in shares]
                    self.check_shares(said, time, how, shares)
                if not self.several_kinds:
                    self.check_cost(said, time, how, view)
                self.check_sums(said, time)

    def check_sums(self, said, time):
        """What is told twice is the same, and nothing carries more than it can."""
        told, wanted = said[time], sum(relation.demand for relation in self.scenario.relations) / 1000
        off = 1e-6 * (1 + len(self.scenario.relations))
        gets = sum(one[f"gets_{time}_t_per_d"] for one in said["destinations"])
        self.compare("sums: what all get", time, told["delivered_t_per_d"], gets, off)
        self.compare("sums: what is short", time, told["delivered_t_per_d"] + told["short_t_per_d"], wanted, off)
        self.compare("sums: what origins send", time, sum(told["origins"].values()), gets, off)
        over = {hub: sent for hub, sent in told["origins"].items() if 1000 * (sent - off) > self.scenario.supplies[hub]}
        self.compare("sums: no origin sends more than it has", time, over, {})
        if time == "after":
            key = lambda row: (row["link"], row["mode"], row["from"], row["to"])
            limited = [row for row in said["links"] if row["capacity_t_per_d"] is not None]
            over = [key(row) for row in limited if row["after_t_per_d"] > row["capacity_t_per_d"] + off]
            self.compare("sums: no link carries more than it can", time, over, [])

    def check_alone(self, said, time, view):
        for one, relation in zip(said["destinations"], self.scenario.relations):
            told = one[f"alone_{time}_t_per_d"]
            told = math.inf if told is None else round(told * 1000)
            for program, most in zip(("networkx", "scipy", "igraph"), self.most_of(view, relation, by_all=True)):
                self.compare(f"alone, by {program}", f"{relation.destination} {time}", told, most)
            if time == "after" and 0 < told < math.inf:
                cut, sinks = one["bottleneck"], {relation.destination: math.inf}
                self.compare("bottleneck, its capacity", relation.destination, round(1000 * cut["capacity_t_per_d"]), told)
                parts = round(1000 * sum(part["capacity_t_per_d"] for part in cut["parts"]))
                self.compare("bottleneck, its parts", relation.destination, parts, told)
                unique = answers.least_cut_is_unique(view, relation.sources, self.scenario.supplies, sinks)
                self.compare("bottleneck, whether it is the only one", relation.destination, cut["is_unique"], unique)
            if 0 < told < relation.demand:
                self.held.add("alone, a part is met")

    def check_shares(self, said, time, how, shares):
        kind = f"{how} shares, {'several kinds' if self.several_kinds else 'one kind'}"
        gap = said.get("gap") or 0
        self.held |= {f"shares known to {digits} only" for digits in ("1e-6", "1e-3") if gap > float(digits)}
        met_by = "demand_met_before" if time == "before" else "demand_met"
        for one, relation, expected in zip(said["destinations"], self.scenario.relations, shares):
            what = f"{relation.od_origin or ''} {relation.destination} {time}"
            want = relation.demand / 1000
            gets = one[f"gets_{time}_t_per_d"]
            if self.several_kinds:
                self.compare(f"{kind}, amounts", what, gets, expected, TONNES + gap * gets)
            else:
                # What is delivered is whole kilograms, no more than the share.
                low, high = (math.floor(1000 * expected + side * 1e-4) / 1000 for side in (-1, 1))
                self.compare(f"{kind}, amounts", what, gets, (low + high) / 2, (high - low) / 2 + 1e-9)
            met = expected / want if want else 1
            self.compare(f"{kind}, share of demand", what, one[met_by], met, SHARE + gap * one[met_by])
            if 0 < met < 1 - SHARE:
                self.held.add(f"{how}: a part is met")
        wants = [relation.demand / 1000 for relation in self.scenario.relations]
        levels = {round(expected / want, 6) for expected, want in zip(shares, wants) if want}
        if how == "fair" and len(levels - {0, 1}) > 1:
            self.held.add("fair: shares of several sizes")

    def check_most(self, said, time, view):
        kind = f"most in all, {'several kinds' if self.several_kinds else 'one kind'}"
        expected = self.most_together(view)
        delivered = said[time]["delivered_t_per_d"]
        gap = (said.get("gap") or 0) * expected
        off = gap + TONNES * len(self.scenario.relations) if self.several_kinds else 1e-9
        self.compare(kind, time, delivered, expected, off)

    def check_cost(self, said, time, how, view):
        """The least cost of what each gets or, for the most, of as much in all, whoever gets it."""
        sinks = collections.Counter()
        for one, relation in zip(said["destinations"], self.scenario.relations):
            gets = round(1000 * one[f"gets_{time}_t_per_d"])
            sinks[relation.destination] += relation.demand if how == "most" else gets
        amount = round(1000 * said[time]["delivered_t_per_d"])
        supplies, sources = self.scenario.supplies, self.scenario.relations[0].sources
        least = answers.least_cost(view, sources, supplies, sinks, amount)
        unit, key = self.cost_unit()
        self.compare(f"least cost, {how}", time, said[time][key], least and least / unit, 6e-5 + 1e-9 * (least or 0) / unit)
        if least:
            self.held.add("deliveries that cost something")

    def cost_unit(self):
        """How many kilogram milliseconds or decimetres make what a report tells, and where it tells it."""
        if self.scenario.cost == "time":
            return 1000 * 3_600_000, "tonne_hours_per_d"
        return 1000 * 10_000, "tonne_km_per_d"

    # -- curves

    def check_curves(self):
        view = self.scenario.before
        hubs = sorted(self.scenario.network.hubs)
        limited = [hub for hub in hubs if any(view.own_limits(hub))]
        for hub in self.rng.sample(limited, min(2, len(limited))):
            said = self.run("flow", "--curve", hub, "--verify")
            if said:
                self.check_curve(said, hub, view)
        bare = [hub for hub in hubs if not self.has_capacity(hub)]
        if bare:
            self.run("flow", "--curve", self.rng.choice(bare), fails=True)

    def has_capacity(self, hub):
        network = self.scenario.network
        nodes = set(network.hubs[hub])
        return any(network.nodes[n].capacity < math.inf for n in nodes) or any(
            network.arcs[n].capacity < math.inf for n in network.own_arcs(nodes)
        )

    def check_curve(self, said, hub, view):
        points = [(point["share"], point["throughput_t_per_d"]) for point in said["curve"]["points"]]
        kind = f"curve, {'several kinds' if self.several_kinds else 'one kind'}"
        off = said["curve"].get("off_by_at_most_t_per_d", 0) + (1e-5 if self.several_kinds else 6e-4)
        self.compare(f"{kind}, ends", hub, (points[0][0], points[-1][0]), (0.0, 1.0))
        if len(points) > 2:
            self.held.add("curves with a bend")
        for where, share, told in places(points):
            expected = self.most_together(view.with_share(hub, share))
            self.compare(f"{kind}, {where}", f"{hub} at {share}", told, expected, off)
        if "cost_curve" in said and said["cost_curve"]:
            self.check_cost_curve(said, hub, view)

    def check_cost_curve(self, said, hub, view):
        """Capacities in the middle of a piece are no whole kilograms, so a linear program tells what it costs."""
        unit, key = self.cost_unit()
        gets = [one["gets_before_t_per_d"] for one in said["destinations"]]
        curve = said["cost_curve"]
        points = [(point["share"], point[key]) for point in curve["points"]]
        for where, share, told in places(points):
            least = self.cost_of(view.with_share(hub, share), gets)
            self.compare(f"cost curve, {where}", f"{hub} at {share}", told, least and least / unit, 2e-4 + 1e-6 * told)
        if curve["least_share"] > 1e-6:
            less = self.cost_of(view.with_share(hub, curve["least_share"] * (1 - 1e-4) - 1e-5), gets)
            self.compare("cost curve, the least share", hub, less, None)
            self.held.add("cost curves that end early")

    def cost_of(self, view, gets):
        """The least cost of what each gets, in kilograms times the unit of costs; None where that does not fit."""
        sharing = answers.Sharing(view, self.scenario)
        found = sharing.solve(
            {column: -cost / 1e6 for column, cost in enumerate(sharing.costs) if cost},
            [max(0, 1000 * amount - answers.HAIR) for amount in gets],
        )
        return None if found is None else sum(cost * flow for cost, flow in zip(sharing.costs, found))

    # -- run and impact

    def check_impacts(self):
        scenario = self.scenario
        self.check_impact(self.run("run", "--verify"), scenario.after)
        rng, network = self.rng, scenario.network
        closure = {"hubs": [rng.choice(sorted(network.hubs))]}
        arguments = ["--close", *closure["hubs"]]
        links = sorted({arc.physical for arc in network.arcs if arc.physical})
        if links and rng.random() < 0.4:
            closure = {"links": [rng.choice(links)]}
            arguments = ["--close-link", *closure["links"]]
        if rng.random() < 0.3:
            closure["modes"] = [rng.choice(sorted({node.mode for node in network.nodes}))]
            arguments += ["--mode", *closure["modes"]]
        closures = scenario.spec.get("closure", [])
        if rng.random() < 0.5:
            closures = scenario.baseline
            arguments.append("--only")
        is_void = not network.does_anything(closure)
        said = self.run("impact", *arguments, "--verify", fails=is_void)
        self.check_impact(said, scenario.view([*closures, closure]))

    def check_impact(self, said, after):
        if said is None:
            return
        scenario, before = self.scenario, self.scenario.before
        fair = [[kg / 1000 for kg in answers.Sharing(view, scenario).fair()] for view in (before, after)]
        shared = said.get("shared")
        limited = scenario.limits_anything()
        if limited:
            self.compare("how it is shared", "", shared, "multicommodity" if self.several_kinds else "joint")
        gap = said.get("gap") or 0
        for at, (one, relation) in enumerate(zip(said["destinations"], scenario.relations)):
            what = f"{relation.od_origin or ''} {relation.destination}"
            costs = [answers.least_route(view, relation.sources, relation.destination) for view in (before, after)]
            for time, cost in zip(("before", "after"), costs):
                route = one[time]
                told = route and (route["time_h"] if scenario.cost == "time" else route["length_km"])
                hours = cost if cost is None else cost / (3_600_000 if scenario.cost == "time" else 10_000)
                self.compare("least cost of a route", f"{what} {time}", told, hours, 6e-5)
            want = relation.demand / 1000
            if shared:
                for time, key, shares in zip(("before", "after"), ("demand_met_before", "demand_met"), fair):
                    told = one[f"throughput_{time}_t_per_d"]
                    self.compare("impact, throughput", f"{what} {time}", told, shares[at], TONNES + gap * told)
                    met = shares[at] / want if want else 1
                    self.compare("impact, share of demand", f"{what} {time}", one[key], met, SHARE + gap * one[key])
            self.check_status(one, what, costs, fair[0][at], fair[1][at])
        if shared:
            for time, shares in zip(("before", "after"), fair):
                # Of several kinds the sum is told in whole kilograms of what is known.
                off = TONNES + (KILOGRAM + gap * sum(shares) if self.several_kinds else 0)
                self.compare("impact, all together", time, said["totals"][f"throughput_{time}_t_per_d"], sum(shares), off)

    def check_status(self, one, what, costs, gets_before, gets_after):
        status = one["status"]
        self.statuses[status] += 1
        less = gets_before - gets_after
        if costs[0] is None:
            expected = "unsupplied"
        elif costs[1] is None:
            expected = "severed"
        elif less > 1e-5 + 1e-5 * gets_before:
            expected = "throttled"
        elif less > 1e-9:
            # Ten grams may be a rounding.
            return
        elif costs[0] == costs[1]:
            # A route of the same cost takes over where that of before is closed.
            expected = "rerouted" if one["route_changed"] else "unaffected"
        else:
            expected = "rerouted" if one["route_changed"] else "delayed"
        self.compare("status", what, status, expected)

    # -- rank

    def check_ranking(self):
        lost_already = self.rng.sample(sorted(self.scenario.network.hubs), self.rng.choice([0, 0, 1]))
        said = self.run("rank", "--links", "--verify", *(["--after", *lost_already] if lost_already else []))
        if said is None or not self.scenario.limits_anything():
            return
        kind = f"rank, {'several kinds' if self.several_kinds else 'one kind'}{', after a loss' if lost_already else ''}"
        view = self.scenario.before.without(hubs=lost_already)
        total = self.most_together(view)
        off = said.get("throughput_off_by_at_most_t_per_d", 0) + (TONNES + KILOGRAM if self.several_kinds else 1e-9)
        if not self.compare(f"{kind}, before any loss", "", said.get("throughput_t_per_d"), total, off):
            return
        told = {(loss["kind"], loss["key"]): loss.get("throughput_lost_t_per_d") for loss in said["losses"]}
        network = self.scenario.network
        elements = [("hub", hub) for hub in network.hubs]
        elements += [("link", arc.physical) for arc in network.arcs if arc.physical]
        for element in dict.fromkeys(elements):
            less = view.without(hubs=[element[1]]) if element[0] == "hub" else view.without(links=[element[1]])
            lost = total - self.most_together(less)
            # What is not listed changes nothing.
            self.compare(f"{kind}, a {element[0]}'s loss", element[1], told.pop(element, 0), lost, 2 * off)
        self.compare(f"{kind}, no others", "", sorted(told), [])

    # -- sever

    def check_severing(self):
        scenario, rng = self.scenario, self.rng
        destinations = sorted({relation.destination for relation in scenario.relations})
        for losing in ("hubs", "links", "both"):
            asked = destinations if rng.random() < 0.5 else rng.sample(destinations, 1)
            terminals = rng.random() < 0.3
            relations = [relation for relation in scenario.relations if relation.destination in asked]
            ends = set(asked) | {hub for relation in relations for hub in relation.sources}
            network = scenario.network
            candidates = [] if losing == "links" else [hub for hub in network.hubs if terminals or hub not in ends]
            links = sorted({arc.physical for arc in network.arcs if arc.physical})
            candidates += [] if losing == "hubs" else links
            protected = [key for key in candidates if rng.random() < 0.1]
            # Of too many elements some are protected, so that all subsets can be tried.
            spare = len(candidates) - len(protected) - TRIED
            if spare > 0:
                protected += rng.sample([key for key in candidates if key not in protected], spare)
            weights = {key: 1 for key in candidates if key not in protected}
            arguments = ["--losing", losing, "--limit", "5000", "--verify"]
            if weights and rng.random() < 0.4:
                weights |= {key: rng.randint(1, 4) for key in rng.sample(sorted(weights), rng.randint(1, len(weights)))}
                arguments += ["--weight", ",".join(f"{key}={weight}" for key, weight in weights.items())]
            if asked != destinations or rng.random() < 0.5:
                arguments += ["--destination", ",".join(asked)]
            arguments += ["--protect", ",".join(protected)] if protected else []
            arguments += ["--terminals"] if terminals else []
            kind = f"sever by {losing}, {'one destination' if len(asked) == 1 else 'several'}"
            self.check_least_sets(kind, self.run("sever", *arguments), relations, weights)

    def check_least_sets(self, kind, said, relations, weights):
        if said is None:
            return
        reach = answers.Reach(self.scenario.before, relations)
        what = f"{[relation.destination for relation in relations]} with {weights}"
        if reach.severs(frozenset()):
            self.compare("sever: severed already", what, said["answer"], "already_severed")
        elif (least := reach.least_sets(weights)) is None:
            self.compare("sever: nothing severs", what, said["answer"], "no_cut")
        else:
            weight, sets = least
            self.compare(f"{kind}: answer", what, (said["answer"], said["is_complete"]), ("optimal", True))
            self.compare(f"{kind}: least weight", what, said["weight"], weight)
            told = [frozenset(element["key"] for element in one) for one in said["sets"]]
            self.compare(f"{kind}: no set twice", what, len(told), len(set(told)))
            self.compare(f"{kind}: all sets", what, set(told), sets)
            if len(sets) > 1:
                self.held.add("sever: several least sets")
            if weight > 1 and min(map(len, sets)) > 1:
                self.held.add("sever: sets of several elements")


def places(points):
    """Break points, and the middles of what lies between them."""
    for share, told in points:
        yield "break points", share, told
    for (one, low), (other, high) in zip(points, points[1:]):
        yield "midpoints", (one + other) / 2, (low + high) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--networks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first network; the others count on from it")
    parser.add_argument("--self-test", action="store_true", help="whether answers that were changed are noticed")
    options = parser.parse_args()
    binary = str(options.binary.resolve())
    sys.exit(self_test(binary) if options.self_test else compare_all(binary, options.seed, options.networks))


def compare_all(binary, first, networks):
    equal, held, statuses, warnings = (collections.Counter() for _ in range(4))
    different = 0
    for seed in range(first, first + networks):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"supplyline-{seed}-"))
        asked = Asked(binary, folder, seed)
        asked.check()
        equal += asked.equal
        held += collections.Counter(asked.held)
        statuses += asked.statuses
        warnings += asked.warnings
        if asked.differences:
            different += 1
            print(f"seed {seed}, kept in {folder}:", *asked.differences, sep="\n  ", flush=True)
        else:
            shutil.rmtree(folder)
    tell(f"{networks} networks, seeds {first} to {first + networks - 1}; so many of them have", held)
    tell("What becomes of destinations", statuses)
    tell("What is warned of", warnings)
    tell(f"{networks - different} networks with all answers equal, {sum(equal.values())} comparisons", equal)
    return 1 if different else 0


def tell(title, counts):
    print(f"\n{title}:")
    for what, count in sorted(counts.items()):
        print(f"  {count:7}  {what}")


def self_test(binary):
    """Whether each of these changes is noticed, in the first worlds in which there is anything to change."""
    unnoticed = 0
    for name, (command, change) in changes.CHANGES.items():
        changed = noticed = 0
        for seed in range(1, 200):
            done = []
            falsify = lambda arguments, answer: arguments[0] == command and not done and change(answer) and done.append(1)
            with tempfile.TemporaryDirectory() as folder:
                asked = Asked(binary, pathlib.Path(folder), seed, falsify)
                asked.check()
                changed += len(done)
                noticed += bool(done and asked.differences)
            if changed == 5:
                break
        print(f"{name}: changed in {changed} worlds, noticed in {noticed}", flush=True)
        unnoticed += changed == 0 or noticed < changed
    return 1 if unnoticed else 0


if __name__ == "__main__":
    main()

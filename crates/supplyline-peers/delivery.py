"""Cheapest flows of OR-tools and networkx beside supplyline's: one run, the same instances, equal values and costs.

    cargo bench --bench delivery --no-run          # tells where the binary is
    python crates/supplyline-peers/delivery.py BINARY [--links 100000] [--rounds 3] [--networkx 1000]

The binary writes the instances and answers case by case; in every round each program has its turn at each case. Times are
milliseconds, the least and the median of the rounds. What is timed: OR-tools `SimpleMinCostFlow.solve_max_flow_with_min_cost`
(cost scaling in C++; it finds out first how much can flow at most, as it is not told), on an instance that stands
already and with building it from arrays, and its `solve`, told how much flows; networkx `network_simplex`, which is told how much flows, on a graph that
stands already; supplyline from the flow graph on, with the algorithm that it chooses and with each of its two, and
with making the flow graph from the view. networkx is asked up to so many links, in one round.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time

import networkx
import numpy
from ortools.graph.python import min_cost_flow

METHODS = ["supplyline", "supplyline, ways", "supplyline, simplex"]


class Ours:
    """The bench's binary as a server: a case's number and a method's in, value, cost and times out."""

    def __init__(self, binary, folder, links):
        variables = {"SUPPLYLINE_DELIVERY_CASES": folder, "SUPPLYLINE_DELIVERY_LINKS": str(links)}
        self.process = subprocess.Popen(
            [binary, "--bench"],
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.cases = []
        while (line := self.process.stdout.readline().strip()) != "ready":
            self.cases.append(line)

    def ask(self, case, method):
        self.process.stdin.write(f"{case} {method}\n")
        self.process.stdin.flush()
        value, cost, flow, with_graph = self.process.stdout.readline().split()
        return (int(value), int(cost)), float(flow), float(with_graph)

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class OrTools:
    def __init__(self, nodes, amount, arcs):
        self.solver = min_cost_flow.SimpleMinCostFlow()
        self.solver.add_arcs_with_capacity_and_unit_cost(arcs[:, 0], arcs[:, 1], arcs[:, 2], arcs[:, 3])
        self.solver.set_nodes_supplies(numpy.array([nodes - 2, nodes - 1]), numpy.array([amount, -amount]))

    def solve(self, is_told):
        status = self.solver.solve() if is_told else self.solver.solve_max_flow_with_min_cost()
        assert status == self.solver.OPTIMAL, status
        return self.solver.maximum_flow(), self.solver.optimal_cost()


def networkx_graph(nodes, value, arcs):
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(nodes), demand=0)
    graph.nodes[nodes - 2]["demand"] = -value
    graph.nodes[nodes - 1]["demand"] = value
    for tail, head, capacity, cost in arcs.tolist():
        graph.add_edge(tail, head, capacity=capacity, weight=cost)
    return graph


def timed(run):
    begin = time.perf_counter()
    answer = run()
    return answer, 1e3 * (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--networkx", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(options.binary, folder, options.links)
        for number, name in enumerate(ours.cases):
            compare(ours, number, name, os.path.join(folder, f"{number}.bin"), options)
        ours.end()


def compare(ours, number, name, path, options):
    numbers = numpy.fromfile(path, dtype="<u8").astype(numpy.int64)
    nodes, wanted, arcs = int(numbers[0]), int(numbers[1]), numbers[2:].reshape(-1, 4)
    times = {}
    expected, _, _ = ours.ask(number, 0)

    def note(system, answer, milliseconds):
        assert answer == expected, f"{name}: {system} says {answer}, supplyline {expected}"
        times.setdefault(system, []).append(milliseconds)

    for turn in range(options.rounds):
        for method, system in enumerate(METHODS):
            answer, flow, with_graph = ours.ask(number, method)
            note(system, answer, flow)
            if method == 0:
                note("supplyline, with graph", answer, with_graph)
        theirs, building = timed(lambda: OrTools(nodes, wanted, arcs))
        answer, solving = timed(lambda: theirs.solve(False))
        note("OR-tools", answer, solving)
        note("OR-tools, with building", answer, building + solving)
        theirs = OrTools(nodes, expected[0], arcs)
        (_, cost), solving = timed(lambda: theirs.solve(True))
        note("OR-tools, told how much", (expected[0], cost), solving)
        if turn == 0 and int(name.split()[1]) <= options.networkx:
            graph = networkx_graph(nodes, expected[0], arcs)
            (cost, _), milliseconds = timed(lambda: networkx.network_simplex(graph))
            note("networkx", (expected[0], cost), milliseconds)
    told = [f"{k} {min(t):.1f} ({statistics.median(t):.1f})" for k, t in times.items()]
    print(f"{name}, {expected[0]} of {wanted} kg for {expected[1]} kg ms: " + "; ".join(told), flush=True)


if __name__ == "__main__":
    main()

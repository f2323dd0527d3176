"""Maximum flows of igraph, scipy and networkx beside supplyline's: one run, the same graphs, equal values.

    cargo bench --bench flow --no-run          # tells where the binary is
    python crates/supplyline-peers/flow.py BINARY [--nodes 264000] [--rounds 3] [--only CASES] [--without scipy petgraph] [--networkx]

The binary writes the graphs and answers case by case; in every round each program has its turn at each case. Times are
milliseconds, the least and the median of the rounds. What is timed: igraph `maxflow_value`, which finds the value alone, and
`maxflow`, which finds the flow and the cut as well; scipy `maximum_flow` (Dinic), petgraph `dinics` (in our binary),
networkx `preflow_push`, each on a graph that stands already; supplyline from the residual graph on ("flow"), with
making its flow graph from the view ("with graph"), and the value alone ("value"). scipy's and networkx's answers hold the flow on each arc; ours can be
asked for it. networkx takes minutes on large graphs, so it has one round and only where it is asked for.
networkit has no directed maximum flow, rustworkx none at all.

    python crates/supplyline-peers/flow.py --small BINARY    # values alone, on small graphs, networkx among them
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time

import igraph
import networkx
import numpy
import scipy.sparse
from scipy.sparse.csgraph import maximum_flow


class Ours:
    """The bench's binary as a server: a case's number in, value and times out."""

    def __init__(self, binary, folder, nodes):
        variables = {"SUPPLYLINE_FLOW_CASES": folder, "SUPPLYLINE_FLOW_NODES": str(nodes)}
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

    def ask(self, question):
        self.process.stdin.write(f"{question}\n")
        self.process.stdin.flush()
        value, *times = self.process.stdout.readline().split()
        return int(value), [float(time) for time in times]

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def timed(run):
    begin = time.perf_counter()
    value = run()
    return int(value), 1e3 * (time.perf_counter() - begin)


def peers(path, with_networkx):
    numbers = numpy.fromfile(path, dtype="<u8")
    nodes, arcs = int(numbers[0]), numbers[1:].reshape(-1, 3).astype(numpy.int64)
    tails, heads, tonnes = arcs.T
    source, sink = nodes - 2, nodes - 1
    graph = igraph.Graph(n=nodes, edges=arcs[:, :2], directed=True)
    capacity = tonnes.astype(float).tolist()
    yield "igraph", lambda: graph.maxflow_value(source, sink, capacity)
    yield "igraph, with the flow", lambda: graph.maxflow(source, sink, capacity).value
    matrix = scipy.sparse.csr_matrix((tonnes.astype(numpy.int32), (tails, heads)), shape=(nodes, nodes))
    yield "scipy", lambda: maximum_flow(matrix, source, sink, method="dinic").flow_value
    if with_networkx:
        theirs = networkx.DiGraph()
        theirs.add_nodes_from(range(nodes))
        for tail, head, amount in arcs.tolist():
            # Parallel arcs are one there.
            before = theirs.get_edge_data(tail, head, {"capacity": 0})["capacity"]
            theirs.add_edge(tail, head, capacity=before + amount)
        push = networkx.algorithms.flow.preflow_push
        yield "networkx", lambda: networkx.maximum_flow_value(theirs, source, sink, flow_func=push)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--nodes", type=int, default=264_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--without", nargs="*", default=[], help="programs that take too long")
    parser.add_argument("--networkx", action="store_true")
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    if options.small:
        for nodes in range(60, 454, 5):
            compare(options.binary, nodes, 1, True)
    else:
        compare(options.binary, options.nodes, options.rounds, options.networkx, options.only, options.without)


def compare(binary, nodes, rounds, with_networkx, only="", without=()):
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(binary, folder, nodes)
        for number, name in enumerate(ours.cases):
            if only not in name:
                continue
            own = ["supplyline, flow", "supplyline, with graph", "supplyline, value"]
            times = {system: [] for system in own}
            systems = list(peers(os.path.join(folder, f"{number}.bin"), with_networkx))
            systems = [(system, run) for system, run in systems if system not in without]
            if "petgraph" not in without:
                times["petgraph"] = []
            for system, _ in systems:
                times[system] = []
            for turn in range(rounds):
                value, taken = ours.ask(number)
                for system, milliseconds in zip(own, taken):
                    times[system].append(milliseconds)
                answers = [(system, *timed(run)) for system, run in systems if system != "networkx" or turn == 0]
                if "petgraph" not in without:
                    theirs, (milliseconds,) = ours.ask(f"petgraph {number}")
                    answers.append(("petgraph", theirs, milliseconds))
                for system, theirs, milliseconds in answers:
                    assert theirs == value, f"{name}: {system} says {theirs}, supplyline {value}"
                    times[system].append(milliseconds)
            told = [f"{k} {min(t):.1f} ({statistics.median(t):.1f})" for k, t in times.items()]
            print(f"{name}, {value}: " + "; ".join(told), flush=True)
        ours.end()


if __name__ == "__main__":
    main()

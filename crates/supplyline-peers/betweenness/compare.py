"""Betweenness by supplyline, igraph, networkit and networkx: one run, the same graph, equal values before any ratio.

    cargo build --release
    python compare.py [--graph road|grid|random] [--nodes 20000] [--rounds 3] [--threads 1 2] [--networkx]

needs the packages `igraph`, `networkit`, `numpy`, and for `--networkx` that one, which takes hours on 20,000 nodes.
Every system has its turn in every round. supplyline's time includes all preparation. networkit counts arcs as well where
`--arcs` is given, and igraph then does so in a second go; supplyline always does. igraph has one thread.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy


def ours(program, how):
    def run(path, count, threads, arcs):
        out = path.with_suffix(".ours")
        done = subprocess.run(
            [program, "values", path, str(threads), how, out], check=True, capture_output=True, text=True
        )
        values = numpy.loadtxt(out)
        return float(done.stdout.split()[0]), values[:count], values[count:]

    return run


def igraph_values(path, count, threads, arcs):
    import igraph

    lines = numpy.loadtxt(path, dtype=int)
    graph = igraph.Graph(n=count, edges=lines[:, :2].tolist(), directed=True)
    weights = lines[:, 2].tolist()
    begun = time.perf_counter()
    nodes = graph.betweenness(directed=True, weights=weights)
    edges = graph.edge_betweenness(directed=True, weights=weights) if arcs else None
    return time.perf_counter() - begun, numpy.array(nodes), edges and numpy.array(edges)


def networkit_values(path, count, threads, arcs):
    import networkit

    networkit.setNumberOfThreads(threads)
    graph = networkit.Graph(count, weighted=True, directed=True)
    lines = numpy.loadtxt(path, dtype=int)
    for tail, head, cost in lines:
        graph.addEdge(int(tail), int(head), float(cost))
    graph.indexEdges()
    begun = time.perf_counter()
    found = networkit.centrality.Betweenness(graph, False, arcs).run()
    seconds = time.perf_counter() - begun
    edges = None
    if arcs:
        scores = found.edgeScores()
        edges = numpy.array([scores[graph.edgeId(int(tail), int(head))] for tail, head, _ in lines])
    return seconds, numpy.array(found.scores()), edges


def networkx_values(path, count, threads, arcs):
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from(numpy.loadtxt(path, dtype=int).tolist())
    begun = time.perf_counter()
    found = networkx.betweenness_centrality(graph, weight="weight", normalized=False)
    return time.perf_counter() - begun, numpy.array([found[node] for node in range(count)]), None


def worst(values, expected):
    """The greatest difference, as a share of the value, or of one pair where that is more."""
    return float(numpy.max(numpy.abs(values - expected) / numpy.maximum(numpy.abs(expected), 1.0)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--graph", default="road", choices=["road", "grid", "random"])
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--arcs", action="store_true")
    parser.add_argument("--networkx", action="store_true")
    parser.add_argument("--searches", action="store_true", help="ours by searches as well")
    parser.add_argument("--program", default="target/release/supplyline-betweenness")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "graph"
        subprocess.run([options.program, "graph", options.graph, str(options.nodes), path], check=True)
        lines = numpy.loadtxt(path, dtype=int)
        count = int(lines[:, :2].max()) + 1
        print(f"{options.graph}: {count} nodes, {len(lines)} arcs; {options.rounds} rounds")
        first = min(options.threads)
        turns = [("supplyline", ours(options.program, "auto"), threads) for threads in options.threads]
        if options.searches:
            searches = ours(options.program, "searches")
            turns += [("supplyline, searches", searches, threads) for threads in options.threads]
        turns.append(("igraph", igraph_values, 1))
        turns += [("networkit", networkit_values, threads) for threads in options.threads]
        if options.networkx:
            turns.append(("networkx", networkx_values, 1))
        seconds, reference = {}, None
        for _ in range(options.rounds):
            for name, run, threads in turns:
                took, nodes, arcs = run(path, count, threads, options.arcs)
                if reference is None:
                    reference = (nodes, arcs)
                # Both orders of these matter: a value that is missing would be a NaN, which is above nothing.
                if not worst(nodes, reference[0]) <= 1e-9:
                    raise SystemExit(f"{name} differs by {worst(nodes, reference[0])}")
                if arcs is not None and not worst(arcs, reference[1]) <= 1e-9:
                    raise SystemExit(f"{name} differs on arcs by {worst(arcs, reference[1])}")
                seconds.setdefault((name, threads), []).append(took)
                print(f"  {name}, {threads} threads: {took:.2f} s, off by {worst(nodes, reference[0]):.1e}", flush=True)
        print("system, threads: median and minimum of seconds, and as multiples of supplyline's with as many threads")
        for (name, threads), all_of in seconds.items():
            mine = seconds.get(("supplyline", threads), seconds[("supplyline", first)])
            medians = statistics.median(all_of) / statistics.median(mine)
            minima = min(all_of) / min(mine)
            print(
                f"{name}, {threads}: {statistics.median(all_of):.2f} {min(all_of):.2f} s, "
                f"{medians:.1f} {minima:.1f} times"
            )


if __name__ == "__main__":
    main()

"""Redundancy of links as the field works it out with networkx, beside supplyline's values and time.

RA2CE's single link redundancy (Deltares, `ra2ce/analysis/losses/single_link_redundancy.py`) takes each edge out of the
graph, asks `has_path`, then `single_source_dijkstra` from one end to the other, and puts it back. The same calls are made
here for links drawn at random, each value is compared, and the time of all links is worked out from them: that of the processor, so that other work beside it does not count.
A few links take most of it, so a small sample says little.

    SUPPLYLINE_REDUNDANCY_CSV=/tmp/redundancy cargo bench --bench redundancy -- 63000
    python crates/supplyline-peers/redundancy.py /tmp/redundancy-63000.csv --sample 3000

writes the graph with supplyline's answers, and reads them. Needs networkx alone.
"""

import argparse
import csv
import random
import statistics
import time

import networkx as nx


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", help="from, to, cost, detour: a row a link, two-way")
    parser.add_argument("--sample", type=int, default=3000, help="how many links are taken out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3, help="how often the sample is timed; the median is told")
    arguments = parser.parse_args()

    graph = nx.MultiGraph()
    detours = []
    with open(arguments.table, newline="") as file:
        for row in csv.DictReader(file):
            key = graph.add_edge(row["from"], row["to"], time=int(row["cost"]))
            detour = int(row["detour"]) if row["detour"] else None
            detours.append((row["from"], row["to"], key, detour))
    drawn = random.Random(arguments.seed).sample(detours, min(arguments.sample, len(detours)))

    seconds = []
    for _ in range(arguments.runs):
        begin = time.process_time()
        found = [without(graph, tail, head, key) for tail, head, key, _ in drawn]
        seconds.append(time.process_time() - begin)
        for (tail, head, _, detour), other in zip(drawn, found):
            assert detour == other, f"{tail} to {head}: supplyline has {detour}, networkx {other}"

    median = statistics.median(seconds)
    everything = median / len(drawn) * len(detours)
    print(f"networkx {nx.__version__}: {graph.number_of_nodes()} nodes, {len(detours)} links")
    print(f"{len(drawn)} links drawn, all values equal")
    print(f"{1e3 * median / len(drawn):.2f} ms a link (median of {arguments.runs}), {everything:.0f} s for all links")


def without(graph, tail, head, key):
    """The cost of the best detour, by RA2CE's calls; the edge is back afterwards."""
    data = graph.edges[tail, head, key]
    graph.remove_edge(tail, head, key)
    detour = None
    if nx.has_path(graph, tail, head):
        detour, _ = nx.single_source_dijkstra(graph, tail, head, weight="time")
    graph.add_edge(tail, head, key, **data)
    return detour


if __name__ == "__main__":
    main()

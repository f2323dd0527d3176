"""Answers to the command's questions by other programs: maximum flows by networkx, scipy and igraph, cheapest ones by networkx,
shares by linear programs in HiGHS, severing sets by trying all subsets.

Every open node is two vertices with what it handles between them, so that all that starts, ends or passes there counts.
"""

import collections
import heapq
import itertools
import math

import igraph
import networkx
import numpy
import scipy.sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import maximum_flow

SOURCE, SINK = 0, 1
# More than any sum of limits in these worlds, and small enough for scipy's 32 bits.
PLENTY = 20_000_000
# Kilograms that rounding may make or lose in a linear program.
HAIR = 1e-7


def edges_of(view, sources, supplies, sinks):
    """Edges `(tail, head, capacity, cost)` from a source to a sink: `sinks` tells how much each hub takes."""
    network = view.network
    edges = []
    for number in range(len(network.nodes)):
        if number not in view.closed_nodes:
            edges.append((2 + 2 * number, 3 + 2 * number, view.node_capacity[number], 0))
    for number, arc in enumerate(network.arcs):
        if view.is_open(number):
            edges.append((3 + 2 * arc.tail, 2 + 2 * arc.head, view.arc_capacity[number], view.cost[number]))
    vertex = 2 + 2 * len(network.nodes)
    for hub in sorted(sources):
        edges.append((SOURCE, vertex, supplies[hub], 0))
        edges += [(vertex, 2 + 2 * node, math.inf, 0) for node in network.hubs[hub]]
        vertex += 1
    for hub, wanted in sorted(sinks.items()):
        edges += [(3 + 2 * node, vertex, math.inf, 0) for node in network.hubs[hub]]
        edges.append((vertex, SINK, wanted, 0))
        vertex += 1
    return vertex, [edge for edge in edges if edge[2] > 0]


def is_unlimited(edges):
    ways = collections.defaultdict(set)
    for tail, head, capacity, _ in edges:
        if capacity == math.inf:
            ways[tail].add(head)
    return SINK in spread(ways, SOURCE)


def flow_by_igraph(vertices, edges):
    graph = igraph.Graph(n=vertices, edges=[edge[:2] for edge in edges], directed=True)
    return graph.maxflow_value(SOURCE, SINK, [float(min(edge[2], PLENTY)) for edge in edges])


def flow_by_networkx(vertices, edges):
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(vertices))
    for tail, head, capacity, _ in edges:
        # Parallel edges are one there; what has no limit says none.
        before = graph.get_edge_data(tail, head, {"capacity": 0}).get("capacity", math.inf)
        if before + capacity < math.inf:
            graph.add_edge(tail, head, capacity=before + capacity)
        elif graph.has_edge(tail, head):
            graph[tail][head].pop("capacity", None)
        else:
            graph.add_edge(tail, head)
    try:
        return networkx.maximum_flow(graph, SOURCE, SINK)[0]
    except networkx.NetworkXUnbounded:
        return math.inf


def flow_by_scipy(vertices, edges):
    tails, heads, capacities = zip(*[(e[0], e[1], min(e[2], PLENTY)) for e in edges]) if edges else ((), (), ())
    matrix = scipy.sparse.csr_matrix((numpy.array(capacities, dtype=numpy.int32), (tails, heads)), (vertices, vertices))
    return int(maximum_flow(matrix, SOURCE, SINK).flow_value)


def most(view, sources, supplies, sinks):
    """The most that gets through, by igraph: a number that need not be whole."""
    vertices, edges = edges_of(view, sources, supplies, sinks)
    return math.inf if is_unlimited(edges) else flow_by_igraph(vertices, edges)


def most_by_all(view, sources, supplies, sinks):
    """The same by networkx, by scipy and by igraph."""
    vertices, edges = edges_of(view, sources, supplies, sinks)
    if is_unlimited(edges):
        return [flow_by_networkx(vertices, edges), math.inf, math.inf]
    return [ask(vertices, edges) for ask in (flow_by_networkx, flow_by_scipy, flow_by_igraph)]


def least_cut_is_unique(view, sources, supplies, sinks):
    """Whether the least cut nearest to the source is the one nearest to the sink."""
    vertices, edges = edges_of(view, sources, supplies, sinks)
    graph = igraph.Graph(n=vertices, edges=[edge[:2] for edge in edges], directed=True)
    flows = graph.maxflow(SOURCE, SINK, [float(min(edge[2], PLENTY)) for edge in edges]).flow
    ways = collections.defaultdict(set)
    for (tail, head, capacity, _), flow in zip(edges, flows):
        if flow < min(capacity, PLENTY) - 0.5:
            ways[tail].add(head)
        if flow > 0.5:
            ways[head].add(tail)
    back = collections.defaultdict(set)
    for tail, heads in ways.items():
        for head in heads:
            back[head].add(tail)
    near, far = spread(ways, SOURCE), spread(back, SINK)
    cut = lambda inside: {at for at, (tail, head, _, _) in enumerate(edges) if inside(tail) and not inside(head)}
    return cut(lambda vertex: vertex in near) == cut(lambda vertex: vertex not in far)


def spread(ways, start):
    reached, waiting = {start}, [start]
    while waiting:
        fresh = ways[waiting.pop()] - reached
        reached |= fresh
        waiting += fresh
    return reached


def least_cost(view, sources, supplies, sinks, amount):
    """What it costs to bring so many kilograms, by networkx's network simplex."""
    vertices, edges = edges_of(view, sources, supplies, sinks)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(vertices), demand=0)
    graph.nodes[SOURCE]["demand"], graph.nodes[SINK]["demand"] = -amount, amount
    for tail, head, capacity, cost in edges:
        graph.add_edge(tail, head, capacity=min(capacity, PLENTY), weight=cost)
    try:
        return networkx.network_simplex(graph)[0]
    except networkx.NetworkXUnfeasible:
        return None


class Sharing:
    """All relations at once as a linear program on arcs: a flow for each kind of goods, which is those of the same origins.

    Columns are flows in kilograms, then what each relation gets, then the common share. Rows that say what gets through are
    the same for all questions; a question adds bounds and what is to be most. Answers are kilograms.
    """

    def __init__(self, view, scenario):
        self.relations = scenario.relations
        network = view.network
        kinds = sorted({relation.sources for relation in self.relations}, key=sorted)
        self.columns, self.costs = 0, []
        balances = collections.defaultdict(list)
        limits = collections.defaultdict(list)
        capacities = {}

        def column(tail, head, parts, cost=0):
            """A flow from one balance to another that takes part in some limits."""
            for key, capacity in parts:
                if capacity < math.inf:
                    limits[key].append(self.columns)
                    capacities[key] = capacity
            balances[tail].append((self.columns, -1))
            balances[head].append((self.columns, 1))
            self.costs.append(cost)
            self.columns += 1

        for kind in kinds:
            for number in range(len(network.nodes)):
                if number not in view.closed_nodes:
                    column((kind, number, 0), (kind, number, 1), [(("node", number), view.node_capacity[number])])
            for number, arc in enumerate(network.arcs):
                if view.is_open(number):
                    parts = [(("arc", number), view.arc_capacity[number])]
                    if arc.track is not None:
                        parts.append((("track", arc.track), view.arc_capacity[number]))
                    column((kind, arc.tail, 1), (kind, arc.head, 0), parts, view.cost[number])
            for hub in kind:
                for number in network.hubs[hub]:
                    column(None, (kind, number, 0), [(("supply", hub), scenario.supplies[hub])])
            for at, relation in enumerate(self.relations):
                if relation.sources == kind:
                    for number in network.hubs[relation.destination]:
                        column((kind, number, 1), ("gets", at), [])
        balances.pop(None, None)
        self.first = self.columns
        self.columns += len(self.relations) + 1
        self.last = self.columns - 1
        for at in range(len(self.relations)):
            balances["gets", at].append((self.first + at, -1))
        self.equal = self.matrix([row for row in balances.values()])
        self.limits = [[(at, 1) for at in limits[key]] for key in limits]
        self.capacities = [capacities[key] for key in limits]
        self.wants = [relation.demand for relation in self.relations]

    def matrix(self, rows):
        entries = [(at, column, value) for at, row in enumerate(rows) for column, value in row]
        at, columns, values = zip(*entries) if entries else ((), (), ())
        return scipy.sparse.csr_matrix((values, (at, columns)), (len(rows), self.columns))

    def solve(self, objective, least, share_of=()):
        """The columns where these objective weights make the most, and each relation gets at least so much; those of
        `share_of` at least the common share of what they want."""
        weights = numpy.zeros(self.columns)
        for column, weight in objective.items():
            weights[column] = -weight
        rows, bounds = list(self.limits), list(self.capacities)
        for at in share_of:
            rows.append([(self.last, self.wants[at]), (self.first + at, -1)])
            bounds.append(0)
        limits = [(0, None)] * self.first + [(low, want) for low, want in zip(least, self.wants)] + [(0, 1)]
        found = linprog(
            weights,
            A_ub=self.matrix(rows) if rows else None,
            b_ub=bounds or None,
            A_eq=self.equal,
            b_eq=numpy.zeros(self.equal.shape[0]),
            bounds=limits,
            method="highs",
            options={"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9},
        )
        return found.x if found.status == 0 else None

    def gets(self, columns):
        return columns[self.first : self.last]

    def most(self):
        """The most that all get together."""
        found = self.solve(dict.fromkeys(range(self.first, self.last), 1), [0] * len(self.wants))
        return sum(self.gets(found))

    def fair(self):
        """What each gets where the least share is as large as can be, then the next, and so on."""
        settled = [0.0] * len(self.wants)
        rising = {at for at, want in enumerate(self.wants) if want > 0}
        while rising:
            # A hair less than what is settled, so that rounding makes nothing impossible.
            least = [max(0, amount - HAIR) for amount in settled]
            level = self.solve({self.last: 1}, least, rising)[self.last]
            if level >= 1 - 1e-9:
                for at in rising:
                    settled[at] = self.wants[at]
                break
            # Who can get more than the level while all others keep to it rises on.
            floor = [max(0, level * self.wants[at] - HAIR) if at in rising else least[at] for at in range(len(least))]
            held = set(rising)
            while held:
                found = self.gets(self.solve({self.first + at: 1 / self.wants[at] for at in held}, floor))
                more = {at for at in held if found[at] > level * self.wants[at] + 100 * HAIR}
                held -= more
                if not more:
                    break
            assert held, "somebody holds the level"
            for at in held:
                settled[at] = level * self.wants[at]
            rising -= held
        return settled

    def proportional(self):
        """The largest share that all can have to whom anything gets."""
        reached = []
        for at, want in enumerate(self.wants):
            if want > 0:
                found = self.solve({self.first + at: 1}, [0] * len(self.wants))
                if found[self.first + at] > 100 * HAIR:
                    reached.append(at)
        if not reached:
            return [0.0] * len(self.wants)
        level = self.solve({self.last: 1}, [0] * len(self.wants), reached)[self.last]
        return [level * want if at in reached else 0.0 for at, want in enumerate(self.wants)]


def least_route(view, sources, destination):
    """The least cost from the sources to the destination, whatever the capacities; None where there is no way."""
    network = view.network
    out = collections.defaultdict(list)
    for number, arc in enumerate(network.arcs):
        if view.is_open(number):
            out[arc.tail].append((arc.head, view.cost[number]))
    waiting = [(0, node) for hub in sources for node in network.hubs[hub] if node not in view.closed_nodes]
    heapq.heapify(waiting)
    settled = set()
    while waiting:
        far, node = heapq.heappop(waiting)
        if node in settled:
            continue
        settled.add(node)
        if network.nodes[node].hub == destination:
            return far
        for head, cost in out[node]:
            if head not in settled:
                heapq.heappush(waiting, (far + cost, head))
    return None


class Reach:
    """Which sets of elements sever all of some relations, by trying them."""

    def __init__(self, view, relations):
        network = view.network
        self.hub_nodes = network.hubs
        self.nodes = network.nodes
        self.open = frozenset(range(len(network.nodes))) - view.closed_nodes
        self.out = collections.defaultdict(list)
        for number, arc in enumerate(network.arcs):
            if view.is_open(number):
                self.out[arc.tail].append((arc.head, arc.physical))
        self.wanted = collections.defaultdict(set)
        for relation in relations:
            self.wanted[relation.sources].add(relation.destination)

    def reached(self, sources, lost):
        """The hubs that are reached without what is lost."""
        waiting = [node for hub in sources if hub not in lost for node in self.hub_nodes[hub] if node in self.open]
        reached = set(waiting)
        while waiting:
            for head, link in self.out[waiting.pop()]:
                if head not in reached and link not in lost and self.nodes[head].hub not in lost:
                    reached.add(head)
                    waiting.append(head)
        return {self.nodes[node].hub for node in reached}

    def severs(self, lost):
        return not any(wanted & self.reached(sources, lost) for sources, wanted in self.wanted.items())

    def least_sets(self, weights):
        """The least weight of what severs, and all such sets; None where nothing does. `weights` has what may be lost."""
        if not self.severs(frozenset(weights)):
            return None
        for weight in itertools.count():
            found = {subset for subset in subsets(sorted(weights), weights, weight) if self.severs(subset)}
            if found:
                return weight, found


def subsets(keys, weights, weight):
    """All subsets that weigh just this much."""
    if weight == 0:
        yield frozenset()
    for at, key in enumerate(keys):
        if weights[key] <= weight:
            for rest in subsets(keys[at + 1 :], weights, weight - weights[key]):
                yield rest | {key}

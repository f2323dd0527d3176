"""Random networks and scenarios, written as files that a user could have written: a GMNS folder and a TOML file.

Everything that makes maximum flows, fair shares and severing sets hard is frequent: parallel links, self-loops, one-way links,
single tracks, capacities that are zero or absent, hubs of many nodes with transfers or without, several origins, destinations
that are origins, closures of every kind that overlap.
"""

import csv
import random

import reading

MODES = ["rail", "road", "water"]


def write_world(folder, seed):
    """Writes `network/` and `scenario.toml`; the same ones for the same seed."""
    rng = random.Random(seed)
    network = folder / "network"
    network.mkdir(parents=True)
    hubs, links = write_network(rng, network)
    read = reading.Network(network)
    scenario = random_scenario(rng, hubs)
    for number in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 5])):
        closure = random_closure(rng, number, hubs, links, scenario)
        # What a closure names may have none of its modes, which is an error.
        if read.does_anything(closure):
            scenario["closure"].append(closure)
    (folder / "scenario.toml").write_text(toml(scenario))


def tonnes(rng, most=20):
    """An amount: round mostly, to the kilogram at times, zero at times."""
    kind = rng.random()
    if kind < 0.08:
        return "0"
    if kind < 0.25:
        return f"{rng.randint(1, 1000 * most) / 1000:g}"
    return str(rng.randint(1, most))


def maybe(rng, chance, value):
    return value if rng.random() < chance else ""


def hours(rng):
    return f"{rng.choice([0, 1, 1, 2, 3, 5, 10]) * 0.05:g}"


def write_network(rng, folder):
    """Keys of hubs and of links, with those of physical links."""
    # How much of a network has capacities: all of it, little of it, none at all.
    density = rng.choice([0, 0.3, 0.6, 0.8, 1, 1, 1])
    modes = rng.choice([MODES, MODES[:2], MODES[:2], MODES[:1], MODES[:1]])
    rows, transfers, row_modes = [], [], {}
    hubs = [f"H{number}" for number in range(rng.randint(3, 11))]
    for hub in hubs:
        members = 1 if rng.random() < 0.6 else rng.randint(2, 4)
        # Only where no mode is there twice does a row's transfer lead to the hub's other rows.
        is_compact = 1 < members <= len(modes) and rng.random() < 0.5
        compact_modes = rng.sample(modes, members) if is_compact else []
        for at in range(members):
            key = hub if members == 1 else f"{hub}.{at}"
            if is_compact:
                own = [compact_modes[at]]
            elif members > 1:
                # Most are of the first mode, so that most of a network hangs together.
                own = rng.sample(modes, min(2, len(modes))) if rng.random() < 0.15 else [rng.choice([modes[0], *modes])]
            else:
                own = rng.sample(modes, rng.choice([1, len(modes), len(modes)]))
            row_modes[key] = own
            row = {"node_id": key, "hub": maybe(rng, 0.3, hub) if members == 1 else hub, "mode": ";".join(own)}
            row["capacity_t_per_d"] = maybe(rng, 0.4 * density, tonnes(rng, 30))
            states = (members == 1 and rng.random() < 0.4) or (is_compact and at == 0)
            row["transfer_time_h"] = hours(rng) if states else ""
            row["transfer_capacity_t_per_d"] = maybe(rng, density * 0.7, tonnes(rng)) if states else ""
            rows.append(row)
        if members > 1 and not is_compact:
            ends = [(row["node_id"], mode) for row in rows[-members:] for mode in row_modes[row["node_id"]]]
            named = [(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :] if rng.random() < 0.6]
        elif not rows[-1]["transfer_time_h"] and not is_compact and rng.random() < 0.4:
            ends = [(hub, mode) for mode in row_modes[hub]]
            named = [(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :] if rng.random() < 0.7]
        else:
            named = []
        for (from_node, from_mode), (to_node, to_mode) in named:
            transfers.append(
                {
                    "from_node_id": from_node,
                    "to_node_id": to_node,
                    "from_mode": from_mode,
                    "to_mode": to_mode,
                    "directed": maybe(rng, 0.2, "true"),
                    "time_h": maybe(rng, 0.7, hours(rng)),
                    "capacity_t_per_d": maybe(rng, 0.5 * density, tonnes(rng)),
                }
            )
    links = random_links(rng, rows, row_modes, density)
    write(folder / "node.csv", rows)
    write(folder / "link.csv", links)
    if transfers:
        write(folder / "transfer.csv", transfers)
    keys = {link["link_id"] for link in links} | {link["physical_link"] for link in links}
    return hubs, sorted(keys - {""})


def random_links(rng, rows, row_modes, density):
    links = []
    # Some hubs have no link, and some worlds fall apart: links stay within one side or the other.
    ends = [row["node_id"] for row in rows if rng.random() < 0.97]
    is_split = rng.random() < 0.2
    sides = {key: rng.randint(0, 1) if is_split else 0 for key in ends}
    # Most links join near ones, so that ways are long; a first one each joins most of them.
    for number in range(rng.randint(len(ends) + len(ends) // 3, 3 * len(ends) + 3)):
        at = number if number < len(ends) else rng.randrange(max(1, len(ends)))
        reach = 1 if number < len(ends) else rng.choice([-4, -3, -2, -2, -1, -1, 0, 1, 1, 2, 2, 3, 4])
        start, end = (ends[where % len(ends)] if ends else "H0" for where in (at, at + reach))
        if start == end and rng.random() < 0.7 or sides.get(start) != sides.get(end):
            continue
        common = [mode for mode in row_modes.get(start, []) if mode in row_modes.get(end, [])]
        if not common:
            continue
        own = common if rng.random() < 0.1 else [rng.choice(common)]
        is_directed = rng.random() < 0.2
        link = {"link_id": f"l{number}", "from_node_id": start, "to_node_id": end, "mode": ";".join(own)}
        link["directed"] = rng.choice(["true", "1"]) if is_directed else rng.choice(["false", "0"])
        link["length"] = str(rng.choice([0, 1, 2, 3, 5, 8, 12]))
        if rng.random() < 0.8:
            link["time_h"], link["free_speed"] = hours(rng), ""
        else:
            # At these speeds a length makes a whole number of milliseconds.
            link["time_h"], link["free_speed"] = "", str(rng.choice([20, 40, 50]))
        link["physical_link"] = maybe(rng, 0.15, f"p{rng.randint(0, 3)}")
        link["capacity_t_per_d"] = maybe(rng, density, tonnes(rng))
        link["shared_capacity"] = maybe(rng, 0.3, "true")
        links.append(link)
        while rng.random() < 0.15:
            # Parallel, the other way at times, and another in all else.
            twin = dict(link, link_id=f"l{number}.{len(links)}", length=str(rng.randint(1, 9)), physical_link="")
            twin["capacity_t_per_d"] = maybe(rng, density, tonnes(rng))
            if rng.random() < 0.3:
                twin["from_node_id"], twin["to_node_id"] = end, start
            links.append(twin)
    return links or [
        dict.fromkeys(reading.LINK_COLUMNS, "") | {"link_id": "l0", "from_node_id": rows[0]["node_id"]}
        | {"to_node_id": rows[0]["node_id"], "mode": row_modes[rows[0]["node_id"]][0], "directed": "0"}
        | {"length": "1", "time_h": "1"}
    ]


def random_scenario(rng, hubs):
    scenario = {"version": 1, "title": "random", "network": "network", "cost": rng.choice(["time", "length"])}
    scenario |= {"origin": [], "destination": [], "od": [], "closure": []}
    kind = rng.choice(["origins", "origins", "origins", "origins", "one", "several", "several", "mixed"])
    shuffled = rng.sample(hubs, len(hubs))
    if kind in ("origins", "mixed") or rng.random() < 0.5:
        for hub in shuffled[: rng.choice([1, 1, 2, 3])]:
            scenario["origin"].append({"hub": hub})
            if rng.random() < 0.5:
                scenario["origin"][-1]["supply"] = f"{tonnes(rng, 40)} t/d"
    # Scarce worlds want more than they carry; some want a hair or far too much.
    plenty = rng.choice([8, 15, 30, 60])

    def wants():
        kind = rng.random()
        if kind < 0.1:
            return {}
        extreme = f"{rng.randint(1, 9) / 1000:g}" if kind < 0.13 else str(rng.randint(200, 2000))
        return {"demand": f"{extreme if kind < 0.16 else tonnes(rng, plenty)} t/d"}

    # A destination may be an origin; mostly it is none.
    others = hubs if rng.random() < 0.3 else [hub for hub in hubs if hub not in shuffled[:3]] or hubs
    targets = rng.sample(others, min(len(others), rng.choice([1, 1, 2, 3, 4, 5])))
    if kind in ("origins", "mixed"):
        taken = targets if kind == "origins" else targets[: max(1, len(targets) // 2)]
        scenario["destination"] = [{"hub": hub} | wants() for hub in taken]
        targets = [] if kind == "origins" else targets[len(taken) :]
    starts = shuffled[: 1 if kind == "one" else rng.randint(2, 3)]
    for target in targets:
        for start in rng.sample(starts, rng.randint(1, len(starts))):
            scenario["od"].append({"origin": start, "destination": target} | wants())
    return scenario


def random_closure(rng, number, hubs, links, scenario):
    closure = {"name": f"c{number}"}
    if rng.random() < 0.65:
        # Where factors overlap, and where goods start and end, there is more to see.
        hubs = rng.choice([hubs, [hub for c in scenario["closure"] for hub in c.get("hubs", []) if hub != "*"] or hubs])
        closure["hubs"] = ["*"] if rng.random() < 0.08 else rng.sample(hubs, min(len(hubs), rng.choice([1, 1, 2])))
    if "hubs" not in closure or rng.random() < 0.3:
        closure["links"] = rng.sample(links, min(len(links), rng.choice([1, 1, 2, 3])))
    if rng.random() < 0.3:
        closure["modes"] = rng.sample(MODES, rng.choice([1, 1, 2]))
    if rng.random() < 0.55 or closure.get("hubs") == ["*"] and "modes" not in closure:
        closure["capacity_factor"] = rng.choice([0.5, 0.25, 0.1, 0.1, 0, "75 %", "40 %", "12.5 %"])
    if rng.random() < 0.15:
        closure["speed_factor"] = rng.choice([0.5, "25 %", "80 %"])
    if rng.random() < (0.3 if "capacity_factor" in closure else 0.1):
        closure["baseline"] = True
    return closure


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def toml(scenario):
    def value(it):
        if isinstance(it, bool):
            return "true" if it else "false"
        if isinstance(it, list):
            return "[" + ", ".join(map(value, it)) + "]"
        return f'"{it}"' if isinstance(it, str) else str(it)

    lines = [f"{key} = {value(it)}" for key, it in scenario.items() if not isinstance(it, list)]
    for table in ("origin", "destination", "od", "closure"):
        for row in scenario[table]:
            lines += ["", f"[[{table}]]"] + [f"{key} = {value(it)}" for key, it in row.items()]
    return "\n".join(lines) + "\n"

"""Changes of the command's answers that a comparison has to notice: what, of which command's answer, and how.

Each takes an answer as JSON and tells whether it found anything to change in it.
"""

KILOGRAM = 0.001


def add(rows, key, more):
    """Adds to the first of the rows that has such a number."""
    for row in rows:
        if row.get(key) is not None:
            row[key] += more
            return True
    return False


def alone(answer):
    return add(answer["destinations"], "alone_after_t_per_d", KILOGRAM)


def alone_without_limit(answer):
    unlimited = [one for one in answer["destinations"] if one["alone_before_t_per_d"] is None]
    for one in unlimited:
        one["alone_before_t_per_d"] = 1e6
    return bool(unlimited)


def cost_of(report):
    return any([add([report], key, KILOGRAM) for key in ("tonne_hours_per_d", "tonne_km_per_d", "time_h", "length_km")])


def cost_of_delivery(answer):
    # Between several origins the routes are one choice of many.
    return "gap" not in answer and cost_of(answer["before"])


def cost_of_route(answer):
    return any([cost_of(one["before"]) for one in answer["destinations"] if one["before"]])


def bend_left_out(answer):
    points = (answer.get("curve") or {}).get("points", [])
    return len(points) > 2 and bool(points.pop(1))


def curve(answer):
    return add((answer.get("curve") or {}).get("points", []), "throughput_t_per_d", 10 * KILOGRAM)


def status(answer):
    answer["destinations"][0]["status"] = "delayed"
    return True


def loss(answer):
    return "throughput_off_by_at_most_t_per_d" not in answer and add(answer["losses"], "throughput_lost_t_per_d", -KILOGRAM)


def loss_left_out(answer):
    for one in answer["losses"]:
        if one.get("throughput_lost_t_per_d", 0) > 0.01:
            answer["losses"].remove(one)
            return True
    return False


def set_twice(answer):
    answer["sets"] += answer["sets"][:1]
    return bool(answer["sets"])


def verdict(answer):
    answer["answer"] = "optimal" if answer["answer"] == "no_cut" else "no_cut"
    return True


CHANGES = {
    "alone, a kilogram more": ("flow", alone),
    "alone, a limit where none is": ("flow", alone_without_limit),
    "gets, two kilograms less": ("flow", lambda it: add(it["destinations"], "gets_before_t_per_d", -2 * KILOGRAM)),
    "share of demand, a hundred-thousandth less": ("flow", lambda it: add(it["destinations"], "demand_met", -1e-5)),
    "delivered, a kilogram more": ("flow", lambda it: add([it["after"]], "delivered_t_per_d", KILOGRAM)),
    "what a delivery costs": ("flow", cost_of_delivery),
    "curve, ten kilograms more at a point": ("flow", curve),
    "curve, a bend left out": ("flow", bend_left_out),
    "a status": ("run", status),
    "throughput after, a kilogram more": ("run", lambda it: add(it["destinations"], "throughput_after_t_per_d", KILOGRAM)),
    "what a route costs": ("run", cost_of_route),
    "a loss, a kilogram less": ("rank", loss),
    "a loss left out": ("rank", loss_left_out),
    "a set left out": ("sever", lambda it: bool(it["sets"]) and bool(it["sets"].pop())),
    "a set twice": ("sever", set_twice),
    "a least weight": ("sever", lambda it: add([it], "weight", 1)),
    "an answer of sever": ("sever", verdict),
}

"""The compiled greedy for officers: plain contiguous int64 and float64 arrays in and out.

Nothing is sorted here. Stations arrive heaviest first, so for each number of teams near (class) and each officer
number (level) the gains are sorted already; the greedy merges these lists. A region's committed total is
T = max(its minimum, sum of the T inside it). An officer is refused where T would pass a maximum, and costs nothing
above a region whose minimum it helps to meet. Node 0 is the budget.
"""

import numpy as np

from kawal.deployment.arrays import F64, I64, UNBOUNDED
from kawal.deployment.compiled import kernel


@kernel
def _advance(
    x: int,
    pointer: I64,
    head: F64,
    list_class: I64,
    list_level: I64,
    start: I64,
    sequence: I64,
    weight: F64,
    factor: F64,
    step: F64,
    least: I64,
    most: I64,
) -> None:
    """Move list x to its next station that may hold an officer of this level; head -inf when there is none."""
    pointer[x] += 1
    head[x] = -np.inf
    while pointer[x] < start[list_class[x] + 1]:
        i = sequence[pointer[x]]
        if least[i] <= list_level[x] < most[i]:
            head[x] = weight[i] * factor[list_class[x]] * step[list_level[x]]
            return
        pointer[x] += 1


@kernel
def _by_class(by_weight: I64, teams_near: I64, start: I64) -> I64:
    """Stations grouped by teams near, heaviest first in each group; `start` becomes the groups' beginnings."""
    for c in range(start.size):
        start[c] = 0
    for i in range(teams_near.size):
        start[teams_near[i] + 1] += 1
    for c in range(start.size - 1):
        start[c + 1] += start[c]
    fill = np.empty(start.size, np.int64)
    for c in range(start.size):
        fill[c] = start[c]
    sequence = np.empty(by_weight.size, np.int64)
    for s in range(by_weight.size):
        i = by_weight[s]
        sequence[fill[teams_near[i]]] = i
        fill[teams_near[i]] += 1
    return sequence


@kernel
def _commit(least: I64, node: I64, parent: I64, node_least: I64, node_most: I64, node_teams: I64, held: I64) -> bool:
    """Fill `held` with what each region holds or has promised inside it; False when that passes a maximum."""
    for i in range(least.size):
        held[node[i]] += least[i]
    for v in range(parent.size - 1, -1, -1):
        held[v] += node_teams[v]
        if max(held[v], node_least[v]) > node_most[v]:
            return False
        if v > 0:
            held[parent[v]] += max(held[v], node_least[v])
    return True


@kernel
def _commit_units(
    least: I64,
    node: I64,
    node_least: I64,
    node_teams: I64,
    ward: I64,
    district: I64,
    ward_strength: I64,
    district_strength: I64,
    ward_teams: I64,
    used: I64,
    overflow: I64,
) -> int:
    """Fill what wards use of their units and what flows over to districts; returns the attachments that needs.

    A ward's minimum is committed to its unit before anyone is placed.
    """
    for i in range(least.size):
        used[ward[i]] += least[i]
    for i in range(least.size):
        v, u = node[i], ward[i]
        used[u] = max(used[u], node_least[v] - node_teams[v] + ward_teams[u])
    for u in range(used.size):
        overflow[district[u]] += max(0, used[u] - ward_strength[u])
    attached = 0
    for d in range(overflow.size):
        attached += max(0, overflow[d] - district_strength[d])
    return attached


@kernel
def _climb(v: int, held: I64, parent: I64, node_least: I64, node_most: I64) -> tuple[int, int]:
    """From a region up: (the region whose minimum absorbs one officer more, the region that refuses one), else -1."""
    while v >= 0:
        if held[v] + 1 <= node_least[v]:
            return v, -1
        if held[v] + 1 > node_most[v]:
            return -1, v
        v = parent[v]
    return -1, -1


@kernel
def _prices(
    price: float,
    parent: I64,
    node_least: I64,
    held: I64,
    rejected: F64,
    accepted: F64,
    node_price: F64,
) -> None:
    """What an officer costs in a region: the budget's price, more where a maximum binds, less where a minimum."""
    node_price[0] = price
    for v in range(1, parent.size):
        node_price[v] = max(node_price[parent[v]], rejected[v])
        if node_least[v] > 0 and held[v] <= node_least[v] and accepted[v] < np.inf:
            node_price[v] = min(node_price[v], accepted[v])


@kernel
def place_officers(
    weight: F64,
    by_weight: I64,
    teams_near: I64,
    factor: F64,
    step: F64,
    least: I64,
    most: I64,
    node: I64,
    parent: I64,
    node_least: I64,
    node_most: I64,
    node_teams: I64,
    ward: I64,
    district: I64,
    ward_strength: I64,
    district_strength: I64,
    ward_teams: I64,
    district_teams: I64,
    attachments: int,
    fee: float,
    officers: I64,
    total_when: I64,
    node_price: F64,
    ward_price: F64,
) -> tuple[float, float, int, int]:
    """Exact greedy for officers with the teams fixed; fills the last four arrays.

    Gains weight*factor[k]*step[n] are taken largest first. Units: the first `ward_strength` officers of a ward are
    its own, the next come from the district's unit, the rest are attachments: at most `attachments`, each at `fee`.
    total_when[i*H + n] is the committed total at which officer n+1 of station i is taken (0: held by a minimum).
    Returns (risk, smallest gain taken within the budget, attachments, officers that minima lack).
    """
    depth, nodes, units = step.size, parent.size, ward_strength.size > 0
    held, used = np.empty(nodes, np.int64), np.empty(ward_teams.size, np.int64)
    overflow = np.empty(district_teams.size, np.int64)
    rejected, accepted = np.empty(nodes, np.float64), np.empty(nodes, np.float64)
    for v in range(nodes):
        held[v], rejected[v], accepted[v] = 0, 0.0, np.inf
    for u in range(used.size):
        used[u], ward_price[u] = ward_teams[u], 0.0
    for d in range(overflow.size):
        overflow[d] = district_teams[d]
    for x in range(total_when.size):
        total_when[x] = 0
    attached = 0
    fits = _commit(least, node, parent, node_least, node_most, node_teams, held)
    if units and fits:
        attached = _commit_units(
            least, node, node_least, node_teams, ward, district, ward_strength, district_strength, ward_teams,
            used, overflow,
        )  # fmt: skip
    if not fits or attached > attachments:
        return np.inf, 0.0, attached, UNBOUNDED
    risk = 0.0
    missing = max(held[0], node_least[0])
    for v in range(nodes):
        missing -= node_teams[v]
    for i in range(weight.size):
        r = weight[i] * factor[teams_near[i]]
        risk += r
        missing -= least[i]
        officers[i] = least[i]
        for level in range(least[i]):
            risk -= r * step[level]

    start = np.empty(factor.size + 1, np.int64)
    sequence = _by_class(by_weight, teams_near, start)
    lists = 0
    list_class = np.empty(factor.size * depth, np.int64)
    list_level = np.empty(factor.size * depth, np.int64)
    pointer = np.empty(factor.size * depth, np.int64)
    head = np.empty(factor.size * depth, np.float64)
    for level in range(depth):
        for c in range(factor.size):
            if start[c + 1] > start[c]:
                list_class[lists], list_level[lists], pointer[lists] = c, level, start[c] - 1
                _advance(
                    lists, pointer, head, list_class, list_level, start, sequence, weight, factor, step, least, most
                )
                lists += 1
    # officers put off because each costs the fee now: in the order of their gains too
    delayed = np.empty(weight.size * depth if fee > 0.0 else 0, np.int64)
    delayed_gain = np.empty(delayed.size, np.float64)
    first_delayed, last_delayed = 0, 0
    cut_off, price = 0.0, 0.0
    while True:
        best, gain = -1, -1.0
        for x in range(lists):
            if head[x] > gain:
                best, gain = x, head[x]
        put_off = first_delayed < last_delayed and (best < 0 or delayed_gain[first_delayed] > gain)
        if put_off:
            gain = delayed_gain[first_delayed]
        elif best < 0:
            break
        if missing <= 0 and (gain <= 0.0 or held[0] >= node_most[0]):
            price = max(0.0, gain)
            break
        if put_off:
            i, level = delayed[first_delayed] // depth, delayed[first_delayed] % depth
            first_delayed += 1
        else:
            i, level = sequence[pointer[best]], list_level[best]
            _advance(best, pointer, head, list_class, list_level, start, sequence, weight, factor, step, least, most)
        u = ward[i] if units else 0
        beyond = (
            units and used[u] >= ward_strength[u] and overflow[district[u]] >= district_strength[district[u]]
        )  # neither the ward's nor the district's unit has anyone left
        if beyond and fee > 0.0 and not put_off and held[node[i]] + 1 > node_least[node[i]]:
            delayed[last_delayed], delayed_gain[last_delayed] = i * depth + level, gain - fee
            last_delayed += 1
            continue
        if officers[i] != level:
            continue  # an earlier officer of this station was refused, so this one is too
        absorbed, refused = _climb(node[i], held, parent, node_least, node_most)
        if refused >= 0:
            rejected[refused] = max(rejected[refused], gain)
            continue
        if absorbed < 0 and gain <= 0.0:
            continue
        if units and absorbed != node[i]:
            if beyond and attached >= attachments:
                ward_price[u] = max(ward_price[u], gain)
                continue
            if used[u] >= ward_strength[u]:
                overflow[district[u]] += 1
                attached += 1 if beyond else 0
            used[u] += 1
        risk -= weight[i] * factor[teams_near[i]] * step[level]
        v = node[i]
        while v >= 0:
            held[v] += 1
            accepted[v] = min(accepted[v], gain)
            v = parent[v] if v != absorbed else -1
        if absorbed >= 0:
            missing -= 1
        else:
            cut_off = gain
            total_when[i * depth + level] = held[0]
        officers[i] += 1

    lacking = 0
    for v in range(nodes):
        lacking += max(0, node_least[v] - held[v])
    price = max(price, rejected[0])
    if held[0] < node_most[0]:
        price = 0.0
    elif price == 0.0:
        price = cut_off
    else:
        price = 0.5 * (price + cut_off)  # between the last officer taken and the first one left out
    _prices(price, parent, node_least, held, rejected, accepted, node_price)
    return risk, cut_off, attached, lacking

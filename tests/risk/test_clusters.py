"""Getis-Ord Gi* with false-discovery control."""

import numpy as np
import pytest

from kawal.risk.clusters import NEIGHBOURS, gi_star, hot


def city(seed: int, stations: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Random places with a corner where the index is high."""
    rng = np.random.default_rng(seed)
    position = rng.uniform(0, 10, (stations, 2))
    corner = (position < 3).all(axis=1)
    return rng.uniform(0, 0.3, stations) + 0.4 * corner, position


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_z_values_agree_with_esda() -> None:
    """Oracle: esda's G_Local with the star, binary weights, the same neighbours."""
    from esda.getisord import G_Local  # noqa: PLC0415  five seconds to import
    from libpysal.weights import KNN  # noqa: PLC0415

    index, position = city(1)
    weights = KNN.from_array(position, k=NEIGHBOURS)
    expected = G_Local(index, weights, transform="B", star=True, permutations=0).Zs
    assert np.abs(gi_star(index, position) - expected).max() < 1e-9


def test_a_corner_of_trouble_is_found_and_noise_is_not() -> None:
    """The corner's middle is hot; pure noise has next to nothing hot at a false-discovery rate of 5 %."""
    index, position = city(2)
    found = hot(gi_star(index, position))
    assert found[(position < 2).all(axis=1)].all()
    assert not found[(position > 6).all(axis=1)].any()
    rng = np.random.default_rng(3)
    assert hot(gi_star(rng.uniform(0, 1, 300), position)).mean() < 0.02


def test_a_flat_or_tiny_city_has_no_cluster() -> None:
    """One index everywhere; fewer stations than neighbours."""
    position = np.random.default_rng(4).uniform(0, 1, (50, 2))
    assert not gi_star(np.full(50, 0.2), position).any()
    assert not gi_star(np.array([0.1, 0.9]), position[:2]).any()


def test_false_discovery_control_is_benjamini_hochberg() -> None:
    """p = .001, .02, .03, .5 at 5 %: limits .0125, .025, .0375, .05; the largest passing rank is 3."""
    from scipy.stats import norm  # noqa: PLC0415

    z = np.asarray(norm.isf([0.03, 0.5, 0.001, 0.02]))
    assert hot(z).tolist() == [True, False, True, True]

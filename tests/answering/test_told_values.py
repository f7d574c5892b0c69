"""Values that were told are found again, and so are the differences of any two of them."""

from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.told_values import ToldValues

hundredths = st.integers(-200_000, 200_000).map(lambda number: number / 100)


@given(st.sets(hundredths, max_size=12), hundredths, st.integers(0, 500))
def test_a_value_in_between_is_found(values: set[float], low: float, width: int) -> None:
    """Both ends count."""
    high = low + width / 100

    found = ToldValues(values).has_between(low, high)

    assert found == any(low <= value <= high for value in values)


@given(st.sets(hundredths, max_size=12), hundredths)
def test_a_value_on_either_side_is_found(values: set[float], bound: float) -> None:
    """The bound itself counts."""
    for at in (bound, *values):
        told = ToldValues(values)

        assert told.has_below(at) == any(value <= at for value in values)
        assert told.has_above(at) == any(value >= at for value in values)


@given(st.sets(hundredths, max_size=12), st.integers(0, 4000), st.integers(0, 500))
@example({0.0, 0.17}, 10, 5)
@example({0.0, 0.12}, 10, 2)
@example({0.05, 0.12}, 7, 0)
def test_a_difference_of_any_two_values_is_found(values: set[float], low: int, width: int) -> None:
    """And none that is not there, but for a step of the grid at either end."""
    told = ToldValues(values)
    steps = {abs(round(100 * one) - round(100 * other)) for one, other in product(values, values)}

    found = told.has_difference_between(low / 100, (low + width) / 100)

    if any(low <= step <= low + width for step in steps):
        assert found
    if not any(low - 1 <= step <= low + width + 1 for step in steps):
        assert not found


def test_differences_of_what_no_weather_has_are_not_looked_for() -> None:
    """Whoever writes endless numbers gets no endless grid."""
    told = ToldValues({0.0, 1e300, float("inf"), -1e12, 3.0})

    assert told.has_difference_between(2.5, 3.5)
    assert ToldValues({1000.0, 1999.0}).has_difference_between(998.5, 999.5)
    assert ToldValues({-2000.0, 2000.0}).has_difference_between(3999.5, 4000.5)
    assert ToldValues({7.0}).has_difference_between(-1, 0.5)
    assert not told.has_difference_between(1e299, 2e300)
    assert not told.has_difference_between(float("inf"), float("inf"))
    assert not ToldValues(()).has_difference_between(0, 5)

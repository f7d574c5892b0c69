"""The store of reports: full, it forgets what was not read for longest."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from fakes import kinds
from fakes.clock import MONDAY, FakeTime

from bot.kinds.days import Day
from bot.queries import Query
from bot.reports import Kind, Place, Report, Source
from bot.weather import store as stores
from bot.weather.needs import Need, need_of
from bot.weather.store import ReportStore

LONDON = Place("London", 51.5085, -0.1257, "Europe/London")


def need(number: int, kind: Kind[Any] = kinds.DAILY) -> Need:
    """Return a need for one of many places."""
    found = need_of(Query("x", kind), replace(LONDON, latitude=number / 100), MONDAY)
    assert isinstance(found, Need)
    return found


def report(days: int) -> Report:
    """Return a report with so many records."""
    day = Day(MONDAY.date(), high_c=9.0)
    return Report(LONDON, Source("x", "", ""), MONDAY, kinds.DAILY, (day,) * days)


@pytest.mark.usefixtures("often_switching")
def test_reports_are_read_while_they_are_stored_anew() -> None:
    """By threads that switch as often as they can."""
    store, own = ReportStore(FakeTime().clock), need(0)
    new = {own.spot: report(1)}
    store.put(new)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(lambda: [store.put(new) for _ in range(20_000)])
        found = [store.last_good(own)]
        while not writing.done():
            found.append(store.last_good(own))

    assert writing.result()
    assert None not in found


def test_what_is_good_while_it_is_fresh_alone_is_never_the_last_good() -> None:
    """Such as warnings: an hour later, others may be in force."""
    time = FakeTime()
    store = ReportStore(time.clock)
    warnings, forecast = need(0, kinds.ALERTS), need(0)
    store.put({warnings.spot: report(0), forecast.spot: report(1)})
    for fresh_for_s, is_fresh in ((299, True), (1, False)):
        time.pass_s(fresh_for_s)
        assert (store.fresh(warnings) is not None) == is_fresh
        found = [store.last_good(each) is not None for each in (warnings, forecast)]
        assert found == [False, True]


def test_a_report_that_is_stored_anew_takes_no_more_room() -> None:
    """Else the store would be full of what it no longer has."""
    store, half = ReportStore(FakeTime().clock), stores.MAX_STORED_VALUES // 2
    store.put({need(0).spot: report(1)})
    for _ in range(3):
        store.put({need(1).spot: report(half)})
    is_there = store.last_good(need(0)) is not None
    store.put({need(2).spot: report(half)})

    assert is_there
    assert store.last_good(need(1)) is None
    assert store.last_good(need(0)) is not None
    assert store.last_good(need(2)) is not None


def test_a_report_that_is_stored_anew_is_given_up_last() -> None:
    """As one that was read is."""
    store, third = ReportStore(FakeTime().clock), stores.MAX_STORED_VALUES // 3
    for number in (0, 1, 2, 0, 3):
        store.put({need(number).spot: report(third - 1)})

    assert [number for number in range(4) if store.last_good(need(number))] == [0, 2, 3]


def test_as_many_reports_make_room_as_it_takes() -> None:
    """For one that is as large as several."""
    store, third = ReportStore(FakeTime().clock), stores.MAX_STORED_VALUES // 3
    for number, thirds in ((0, 1), (1, 1), (2, 1), (3, 2)):
        store.put({need(number).spot: report(thirds * third - 1)})

    assert [number for number in range(4) if store.last_good(need(number))] == [2, 3]


def test_a_report_that_had_to_be_new_is_not_called_so_once_it_is_replaced() -> None:
    """The next one that has to be new is asked for."""
    store, own = ReportStore(FakeTime().clock), need(0)
    anew = replace(own, must_be_new=True)
    found = []
    for renewed in ({own.spot}, ()):
        store.put({own.spot: report(1)}, renewed)
        found.append([store.fresh(each) is not None for each in (own, anew)])

    assert found == [[True, True], [True, False]]


def test_a_report_counts_one_more_than_its_records() -> None:
    """So that those without a record fill the store as well; full is not too full."""
    store = ReportStore(FakeTime().clock)
    for number, records in enumerate((99_998, 99_999, 0, 0)):
        store.put({need(number).spot: report(records)})
        kept = [store.last_good(need(each)) is not None for each in range(number, -1, -1)]
        assert kept == [[True], [True] * 2, [True] * 3, [True, False, True, True]][number]

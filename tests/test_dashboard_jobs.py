"""Long work beside the pages: it tells how far it is, can be given up, and is forgotten in time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from relsim.dashboards import jobs as module
from relsim.dashboards.jobs import Full, Jobs, Look, Progress
from relsim.errors import InputError


def awaited(jobs: Jobs, look: Look, until: Callable[[Look], bool] = lambda look: look.over) -> Look:
    """Look again and again until something holds."""
    for _ in range(2_000):
        look = jobs.look(look.id)
        if until(look):
            return look
        time.sleep(0.005)
    raise AssertionError(look)


class Held:
    """Work that waits until it is let go on."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.stopped = threading.Event()

    def __call__(self, progress: Progress) -> str:
        progress(0.25)
        try:
            while not self.go.wait(0.002):
                progress(0.25)
        except module.Cancelled:
            self.stopped.set()
            raise
        return "done"


def test_work_is_done_and_its_result_kept() -> None:
    jobs = Jobs()
    found = awaited(jobs, jobs.begin("one", lambda progress: 42))
    assert (found.state, found.result, found.share, found.trouble) == ("done", 42, 1.0, "")
    assert jobs.look(found.id).result == 42


def test_it_tells_how_far_it_is() -> None:
    jobs, work = Jobs(), Held()
    look = awaited(jobs, jobs.begin("one", work), lambda look: look.share > 0)
    assert (look.state, look.share, look.result) == ("running", 0.25, None)
    work.go.set()
    assert awaited(jobs, look).result == "done"


def test_the_same_question_is_worked_on_once() -> None:
    jobs, work, called = Jobs(), Held(), []

    def counted(progress: Progress) -> str:
        called.append(1)
        return work(progress)

    first, other = jobs.begin("one", counted), jobs.begin("one", counted)
    assert first.id == other.id
    work.go.set()
    awaited(jobs, first)
    assert jobs.begin("one", counted).result == "done"
    assert called == [1]


def test_cancelled_work_stops_and_is_cancelled_at_once() -> None:
    jobs, work = Jobs(), Held()
    look = awaited(jobs, jobs.begin("one", work), lambda look: look.state == "running")
    assert jobs.cancel(look.id).state == "cancelled"
    assert work.stopped.wait(10)
    assert jobs.look(look.id).result is None
    # Whoever asks again wants it again.
    again = jobs.begin("one", lambda progress: "other")
    assert again.id != look.id
    assert awaited(jobs, again).result == "other"


def test_work_that_still_waits_can_be_given_up() -> None:
    jobs, work, called = Jobs(workers=1), Held(), []
    first = awaited(jobs, jobs.begin("one", work), lambda look: look.state == "running")
    waiting = jobs.begin("two", lambda progress: called.append(2))
    assert waiting.state == "waiting"
    jobs.cancel(waiting.id)
    work.go.set()
    awaited(jobs, first)
    assert awaited(jobs, jobs.begin("three", lambda progress: 3)).result == 3
    assert called == []


def test_what_is_over_cannot_be_cancelled() -> None:
    jobs = Jobs()
    found = awaited(jobs, jobs.begin("one", lambda progress: 42))
    assert jobs.cancel(found.id).state == "done"


def test_a_user_is_told_what_is_wrong(caplog: pytest.LogCaptureFixture) -> None:
    def wrong(progress: Progress) -> None:
        raise InputError("no run has finished")

    jobs = Jobs()
    found = awaited(jobs, jobs.begin("one", wrong))
    assert (found.state, found.trouble) == ("failed", "no run has finished")
    assert caplog.records == []


def test_what_breaks_is_one_calm_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def broken(progress: Progress) -> None:
        raise ZeroDivisionError("line one\nline two")

    jobs = Jobs(workers=1)
    with caplog.at_level(logging.ERROR):
        found = awaited(jobs, jobs.begin("one", broken))
    assert (found.state, found.trouble) == ("failed", "")
    (record,) = caplog.records
    assert "ZeroDivisionError" in record.getMessage()
    assert "\n" not in record.getMessage()
    assert record.exc_info is None
    assert awaited(jobs, jobs.begin("two", lambda progress: 2)).result == 2


def test_too_much_is_refused() -> None:
    jobs, work = Jobs(workers=1), Held()
    awaited(jobs, jobs.begin("held", work), lambda look: look.state == "running")
    for number in range(module.MOST_WAITING):
        jobs.begin(number, lambda progress: None)
    with pytest.raises(Full):
        jobs.begin("more", lambda progress: None)
    jobs.close()


@pytest.mark.parametrize(
    "given", [None, "", "x" * 10_000, 3, ["a"], {"a": 1}, float("nan"), "../x"]
)
def test_what_is_no_job_is_unknown(given: Any) -> None:
    jobs = Jobs()
    assert jobs.look(given).state == "unknown"
    assert jobs.cancel(given).state == "unknown"


def test_ids_cannot_be_guessed() -> None:
    jobs = Jobs()
    ids = {jobs.begin(number, lambda progress: None).id for number in range(8)}
    assert len(ids) == 8
    assert min(map(len, ids)) >= 16


def test_what_nobody_looks_at_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORSAKEN_SECONDS", 0.01)
    jobs, work = Jobs(), Held()
    look = jobs.begin("one", work)
    assert work.stopped.wait(10)
    assert jobs.look(look.id).state == "cancelled"


def test_what_is_over_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    jobs = Jobs()
    looks = [awaited(jobs, jobs.begin(n, lambda progress, n=n: n)) for n in range(6)]
    kept = [jobs.look(look.id).state for look in looks]
    assert kept[:2] == ["unknown", "unknown"]
    assert kept[-1] == "done"
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.0)
    jobs.begin("other", lambda progress: None)
    assert jobs.look(looks[-1].id).state == "unknown"

"""Requests from strangers: whatever is sent, the answer is calm and nothing goes into the log."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dashboard_server import Served
from dashboard_strangers import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

import relsim
from relsim.dashboards.security import LARGEST_BODY, told
from relsim.dashboards.workshop import page as workshop

ASK = "/_dash-update-component"
# A scenario as a page might send it, with everything in it wrong at once or in turn.
REQUEST: dict[str, Any] = {
    "sequence": 1,
    "scenario": {
        "name": "mine",
        "strategies": ["servile", "advisory"],
        "settings": {"competition": 0.1, "crisis_rate": 0.02, "reps": 4, "customers": 40},
        "periods": 12,
        "replications": 2,
        "seed": 1,
    },
    "baseline": None,
    "quick": True,
    "measures": ["respect", "margin"],
    "held": [[0, 1], None],
    "heights": [300, 300],
    "theme": "light",
    "big": False,
    "query": None,
}


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Any:
    return dashboard.app.server.test_client()


@pytest.fixture(scope="module")
def callbacks(client: Any) -> list[dict[str, Any]]:
    """What the server answers, as a stranger can read it."""
    found = client.get("/_dash-dependencies").get_json()
    asked = [one for one in found if one["clientside_function"] is None]
    assert asked
    return asked


def body_for(callback: dict[str, Any], values: list[Any]) -> dict[str, Any]:
    """A request as the page would send it, with these values."""
    inputs, states = callback["inputs"], callback["state"]
    written = callback["output"].strip(".").split("...")
    outputs = [dict(zip(("id", "property"), one.rsplit(".", 1), strict=True)) for one in written]
    filled = [one | {"value": value} for one, value in zip(inputs + states, values, strict=True)]
    first = f"{inputs[0]['id']}.{inputs[0]['property']}"
    return {
        "output": callback["output"],
        "outputs": outputs if callback["output"].startswith("..") else outputs[0],
        "inputs": filled[: len(inputs)],
        "state": filled[len(inputs) :],
        "changedPropIds": [first],
    }


def post(client: Any, body: Any, to: str = ASK, **more: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(to, data=data, content_type="application/json", **more)


def is_calm(answer: Any) -> bool:
    """Whether an answer gives nothing away and was not a fault of ours."""
    text = answer.get_data(as_text=True)
    assert answer.status_code in (200, 204, 400, 413), (answer.status_code, text[:300])
    for word in ("Traceback", 'File \\"', "/site-packages/", str(Path(relsim.__file__).parent)):
        assert word not in text
    if answer.status_code >= 400:
        assert set(json.loads(text)) == {"message"}
    return True


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: ascii(value)[:24])
def test_any_value_of_any_input_is_answered_calmly(
    client: Any, callbacks: list[dict[str, Any]], value: Any
) -> None:
    for callback in callbacks:
        size = len(callback["inputs"]) + len(callback["state"])
        assert is_calm(post(client, body_for(callback, [value] * size)))
        for place in range(size):
            values: list[Any] = [None] * size
            values[place] = value
            assert is_calm(post(client, body_for(callback, values)))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for key, one in inside:
        yield from leaves(one, (*path, key))


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = copy.deepcopy(value)
    at = changed
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = new
    return changed


@pytest.mark.parametrize("path", list(leaves(REQUEST))[1:], ids=str)
def test_a_scenario_with_anything_wrong_in_it_is_answered_calmly(
    client: Any, path: tuple[Any, ...]
) -> None:
    for value in HOSTILE:
        answer = post(client, with_value(REQUEST, path, value), to=workshop.ADDRESS)
        assert is_calm(answer)
        assert "<script" not in answer.get_data(as_text=True).lower()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=20,
)


@given(body=JSON)
def test_a_body_of_any_shape_is_answered_calmly(client: Any, body: Any) -> None:
    assert is_calm(post(client, body))
    assert is_calm(post(client, body, to=workshop.ADDRESS))


@given(data=st.data())
def test_a_request_with_any_of_its_parts_changed_is_answered_calmly(
    client: Any, callbacks: list[dict[str, Any]], data: st.DataObject
) -> None:
    callback = data.draw(st.sampled_from(callbacks))
    size = len(callback["inputs"]) + len(callback["state"])
    body = body_for(callback, [None] * size)
    path = data.draw(st.sampled_from(list(leaves(body))))
    assert is_calm(post(client, with_value(body, path, data.draw(JSON))))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"\xff\xfe\x00",
        b"9" * 10_000,
        b'{"output": "..a...b.."}',
        b"{" + b" " * LARGEST_BODY + b"}",
    ],
    ids=["empty", "words", "deep", "deeper", "bytes", "digits", "ids", "large"],
)
def test_what_is_no_request_is_answered_calmly(client: Any, body: bytes) -> None:
    answer = post(client, body)
    assert is_calm(answer)
    assert answer.status_code in (400, 413)
    assert is_calm(post(client, body, to=workshop.ADDRESS))


def test_strangers_leave_no_traceback_in_the_log(
    client: Any, callbacks: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for value in HOSTILE:
            post(client, value)
            first = callbacks[0]
            post(client, body_for(first, [value] * len(first["inputs"] + first["state"])))
            client.get(f"/{ascii(value)[:100]}")
    ours = [record for record in caplog.records if not record.name.startswith("hypothesis")]
    assert [record for record in ours if record.exc_info] == []
    assert [record for record in ours if "\n" in record.getMessage()] == []
    assert [record for record in ours if record.levelno >= logging.WARNING] == []


def test_a_line_of_the_log_is_one_line_whatever_is_in_it() -> None:
    class Unsayable(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert "\n" not in told(ValueError("a\nFAKE LINE\r\x1b[31m" + "x" * 9_999))
    assert len(told(ValueError("x" * 9_999))) < 300
    assert told(Unsayable()).startswith("Unsayable")

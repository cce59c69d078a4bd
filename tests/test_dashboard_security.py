"""The dashboard among strangers: who may ask, how much, and what they are told."""

from __future__ import annotations

import copy
import http.client
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dashboard_probe import PROBES
from dashboard_server import Served, chromium, served, watched
from hypothesis import given
from hypothesis import strategies as st

import relsim
from relsim.dashboards.app import Settings
from relsim.dashboards.security import LARGEST_BODY, ON_THIS_MACHINE, told, trusted
from relsim.dashboards.workshop import page as workshop

ASK = "/_dash-update-component"
SCRIPT = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
HUGE = 10**400
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    HUGE,
    "",
    "0.5",
    SCRIPT,
    "../../../../etc/passwd",
    "results/../../secret",
    "\x00\ud800",
    "{{7*7}}%s%n{0.__class__}",
    "a" * 20_000,
    [],
    [[]] * 200,
    [None, {"a": [float("nan")]}],
    {},
    {"__class__": "x", "__proto__": {"hurt": 1}},
    {"props": {"children": SCRIPT}, "type": "Script", "namespace": "dash_html_components"},
)
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
def dashboard() -> Iterator[Served]:
    """The dashboard as it is shipped."""
    with served() as found:
        yield found


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


# --- what is asked ---------------------------------------------------------------------------


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


# --- who asks --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "here", "lan"),
    [
        ("127.0.0.1:8050", True, True),
        ("localhost", True, True),
        ("LOCALHOST:1", True, True),
        ("[::1]:8050", True, True),
        ("192.168.1.7:8050", False, True),
        ("[fe80::1]:8050", False, True),
        ("evil.example", False, False),
        ("127.0.0.1.evil.example", False, False),
        ("localhost.evil.example:8050", False, False),
        ("user@127.0.0.1", False, False),
        ("127.0.0.1/x", False, False),
        ("127.0.0.1:x", False, False),
        ("[::1", False, False),
        ("", False, False),
    ],
)
def test_only_this_servers_own_names_are_trusted(host: str, here: bool, lan: bool) -> None:
    assert trusted(host, ON_THIS_MACHINE, lan=False) is here
    assert trusted(host, ON_THIS_MACHINE, lan=True) is lan


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/assets/frame.css", "/nowhere"])
def test_a_rebound_name_reads_nothing(dashboard: Served, path: str) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", dashboard.port)
    asked.request("GET", path, headers={"Host": f"evil.example:{dashboard.port}"})
    answer = asked.getresponse()
    assert answer.status == 421 and b"relsim" not in answer.read()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_may_not_make_us_work(client: Any, origin: str) -> None:
    answer = post(client, {}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert post(client, {}, headers={"Origin": "http://localhost"}).status_code == 400


# --- what is told ----------------------------------------------------------------------------


def test_scripts_run_only_if_they_are_ours(client: Any) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    (scripts,) = re.findall(r"script-src ([^;]*)", policy)
    assert "unsafe" not in scripts and "'self'" in scripts and "'sha256-" in scripts
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.browser
def test_a_script_put_into_the_page_does_not_run(chromium_path: str, dashboard: Served) -> None:
    with chromium(chromium_path) as browser, watched(browser, dashboard, calm=False) as tab:
        tab.page.evaluate(
            "text => document.body.append(document.createRange().createContextualFragment(text))",
            SCRIPT,
        )
        tab.page.evaluate("new Promise((done) => setTimeout(done, 300))")
        assert tab.page.evaluate("window.hurt === undefined")
        assert any("Content Security Policy" in fault for fault in tab.faults)


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/_dash-dependencies", "/_reload-hash"])
def test_nothing_of_this_machine_is_told(client: Any, path: str, dashboard: Served) -> None:
    text = client.get(path).get_data(as_text=True)
    package = Path(relsim.__file__).parent
    for place in (package, package.parent, Path.home(), Path.cwd()):
        assert str(place) == "/" or str(place) not in text


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/_dash-component-suites/dash/../../../../etc/passwd",
        "/_dash-component-suites/os/path.py",
        "/_dash-component-suites/relsim/../pyproject.toml",
        f"/_dash-component-suites/dash/{SCRIPT}.js",
    ],
)
def test_no_file_but_the_pages_own_is_served(dashboard: Served, path: str) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", dashboard.port)
    asked.request("GET", path.replace(" ", "%20"))
    answer = asked.getresponse()
    text = answer.read().decode()
    assert "root:" not in text and "create_app" not in text and "<script>window" not in text
    # Below the root, an address that is no file is a page that is not there.
    assert answer.status == 404 or "_dash-config" in text


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLASK_DEBUG", "DASH_DEBUG", "DASH_UI", "DASH_HOT_RELOAD", "DASH_MCP_ENABLED"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("DASH_URL_BASE_PATHNAME", "/elsewhere/")
    monkeypatch.setenv("DASH_ASSETS_EXTERNAL_PATH", "http://evil.example/")
    with served(Settings(), PROBES, warm=False) as found:
        assert found.app.server.debug is False
        client = found.app.server.test_client()
        page = client.get("/").get_data(as_text=True)
        assert "evil.example" not in page and '"ui":false' in page and "elsewhere" not in page
        assert "/_mcp" not in {str(rule) for rule in found.app.server.url_map.iter_rules()}

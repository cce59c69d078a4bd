"""The dashboard among strangers: who may ask, and what they are told."""

from __future__ import annotations

import http.client
import re
from pathlib import Path
from typing import Any

import pytest
from dashboard_probe import PROBES
from dashboard_server import Served, served, watched
from dashboard_strangers import SCRIPT

import relsim
from relsim.dashboards.app import Settings
from relsim.dashboards.security import ON_THIS_MACHINE, trusted


@pytest.fixture(scope="module")
def client(dashboard: Served) -> Any:
    return dashboard.app.server.test_client()


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
    def status(origin: str) -> int:
        asked = client.post("/_dash-update-component", json={}, headers={"Origin": origin})
        return int(asked.status_code)

    assert status(origin) == 403
    assert status("http://localhost") == 400


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
def test_a_script_put_into_the_page_does_not_run(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, calm=False) as tab:
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

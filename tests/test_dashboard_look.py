"""Who turns on projector mode or the other colours sees every figure drawn anew for them."""

from __future__ import annotations

from typing import Any

import pytest
from dashboard_server import WAIT_MS, Served, watched

from relsim.dashboards.navigation import PAGES, Page

pytestmark = pytest.mark.browser

#: The guide has no figures: its colours are those of the frame.
DRAWN = [page for page in PAGES if page.title != "page.guide"]


# All of them are in the menu together: pages that put each other out would not be noticed alone.
@pytest.mark.parametrize("page", DRAWN, ids=lambda page: page.title)
def test_every_page_asks_for_its_figures_anew(browser: Any, dashboard: Served, page: Page) -> None:
    answered = f"{dashboard.address}/{page.title.removeprefix('page.')}"
    with watched(browser, dashboard, page.path) as tab:
        tab.page.wait_for_selector("[data-idle]", state="attached", timeout=WAIT_MS)
        for pressed, theme in (("#projector", "light"), ("#scheme", "dark")):
            with tab.page.expect_request(
                lambda request, theme=theme: (
                    request.method == "POST"
                    and request.url == f"{answered}/answer"
                    and request.post_data_json["theme"] == theme
                ),
                timeout=WAIT_MS,
            ):
                tab.page.click(pressed)

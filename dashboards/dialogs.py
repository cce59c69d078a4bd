"""The frame's dialogs: the link to copy, why to trust the numbers, and the keys that work now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from relsim.dashboards import ids
from relsim.dashboards.texts import Texts

if TYPE_CHECKING:
    from relsim.dashboards.navigation import Page

DIALOGS = (ids.LINK_SHOWN, ids.TRUST_SHOWN, ids.KEYS_SHOWN)
_AFTER_LIMITS = 5
"""The part of the dialog about trust before which the way to the evidence stands."""


def dialogs(pages: Sequence[Page], texts: Texts) -> list[Component]:
    """Return the dialogs, none of them open; assets/shell.js opens them."""
    return [_link_dialog(texts), _trust_dialog(pages, texts), _keys_dialog(texts)]


def _dialog(name: str, title: str, texts: Texts, children: Sequence[Component]) -> Component:
    return dmc.Modal(
        id=name,
        title=title,
        opened=False,
        keepMounted=True,
        size="lg",
        centered=True,
        transitionProps={"duration": 0},
        # On a busy machine Mantine looks who had the focus when the dialog has it already, and
        # cannot give it back: assets/shell.js does.
        returnFocus=False,
        closeButtonProps={"aria-label": texts["shell.close"]},
        children=list(children),
    )


def _link_dialog(texts: Texts) -> Component:
    field = dmc.Textarea(
        id=ids.LINK,
        label=texts["shell.link"],
        readOnly=True,
        autosize=True,
        minRows=2,
        value="",
    )
    said = [html.P(texts["shell.link.help"]), field]
    return _dialog(ids.LINK_SHOWN, texts["shell.copy"], texts, said)


def _trust_dialog(pages: Sequence[Page], texts: Texts) -> Component:
    said: list[Component] = []
    number = 1
    while f"trust.{number}.heading" in texts:
        said += [html.H3(texts[f"trust.{number}.heading"]), html.P(texts[f"trust.{number}.text"])]
        number += 1
        if number == _AFTER_LIMITS:  # what can be said all the same
            told = [page for page in pages if page.title == "page.evidence"]
            said += [html.P(dcc.Link(texts["trust.evidence"], href=page.path)) for page in told]
    said.append(html.Pre(html.Code("relsim compare", id=ids.COMMAND), tabIndex="0"))
    return _dialog(
        ids.TRUST_SHOWN, texts["shell.trust"], texts, [html.Div(said, className="prose")]
    )


def _keys_dialog(texts: Texts) -> Component:
    space: dict[str, Any] = {"data-space": texts["shell.keys.space"]}
    said = [
        html.P(texts["shell.keys.help"]),
        html.Div(id=f"{ids.KEYS}-list", **space),
    ]
    return _dialog(ids.KEYS_SHOWN, texts["shell.keys"], texts, said)

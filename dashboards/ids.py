"""The names of what stands on every page, so that pages and frame can wire each other up.

The frame (`relsim.dashboards.frame`) puts all of these on the page once; a page wires them in its
`register`. A page's own names start with its title (``workshop-…``), so that no two ever meet.

What a page is given, and what it owes:

- ``UNDO``, ``REDO``, ``REPLAY`` are buttons (`n_clicks`, `disabled`) the page wires up.
- ``COPY_LINK``, ``PROJECTOR``, ``SCHEME`` and ``TRUST`` work by themselves.
- ``SCENARIO_NAME``, ``SEED``, ``REPLICATIONS`` and ``COMMAND`` show the text a page writes into
  their `children`.
- How the page is to look is told by assets/shell.js: `window.relsim.look()`, and the event
  `relsim-look` where it changes. (Callbacks without an output and with one input in common would
  put each other out.)
- ``SCENARIO``, ``HISTORY``, ``PINS`` and ``BASELINE`` keep what a page puts there while others are
  visited.
- ``WHERE`` is the address: `pathname` belongs to the frame, `search` to the page. A link with
  ``data-page`` leads there without leaving the app (assets/leading.js).
- ``ANNOUNCED`` is the one live region: text put into `children` is read out by screen readers.
- The frame is there before the page and stays when another is visited. So that Dash does not
  complain, the outputs of a callback are all the frame's or all the page's, and where its inputs
  are of both, the page's are ``Input(..., allow_optional=True)``.
- Any element with ``data-key="r"`` is clicked when that key is pressed outside of a text field
  (assets/keys.js); ``data-key="space"`` is the space bar. It must be visible and not disabled.
- ``document.documentElement.dataset`` has ``scheme`` (light, dark) and ``projector`` (on, off).
- A failed or refused request shows the frame's calm banner (assets/lost.js), so pages need none of
  their own; ``window.relsim.notice("lost" | "back" | "trouble" | "refused" | null)`` sets it, and
  ``relsim-lost`` and ``relsim-found`` are events of the window.
"""

from __future__ import annotations

# Where one is, and what is shown there.
WHERE = "where"  # dcc.Location
PAGE = "page"  # the page's own content
MENU = "menu"  # links to the pages
FOLD = "fold"  # opens and closes them on a phone
HEADING = "heading"  # the one h1: the page's title; headings of a page start at h2
TITLE = "title"  # dcc.Store: what stands in the browser's tab

# What the pages share while one goes from one to the other: dcc.Store in memory.
SCENARIO = "scenario"  # Scenario.to_json() of what is shown
HISTORY = "history"  # what undo and redo go through
PINS = "pins"  # a list of at most four scenarios to compare
BASELINE = "baseline"  # what the Workshop compares with; None: the Workshop as shipped

# The header.
SCENARIO_NAME = "scenario-name"
SCENARIO_TOOLS = "scenario-tools"  # undo, redo, replay: hidden where a page has no use for them
UNDO = "undo"
REDO = "redo"
REPLAY = "replay"
COPY_LINK = "copy-link"
LINK = "link"  # the link as text, where a page may not write to the clipboard
LINK_SHOWN = "link-shown"  # the dialog it stands in
PROJECTOR = "projector"
SCHEME = "scheme"

# How the page looks.
THEME = "theme"  # dmc.MantineProvider
CHOSEN_LOOK = "chosen-look"  # dcc.Store, kept by the browser: what was chosen, scheme may be auto

# The footer.
SEED = "seed"
REPLICATIONS = "replications"
TRUST = "trust"
COMMAND = "command"  # the command line that makes the shown numbers again, written by the page
TRUST_SHOWN = "trust-shown"
KEYS = "keys"
KEYS_SHOWN = "keys-shown"

# What is said while something goes on, or went wrong.
NOTICE = "notice"  # the calm banner
ANNOUNCED = "announced"
PREPARING = "preparing"  # dcc.Interval that runs until the model is compiled

"""One account's story, month by month: request, response, outcome, and why.

========  =======================================================================================
file      does
========  =======================================================================================
account   keeps what happens to one account while a run is stepped
telling   chooses an account with a story to tell
folding   quiet months taken together, several strategies side by side
scenes    months in which something is asked or goes wrong, and what passes between them
branching answers that a month allows besides the one that was given, and what they force
events    what counts as an event in a month
reasons   what each cause added to a belief or feeling
story     the sentences
quiet     the sentences of months that are told together
phrases   their phrases, and numbers in words
names     made-up company names
========  =======================================================================================
"""

from __future__ import annotations

from relsim.tracing.account import Trace, trace
from relsim.tracing.folding import Told, told
from relsim.tracing.telling import telling_account

__all__ = ["Told", "Trace", "telling_account", "told", "trace"]

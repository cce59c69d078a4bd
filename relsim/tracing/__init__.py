"""One account's story, month by month: request, response, outcome, and why.

========  =======================================================================================
file      does
========  =======================================================================================
account   keeps what happens to one account while a run is stepped; chooses a telling account
folding   quiet months taken together, several strategies side by side
events    what counts as an event in a month
reasons   what each cause added to a belief or feeling
story     the sentences
phrases   its phrases, and numbers in words
names     made-up company names
========  =======================================================================================
"""

from __future__ import annotations

from relsim.tracing.account import Trace, telling_account, trace
from relsim.tracing.folding import Told, told

__all__ = ["Told", "Trace", "telling_account", "told", "trace"]

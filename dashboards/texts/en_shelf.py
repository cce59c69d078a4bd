"""English: what results folders say about themselves: their states, figures and runs."""

from __future__ import annotations

SHELF = {
    "shelf.absent": "There is no such results folder here. The list shows those there are.",
    "shelf.empty": "This study has begun, but no run is finished yet.",
    "shelf.outside": "This folder leads out of the results folder, so it is not opened.",
    "shelf.unreadable": (
        "The files of this folder cannot be read, or have just changed. Look again in a moment."
    ),
    "shelf.without": "This folder lacks its experiment or its runs, so nothing can be shown of it.",
    "shelf.foreign": "The tables of this folder are not those of its experiment.",
    "shelf.no_run": "There is no run {run} here; runs are 0 to {last}.",
    "shelf.not_yet": "Run {run} has not been made yet.",
    "shelf.no_view": "This folder holds nothing of the kind.",
    "shelf.nothing": "No run fits these choices.",
    "shelf.busy": "Too much is being worked out at once. Ask again in a moment.",
    "shelf.failed": "That could not be worked out.",
}

EXPLORING = {
    "exploring.unit": "{name} ({unit})",
    "exploring.point": "point of the list",
    "exploring.between": "Who earns more",
    "exploring.between.meaning": "difference in margin between two strategies",
    "exploring.at": "{name} = {value}",
    "exploring.from": "{name} {low} to {high}",
    "exploring.all": "All runs",
    "exploring.runs.failed": "failed",
    "exploring.runs.point": "point {number}",
    "exploring.and": "and",
    # Headings of views.
    "exploring.title.parameter": "{outcome} over {across}",
    "exploring.title.listed": "{outcome}, point by point",
    "exploring.title.levels": "{outcome} over {across} and {upward}",
    "exploring.title.phases": "Who is best: {outcome}",
    "exploring.title.importance": "What decides: {outcome}",
    "exploring.title.outcomes": "{outcome}, strategy against strategy",
    "exploring.title.series": "{outcome}, month by month",
    "exploring.title.whale": "Whale curve",
    "exploring.title.survival": "Who stays, by years as a client",
    # What they say.
    "exploring.ends": "From {first} to {last}: {ends}.",
    "exploring.ends.one": "{name} from {first} to {last}",
    "exploring.more": "{count} more",
    "exploring.single": "A single point: {values}.",
    "exploring.span": "{name} {low} to {high}",
    "exploring.spans.points": "Means over points: {spans}.",
    "exploring.spans": "Means over replications: {spans}.",
    "exploring.wins": "Clearly best: {wins} of {count}{rest}.",
    "exploring.wins.one": "{name} at {won}",
    "exploring.wins.rest": "; not clear at {count}",
    "exploring.wins.none": "Not clear at any of {count}.",
    "exploring.wins.points": "{count:,} points",
    "exploring.wins.parts": "{count:,} parts of the map",
    "exploring.wins.alone": "There is one strategy only, so none leads.",
    "exploring.cell": "{name} {mean} {interval}",
    "exploring.most": "{name}: most decided by {first}",
    "exploring.none_decides": "{name}: nothing is shown to matter",
    "exploring.either": "{one} or {other}",
    "exploring.no_indices": "{name}: no indices, because {why}.",
    "exploring.refused": "No indices: {why}.",
    "exploring.over": "{name} {value}",
    "exploring.whale": "{name}: {accounts} of accounts bring {brought} of the margin at the end",
    "exploring.whale.falls": "Where a line falls, the last accounts cost more than they bring.",
    "exploring.whale.unit": "EUR, cumulative, most profitable accounts first",
    "exploring.whale.across": "share of accounts served",
    "exploring.survival.unit": "share who see the year out, of clients won after month 0",
    "exploring.survival.across": "year as a client",
    "exploring.last": "At the end: {values}.",
    "exploring.first_years": "Of clients won, this many see out their first year: {shares}.",
    "exploring.no_years": "The runs are too short, or too few clients were won, to tell.",
    # Caveats.
    "exploring.means": "Means over replications with 95 % intervals.",
    "exploring.bins": (
        "Means over the points of each part of the range, as many points in each, averaging over"
        " all other varied names; 95 % intervals over points and luck."
    ),
    "exploring.shares": (
        "At what share of the points each strategy is clearly best, by simultaneous 95 %"
        " intervals at each point; blank where that is not clear."
    ),
    "exploring.regions": (
        "Each cell is a part of two ranges, with as many points in each part of one. A strategy is"
        " named where it is best on average over a cell's points, whatever else is varied there,"
        " by simultaneous 95 % intervals over points and luck; blank where that is not clear."
    ),
    "exploring.region_means": (
        "Each cell is a part of two ranges, with as many points in each part of one; means over"
        " its points, whatever else is varied there."
    ),
    "exploring.leads": (
        "A strategy is named where its simultaneous 95 % intervals leave all others behind;"
        " blank where that is not clear."
    ),
    "exploring.pairs": (
        "On the same territory and luck. Bars are 95 % intervals that hold for all pairs together;"
        " an open mark is not clear."
    ),
    "exploring.points": "all points of the list",
    "exploring.averaged": "Averaged over {names}.",
    "exploring.fixed": "At {values}.",
    "exploring.band": "Lines are means over runs; bands hold the middle 90 % of them.",
    "exploring.some_points": "Drawn from the first {shown} of {whole} points.",
    "exploring.some_runs": "Drawn from {shown} of {whole} runs.",
    "exploring.unfinished": (
        "Not finished: {done} of {runs} runs are there; what is shown covers those."
    ),
    "exploring.failed": "{failed} of {runs} runs failed and are left out.",
    "exploring.unequal": (
        "The strategies share one territory with unequal numbers of reps, so they are compared by"
        " margin a rep and month."
    ),
    "exploring.too_fine": "That grid is finer than a screen. Choose one name, or other two.",
    "exploring.differs": "{what} cannot be shown here; this is {used}.",
    # What cannot be said of a run.
    "exploring.unsaid.mixed": "its strategies shared one territory",
    "exploring.unsaid.events": "events were forced on its accounts",
    "exploring.unsaid.book": "it was played on an own book of accounts",
    "exploring.unsaid.code": "a strategy of its own was named in code",
    "exploring.unsaid.changed": "a strategy differs from the shipped one of its name",
    "exploring.unsaid.size": "it is too long or too large for a scenario",
    "exploring.unsaid": "Cannot be opened there: {why}.",
}

# How columns of the table of runs are headed.
COLUMNS = {
    "column.run_id": "Run",
    "column.point": "Point",
    "column.strategy": "Strategy",
    "column.replication": "Replication",
    "column.status": "Status",
    "column.seconds": "Seconds",
    "column.stage": "Stage",
    "column.error": "What went wrong",
    "column.status.done": "done",
    "column.status.failed": "failed",
}

SHELF |= EXPLORING | COLUMNS

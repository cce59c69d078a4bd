"""The room by itself: whatever comes in whatever order, each person counts once."""

from __future__ import annotations

import string
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from relsim.dashboards.room.names import LONGEST, plain
from relsim.dashboards.room.room import (
    BURST,
    FORSAKEN_SECONDS,
    HERE_SECONDS,
    MOST_HANDS,
    MOST_PEOPLE,
    Room,
)

OPTIONS = ("servile", "combative", "advisory", "unclear")


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def token(number: int) -> str:
    return f"guest-{number:020d}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(clock: Clock) -> Room:
    room = Room(clock)
    room.choose("a question", OPTIONS)
    return room


def bets(room: Room) -> dict[str, int]:
    return room.seen().counts(OPTIONS)


# --- bets --------------------------------------------------------------------------------------


def test_a_bet_counts_once_and_a_later_one_replaces_it(room: Room) -> None:
    assert room.join(token(1)) and room.join(token(2))
    room.start()
    number = room.seen().round
    assert room.answer(token(1), number, "servile") == "counted"
    assert room.answer(token(1), number, "servile") == "kept"
    assert room.answer(token(2), number, "servile") == "counted"
    assert room.answer(token(1), number, "advisory") == "counted"
    assert bets(room) == {"servile": 1, "combative": 0, "advisory": 1, "unclear": 0}


@pytest.mark.parametrize(
    ("before", "said"), [([], "waiting"), (["start", "pause"], "paused"), (["reveal"], "closed")]
)
def test_a_bet_counts_only_while_bets_are_open(room: Room, before: list[str], said: str) -> None:
    room.join(token(1))
    for act in before:
        getattr(room, act)()
    assert room.answer(token(1), room.seen().round, "servile") == said
    assert sum(bets(room).values()) == 0


def test_what_counted_before_the_close_stands_after_it(room: Room) -> None:
    room.join(token(1))
    room.start()
    number = room.seen().round
    room.answer(token(1), number, "servile")
    room.reveal()
    assert room.answer(token(1), number, "advisory") == "closed"
    # The same request may come twice on a bad network: it is told that it counted.
    assert room.answer(token(1), number, "servile") == "kept"
    for act in (room.start, room.pause):
        act()
        assert room.seen().stage == "revealed"
    assert bets(room)["servile"] == 1


@pytest.mark.parametrize(
    ("who", "round_off", "option", "said"),
    [
        (token(9), 0, "servile", "stranger"),
        (token(1), -1, "servile", "stale"),
        (token(1), 1, "servile", "stale"),
        (token(1), 0, "king", "unknown"),
        (token(1), 0, None, "unknown"),
    ],
)
def test_what_is_no_bet_is_refused(
    room: Room, who: str, round_off: int, option: Any, said: str
) -> None:
    room.join(token(1))
    room.start()
    assert room.answer(who, room.seen().round + round_off, option) == said
    assert sum(bets(room).values()) == 0


@pytest.mark.parametrize("number", [None, True, "1", 1e400, float("nan"), [], {}, 10**400])
def test_a_round_that_is_none_is_stale(room: Room, number: Any) -> None:
    room.join(token(1))
    room.start()
    assert room.answer(token(1), number, "servile") == "stale"


def test_who_changes_too_often_waits_a_moment(room: Room, clock: Clock) -> None:
    room.join(token(1))
    room.start()
    number = room.seen().round
    said = [room.answer(token(1), number, OPTIONS[n % 2]) for n in range(BURST + 1)]
    assert said == ["counted"] * BURST + ["hasty"]
    clock.time += 1.0
    assert room.answer(token(1), number, OPTIONS[BURST % 2]) == "counted"


def test_a_new_question_forgets_bets_and_hands_and_keeps_people(room: Room) -> None:
    room.join(token(1), "Ada")
    room.start()
    first = room.seen().round
    room.answer(token(1), first, "servile")
    room.show_hands({"servile": 3})
    room.choose("another", ("yes", "no"))
    seen = room.seen()
    assert (seen.stage, seen.joined, dict(seen.hands)) == ("waiting", 1, {})
    room.start()
    assert room.answer(token(1), first, "servile") == "stale"
    assert room.answer(token(1), seen.round, "yes") == "counted"
    room.reset()
    assert not room.seen().answers


def test_hands_stand_beside_phones_and_are_held_in(room: Room) -> None:
    room.join(token(1))
    room.start()
    room.answer(token(1), room.seen().round, "advisory")
    room.show_hands({"servile": 3, "advisory": 10**30, "combative": -4, "king": 9})
    assert bets(room) == {
        "servile": 3,
        "combative": 0,
        "advisory": MOST_HANDS + 1,
        "unclear": 0,
    }
    room.reveal()
    room.show_hands({"servile": 99})
    assert bets(room)["servile"] == 3


# --- people ------------------------------------------------------------------------------------


def test_the_same_token_is_the_same_person(room: Room) -> None:
    for name in (None, "Ada", None, "Ada L."):
        assert room.join(token(1), name)
    seen = room.seen()
    assert (seen.joined, dict(seen.names)) == (1, {token(1): "Ada L."})


@pytest.mark.parametrize("given", [None, 7, "", "short", "x" * 65, "ä" * 30, "a b" * 10, ["x"]])
def test_what_is_no_token_does_not_come_in(room: Room, given: Any) -> None:
    assert not room.join(given)
    assert room.seen().joined == 0


def test_a_full_room_lets_in_for_those_who_went_without_an_answer(room: Room, clock: Clock) -> None:
    for number in range(MOST_PEOPLE):
        assert room.join(token(number))
    room.start()
    room.answer(token(0), room.seen().round, "servile")
    assert not room.join(token(999))
    clock.time += FORSAKEN_SECONDS + 1.0
    room.join(token(1))
    assert room.join(token(999))
    # Who answered stays, and who was heard of; the others may come back.
    assert room.seen().joined == 3
    assert bets(room)["servile"] == 1


def test_who_is_not_heard_of_is_away(room: Room, clock: Clock) -> None:
    room.join(token(1))
    clock.time += HERE_SECONDS - 1.0
    room.join(token(2))
    assert (room.seen().joined, room.seen().here) == (2, 2)
    clock.time += 2.0
    assert (room.seen().joined, room.seen().here) == (2, 1)


def test_an_emptied_room_has_another_code_and_nobody_in_it(room: Room) -> None:
    room.join(token(1), "Ada")
    code, key = room.code, room.key
    codes = set()
    for _ in range(20):
        room.empty()
        codes.add(room.code)
    assert room.seen().joined == 0 and room.key == key
    assert len(codes - {code}) > 15
    assert all(len(one) == 4 and one.isascii() and one.isupper() for one in codes)


def test_only_the_key_leads(room: Room) -> None:
    assert room.leads(room.key)
    for key in (None, "", room.key[:-1], room.key + "x", "ä", "\ud800", 7, [room.key]):
        assert not room.leads(key)
    assert Room().key != room.key and len(room.key) >= 12


def test_many_threads_at_once_count_each_once(room: Room) -> None:
    room.start()
    number = room.seen().round

    def take_part(who: int) -> None:
        for option in (*OPTIONS, OPTIONS[who % 4]):
            room.join(token(who), f"Guest {who}")
            room.answer(token(who), number, option)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(take_part, [who % 40 for who in range(160)]))
    assert bets(room) == dict.fromkeys(OPTIONS, 10)
    assert room.seen().joined == 40


class AnyOrder(RuleBasedStateMachine):
    """Joins, bets, closes and questions in any order, beside a table kept by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.room = Room(self.clock)
        self.room.choose(0, OPTIONS)
        self.stage = "waiting"
        self.people: set[int] = set()
        self.bets: dict[int, str] = {}

    @rule(who=st.integers(0, 6))
    def join(self, who: int) -> None:
        assert self.room.join(token(who))
        self.people.add(who)

    @rule(who=st.integers(0, 6), option=st.sampled_from((*OPTIONS, "king")), old=st.booleans())
    def bet(self, who: int, option: str, old: bool) -> None:
        self.clock.time += 1.0
        said = self.room.answer(token(who), self.room.seen().round - old, option)
        right = who in self.people and not old and option in OPTIONS
        counts = right and self.stage == "open"
        if counts:
            self.bets[who] = option
        assert (said in ("counted", "kept")) == (counts or (right and self.bets.get(who) == option))

    @rule(act=st.sampled_from(("start", "pause", "reveal", "reset", "empty")))
    def lead(self, act: str) -> None:
        getattr(self.room, act)()
        if act in ("reset", "empty"):
            self.stage, self.bets = "waiting", {}
            self.people = set() if act == "empty" else self.people
        elif self.stage != "revealed":
            open_now = self.stage == "open"
            self.stage = {
                "start": "open",
                "pause": "paused" if open_now else self.stage,
                "reveal": "revealed",
            }[act]

    @invariant()
    def each_counts_once(self) -> None:
        seen = self.room.seen()
        assert seen.stage == self.stage
        assert seen.joined == len(self.people)
        assert seen.answers == {token(who): option for who, option in self.bets.items()}
        counts = seen.counts(OPTIONS)
        assert sum(counts.values()) == len(self.bets) <= len(self.people)


TestAnyOrder = AnyOrder.TestCase


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ada", "Ada"),
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("<img src=x onerror=a>", "<img src=x onerror=a>"),
        ("a\u202eb\u2066c\u200bd\ufeffe\x00f\u00adg", "abcdefg"),
        ("\ufb01ne \uff21", "fine A"),  # ligature and full width: NFKC
        ("\u3164\u2800\u115f", ""),
        ("e\u0301", "\u00e9"),
        ("Z\u0336\u0337\u0338\u0339\u20dd", "Z\u0336\u0337\u0338"),
        ("\U000e0041Bo\ue000\ud800", "Bo"),
        ("Nguy\u1ec5n", "Nguy\u1ec5n"),
        ("😀 Bo", "😀 Bo"),
        (None, ""),
        (["Ada"], ""),
    ],
)
def test_a_name_is_plain_text(given: Any, kept: str) -> None:
    assert plain(given) == kept


NASTY = st.text(
    st.characters()
    | st.sampled_from("\u202e\u200b\u2066\x00\n\u0336\u0301\u3164\ufe0f\ufdfa\u0345 ")
    | st.sampled_from(string.ascii_letters),
    max_size=300,
)


@given(name=NASTY)
def test_any_name_is_short_visible_and_settled(name: str) -> None:
    kept = plain(name)
    assert len(kept) <= LONGEST
    assert kept == kept.strip() and "  " not in kept
    assert all(unicodedata.category(letter)[0] != "C" for letter in kept)
    assert "\n" not in kept and "\u2028" not in kept
    assert plain(kept) == kept

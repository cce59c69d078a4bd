"""What the dashboard says, one module a language: every word a user sees stands in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

LANGUAGES = ("en",)


class Texts(Mapping[str, str]):
    """The sentences of one language, by key.

    Examples
    --------
    >>> said = texts("en")
    >>> said("message.months", count=18)
    '18 months'
    """

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = dict(sentences)

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence with its places filled; a KeyError names a key that is not there."""
        sentence = self._sentences[key]
        return sentence.format(**values) if values else sentence

    def __getitem__(self, key: str) -> str:
        return self._sentences[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def __len__(self) -> int:
        return len(self._sentences)

    def under(self, prefix: str) -> dict[str, str]:
        """Return the sentences below a prefix by the rest of their keys, as scripts take them."""
        start = f"{prefix}."
        return {k.removeprefix(start): v for k, v in self.items() if k.startswith(start)}


def texts(language: str = "en") -> Texts:
    """Return what is said in a language of `LANGUAGES`."""
    if language not in LANGUAGES:
        raise KeyError(language)
    module = import_module(f"relsim.dashboards.texts.{language}")
    return Texts(language, module.TEXTS)

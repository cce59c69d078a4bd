"""Made-up company names, so that a story can be told and nobody is meant."""

from __future__ import annotations

_FIRST = (
    "Arvel", "Bexo", "Brenn", "Calo", "Cordu", "Dalve", "Dovri", "Elmo", "Esker", "Farro",
    "Fenni", "Garvo", "Gelle", "Halvo", "Havri", "Ilmo", "Iskel", "Jarro", "Jorve", "Kelvo",
    "Kessi", "Lorvi", "Luma", "Marro", "Medo", "Nalve", "Norri", "Olmi", "Orvel", "Pelvo",
    "Perri", "Quenna", "Rasko", "Rovel", "Sarvo", "Silli", "Tarvo", "Tello", "Ulvi", "Vasko",
    "Venno", "Wessi", "Wolve", "Yelmo", "Yarri", "Zelvo", "Zorri",
)  # fmt: skip
_SECOND = (
    "brook", "crest", "dale", "dorn", "fell", "field", "ford", "grove", "ham", "lund",
    "mere", "mont", "moor", "quist", "ridge", "stad", "stead", "thorpe", "vale", "vik",
    "wald", "wick", "worth",
)  # fmt: skip
_TRADE = (
    "AG", "Bakeries", "Brothers", "Ceramics", "Clinics", "Co-operative", "Dairies", "Foods",
    "Freight", "Gardens", "Glass", "GmbH", "Hotels", "Instruments", "Ltd", "Mills", "Optics",
    "Paper", "Pumps", "SA", "Textiles", "Tools", "& Daughters",
)  # fmt: skip
NAMES = len(_FIRST) * len(_SECOND) * len(_TRADE)
# Steps without a common factor with NAMES: neighbouring accounts sound unlike, and no name comes
# twice before all were used.
_STEP = 7919
_SEED_STEP = 10_007


def company_name(account: int, seed: int = 0) -> str:
    """Return the made-up name of an account, the same for every strategy.

    Parameters
    ----------
    account : int
        From 0. Names are all different up to `NAMES` accounts; a numeral tells further ones apart.
    seed : int
        Another territory, other names.

    Examples
    --------
    >>> company_name(0) == company_name(0), company_name(0) == company_name(0, seed=1)
    (True, False)
    """
    again, place = divmod(account, NAMES)
    number = (place * _STEP + seed * _SEED_STEP) % NAMES
    number, first = divmod(number, len(_FIRST))
    trade, second = divmod(number, len(_SECOND))
    name = f"{_FIRST[first]}{_SECOND[second]} {_TRADE[trade]}"
    return f"{name} {again + 1}" if again else name

"""Which points of the parameter space an experiment visits."""

from relsim.study.design.names import Setting
from relsim.study.design.parsing import parse_design
from relsim.study.design.protocol import Design
from relsim.study.design.sampled import LatinHypercube, Morris, Sampled, Sobol
from relsim.study.design.written import Grid, Listed

__all__ = [
    "Design",
    "Grid",
    "LatinHypercube",
    "Listed",
    "Morris",
    "Sampled",
    "Setting",
    "Sobol",
    "parse_design",
]

"""How the defaults came about: a few free parameters fitted to the patterns.

==========  =======================================================================
file        holds
==========  =======================================================================
free        the free parameters, and the patterns that speak of each
distance    how far a point is from the bands
journal     points tried, on disk: what makes a calibration resumable
fit         the search: spread starts, then Gauss-Newton steps
jacobian    what each parameter does to each statistic, in band widths
accepted    the ensemble: a walk through all sets within the bands
record      the result as three small files; the one that comes with relsim
carrying    all of it in order
==========  =======================================================================
"""

from relsim.evidence.calibration.carrying import Plan, carry_out
from relsim.evidence.calibration.free import FREE, Free
from relsim.evidence.calibration.record import Calibration, ensemble, read, shipped

__all__ = ["FREE", "Calibration", "Free", "Plan", "carry_out", "ensemble", "read", "shipped"]

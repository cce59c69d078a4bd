"""The calibration behind the defaults: made by ``relsim calibrate``, kept as it came out."""

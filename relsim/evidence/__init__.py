"""What the model is worth: patterns of real customers, calibration, claims on trial."""

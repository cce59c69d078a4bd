"""The evidence that comes with relsim: claims tried and patterns measured, by `make evidence`."""

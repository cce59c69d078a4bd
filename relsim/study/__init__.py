"""Experiments: from a question in a TOML file to a results folder.

``spec`` reads the question, ``design`` lays out its points, ``run`` carries out the runs, ``store``
keeps them, ``results`` opens and exports them again and ``replay`` checks one of them bit for bit.
Nothing is imported here, so that a command pays only for what it uses.
"""

"""Claims on trial: each an experiment that can refute it.

``reading`` takes a claim from its file, ``studies`` makes the runs it needs, ``contrasts`` pairs
them to effects, ``verdict`` judges these; ``origin`` asks which mechanisms an effect comes from,
``worlds`` in which worlds it stands, and ``trial`` puts the table together. Nothing is imported
here, so that a command pays only for what it uses.
"""

"""The evidence made again: commands run in order, their findings kept as small tables and pictures.

``python -m relsim.evidencing`` (``make evidence``, ``make evidence-full``). Runs lie in a working
folder and are resumed; what a reader should see without running anything is committed.

==========  =======================================================================
file        holds
==========  =======================================================================
steps       the commands, how long each takes, and what comes of it
tables      findings -> rows of ``results/*.csv``
keeping     rows, pictures and the dashboard's findings -> files of the source tree
pictures    figures of a report page -> ``results/*.svg``
told        ``results/*.csv`` -> tables of ``docs/evidence.md``
==========  =======================================================================
"""

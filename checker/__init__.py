"""refwatch keeps a catalogue of papers and tools true: read → ask → judge → tell → mend.

Begin reading at `checker.pipeline`, where the five verbs are one function each; the words they use are in `checker.core`.
"""

__version__ = "0.1.0"

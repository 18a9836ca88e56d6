"""The local library: bibliographic records on this machine, in one SQLite file, as one more source. Begin with `store`."""

from pathlib import Path


def default_path() -> Path:
    """Where the library lies unless another file is named: in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("refwatch", appauthor=False) / "library.sqlite3"

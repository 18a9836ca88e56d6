"""The local library: bibliographic records on this machine, in one SQLite file, as one more source. Begin with `store`."""

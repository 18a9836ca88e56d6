"""The words of the program: standard library only, frozen values, no I/O."""

"""The errors that a user can cause, each with a message that says what to do next.

::

    RefwatchError            exit status 2, one line on standard error, never a traceback
    ├── UsageError           an option, a path or a key that does not exist
    ├── ConfigurationError   a configuration file that does not parse, or a key that is not known
    └── StateError           a state folder, a lock or a library that cannot be used

    Declined                 a fix that would not be exact; reported in the summary of ``fix``
"""


class RefwatchError(Exception):
    """The job could not be done; the message is for the user and names the next step."""


class UsageError(RefwatchError):
    """Wrong usage, or a path that does not exist."""


class ConfigurationError(RefwatchError):
    """The configuration does not parse, or says something that it cannot say."""


class StateError(RefwatchError):
    """A history, lock or library that cannot be read or written."""


class Declined(Exception):  # noqa: N818 - a decision, not a mistake
    """A change that cannot be made exactly; the message says why."""

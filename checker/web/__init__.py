"""The only door to the network.

Begin reading in `door.py` (one question: redirects, retries, the run's cache), then `owner.py` (what one host is owed), then
`transport.py` (connections, under httpx's transport interface) and `faults.py` (from exceptions to outcomes, in one place).
"""

from checker.web.door import Web
from checker.web.reply import Failure, Reply
from checker.web.settings import HostSettings, WebSettings

__all__ = ["Failure", "HostSettings", "Reply", "Web", "WebSettings"]

"""The only door to the network.

Begin reading in `door.py` (what sources call), then follow a question inwards: `chain.py` (redirects), `hosts.py` (retries,
budgets), `owner.py` (what one host is owed), `exchange.py` (one request), and below the seam of `wire.py` `transport.py`
(connections), `dialer.py` (addresses, TLS, proxies) and `http1.py` (bytes). `faults.py` turns exceptions into outcomes.
"""

import sys

from checker.web.door import Web
from checker.web.reply import Failure, Reply
from checker.web.settings import HostSettings, WebSettings

__all__ = ["Failure", "HostSettings", "Reply", "Web", "WebSettings"]

# httpx's command line, with rich and pygments where they are installed, takes a third of the time of httpx's import, and httpx
# does without where it is not to be had. The modules that need httpx are only imported after this one.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

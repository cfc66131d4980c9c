"""The counsellors' desk: why an answer is what it is, what the texts hold, complaints into tests, batches, publishing.

`mount` puts it into the application of the page, behind its door. Off unless the configuration says `desk = "on"`.
"""

from __future__ import annotations

from advisor.desk.app import LARGEST_BODY, PATH, enabled, mount

__all__ = ["LARGEST_BODY", "PATH", "enabled", "mount"]

"""How far a job is, as HTML that desk.js renews while it runs."""

from __future__ import annotations

from advisor.desk import messages_fr as fr
from advisor.desk.html import alert, e, said
from advisor.desk.jobs import Job


def progress(job: Job, *, address: str, cancel: str = "", done: str = "") -> str:
    """Return the state of a job. `address` is the page to fetch again, `cancel` where a stop is sent to."""
    if job.state == "failed":
        return f'<div id="progress">{alert(job.problem or fr.UNEXPECTED)}</div>'
    if job.ended:
        words = {"done": done, "cancelled": fr.CANCELLED.format(done=job.done, total=job.total)}[job.state]
        return f'<div id="progress">{said(words)}</div>'
    count = fr.PROGRESS.format(done=job.done, total=job.total) if job.total else fr.STARTING
    bar = f'<progress max="{job.total or 1}" value="{job.done}" aria-label="{fr.PROGRESS_LABEL}"></progress>'
    stop = (
        f'<form method="post" action="{e(cancel)}"><button class="plain">{fr.CANCEL}</button></form>' if cancel else ""
    )
    step = f"{e(job.step)} " if job.step else ""
    return f'<div id="progress" data-poll="{e(address)}"><p>{step}{bar} {count}</p>{stop}</div>'

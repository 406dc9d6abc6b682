"""Every job of the service, by name. A job takes plain values, fetches by id, and delegates."""

from readiness import nightly
from readiness.jobs import Jobs
from readiness.services import (
    bulk,
    comparisons,
    exporting,
    mail,
    needs,
    plan_sheets,
    printing,
    receipts,
    rendering,
    resetting,
    roll_ups,
    summaries,
)


def register(jobs: Jobs) -> None:
    """Let the queue know the jobs."""
    jobs.add(bulk.JOB, bulk.gather)
    jobs.add(comparisons.JOB, comparisons.make_file)
    jobs.add("mail", mail.deliver, first=True)
    jobs.add(nightly.BACKUP, nightly.backup_job)
    jobs.add(nightly.PURGE, nightly.purge_job)
    jobs.add(printing.AGENDA_JOB, printing.print_agenda)
    jobs.add(printing.MEETING_AGENDA_JOB, printing.print_meeting_agenda)
    jobs.add(printing.PAPER_JOB, printing.print_paper)
    jobs.add(needs.NEEDS_JOB, needs.print_needs)
    jobs.add(receipts.RECEIPT_JOB, receipts.print_receipt)
    jobs.add(plan_sheets.JOB, plan_sheets.make_file)
    jobs.add(rendering.JOB, rendering.render)
    jobs.add(resetting.JOB, resetting.give_link, first=True)
    jobs.add(roll_ups.JOB, roll_ups.roll_up)
    jobs.add(summaries.JOB, summaries.make)
    jobs.add(exporting.JOB, exporting.make)

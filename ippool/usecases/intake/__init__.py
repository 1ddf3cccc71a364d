"""Files of patent offices and databases: reading them into the register, and what is asked of a person about them."""

from ippool.usecases.intake.importing import Follow, ImportFiles, LabNotFound, Progressing, import_files
from ippool.usecases.intake.reporting import OUTCOME_WORDS, Finding, Outcome, Report, report_from

__all__ = [
    "OUTCOME_WORDS",
    "Finding",
    "Follow",
    "ImportFiles",
    "LabNotFound",
    "Outcome",
    "Progressing",
    "Report",
    "import_files",
    "report_from",
]

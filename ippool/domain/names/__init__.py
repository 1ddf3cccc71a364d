"""The names of parties: what is the same name, whose name it is, and what a person has to look at."""

from ippool.domain.names.comparing import Comparison, NameVerdict, compare_names
from ippool.domain.names.directory import Candidate, Directory, Identifiers, KnownParty, OwnerName, Recognized
from ippool.domain.names.kinds import NameKind, kind_of_name
from ippool.domain.names.name import name_key
from ippool.domain.names.spellings import merged_spellings, split_owners

__all__ = [
    "Candidate",
    "Comparison",
    "Directory",
    "Identifiers",
    "KnownParty",
    "NameKind",
    "NameVerdict",
    "OwnerName",
    "Recognized",
    "compare_names",
    "kind_of_name",
    "merged_spellings",
    "name_key",
    "split_owners",
]

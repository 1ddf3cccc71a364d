"""The command line: the same use cases, for who keeps the register on its machine. It acts with the rights of an IP officer.

What a program may want to read goes to standard output; everything said beside it goes to standard error.
"""

from __future__ import annotations

import sys

import typer

from ippool.cli import asking, auditing, demonstrating, exporting, importing, keeping, reviewing, secrecy, serving, tokens, users
from ippool.cli.saying import refuse
from ippool.domain.errors import DomainError

app = typer.Typer(
    name="ippool",
    help="The registry of an open lab's patent pool: on what terms may I use this patent?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for commands in (demonstrating, serving, keeping, importing, asking):
    commands.add_to(app)
app.add_typer(exporting.app, name="export")
app.add_typer(tokens.app, name="token")
app.add_typer(users.app, name="user")
app.add_typer(secrecy.app, name="secrecy")
app.add_typer(auditing.app, name="audit")
app.add_typer(reviewing.app, name="review")
app.add_typer(reviewing.title, name="title")


def main() -> None:
    """Run a command. An expected refusal is told in a few lines and ends with 1."""
    try:
        app()
    except DomainError as refusal:
        refuse(refusal)
        sys.exit(1)

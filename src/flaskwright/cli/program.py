"""The program: its commands, loaded when they are called, and how every error ends."""

from __future__ import annotations

import difflib
import json
import logging
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flaskwright.errors import FlaskwrightError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("inspect", "new", "add", "adopt", "remove", "upgrade", "undo", "check", "verify", "explain")


class Program(click.Group):
    """A group whose commands are imported when they are first looked at."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (Click's signature)
        """Give the commands' names in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (the same)
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"flaskwright.cli.{cmd_name}").command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is refused with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}."
            raise click.UsageError(f"There is no command {args[0]!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="flaskwright", message="flaskwright %(version)s")
@click.option("--traceback", "show_traceback", is_flag=True, help="Show the traceback of an error of ours.")
def program(show_traceback: bool) -> None:
    """Build, extend and prove Flask applications.

    Start with `flaskwright new NAME`. What it writes is plain Flask code of your own.
    """
    del show_traceback  # read where errors end, before Click has parsed anything


def run(args: Sequence[str]) -> int:
    """Run a command line and give its exit code. Errors end in one line on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    logging.getLogger("flaskwright").addHandler(handler)
    try:
        result = program.main(args=list(args), prog_name="flaskwright", standalone_mode=False)
        sys.stdout.flush()
    except FlaskwrightError as error:
        if "--traceback" in args and error.exit_code == FlaskwrightError.exit_code:
            click.echo("".join(traceback.format_exception(error)), err=True)
        return _refuse(args, str(error), error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        return _refuse(args, error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nStopped.", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader has gone (`| head`), which Click answers with SystemExit: nothing more can be said, not even
        # by Python's own flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 (the last place: whatever comes here is a mistake of ours)
        return _crashed(args, error)
    finally:
        logging.getLogger("flaskwright").removeHandler(handler)
    return result if isinstance(result, int) else 0


def _refuse(args: Sequence[str], message: str, code: int) -> int:
    line = " ".join(message.split())
    if "--json" in args:
        click.echo(json.dumps({"error": line, "exit_code": code}))
    click.echo(click.style("flaskwright: ", fg="red") + line, err=True)
    return code


def _crashed(args: Sequence[str], error: Exception) -> int:
    text = "".join(traceback.format_exception(error))
    kind = f"{type(error).__name__}: {error}".splitlines()[0]
    if "--traceback" in args:
        click.echo(text, err=True)
        return _refuse(args, f"That is a mistake of Flaskwright ({kind}).", 3)
    written = _keep(text, args)
    where = (
        f"the traceback is in {written}"
        if written
        else "run it with `flaskwright --traceback …` to see where"
    )
    return _refuse(args, f"That is a mistake of Flaskwright ({kind}); {where}.", 3)


def _keep(text: str, args: Sequence[str]) -> Path | None:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = cache / "flaskwright" / f"crash-{os.getpid()}.txt"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"flaskwright {' '.join(args)}\nPython {sys.version}\n\n{text}", encoding="utf-8")
    except OSError:
        return None
    return place

"""The program ``samtykke``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .. import ConsentError
from . import arguments, commands, interrupts
from .completion import completion
from .doctor import doctor
from .exits import Exit, of_error
from .output import Output
from .settings import SettingsError

COMMANDS = {
    "request": commands.request,
    "status": commands.status,
    "token": commands.token,
    "events": commands.events,
    "return": commands.read_return,
    "check-number": commands.check_number,
    "doctor": doctor,
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    root = arguments.parser()
    given = root.parse_args(words)
    if given.command == "completion":
        print(completion(root, given.shell))
        return Exit.DONE
    output = Output(as_json=given.json)
    try:
        with interrupts.remembered():
            return COMMANDS[given.command](given, output)
    except SettingsError as error:
        output.fault(str(error))
        return Exit.USAGE
    except ConsentError as error:
        output.error(error)
        return of_error(error)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        return Exit.DONE

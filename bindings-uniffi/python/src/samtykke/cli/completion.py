"""Completion of commands and options, from the description of the command line itself."""

# pyright: reportPrivateUsage=false

from __future__ import annotations

import argparse
from typing import Any

BASH = """_samtykke() {{
    local words
    case "${{COMP_WORDS[1]}}" in
{cases}
        *) words="{commands}" ;;
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="{commands}"
    COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _samtykke samtykke"""


def completion(root: argparse.ArgumentParser, shell: str) -> str:
    """Give what a shell is to read."""
    commands = _commands(root)
    if shell == "fish":
        return "\n".join(_fish(commands))
    names = " ".join(commands)
    cases = "\n".join(
        f'        {name}) words="{" ".join(option for option, _ in _options(command))}" ;;'
        for name, command in commands.items()
    )
    script = BASH.format(commands=names, cases=cases)
    return f"autoload -U +X bashcompinit && bashcompinit\n{script}" if shell == "zsh" else script


def _fish(commands: dict[str, argparse.ArgumentParser]) -> list[str]:
    lines = [f"complete -c samtykke -n __fish_use_subcommand -f -a {name}" for name in commands]
    for name, command in commands.items():
        for option, text in _options(command):
            known = f"complete -c samtykke -n '__fish_seen_subcommand_from {name}' -l {option.removeprefix('--')}"
            lines.append(f'{known} -d "{text}"')
    return lines


def _commands(root: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    choices: Any = next(action.choices for action in root._actions if action.dest == "command")
    return dict(choices)


def _options(command: argparse.ArgumentParser) -> list[tuple[str, str]]:
    named = [(option, action.help or "") for action in command._actions for option in action.option_strings]
    return [(option, text.replace('"', "'")) for option, text in named if option.startswith("--")]

# SPDX-License-Identifier: GPL-2.0-or-later
"""Claims about single runs: arguments, and what status, stdout and stderr they must give."""

import re

import tool


def rows(text):
    """Lines of `arguments | expectation`; empty lines and comments are skipped."""
    for line in text.strip().splitlines():
        if line.strip() and not line.startswith("# "):
            arguments, _, wanted = line.partition(" |")
            yield arguments.strip(), wanted.strip()


def fits(got, want):
    """WANT is the whole text, a pattern to be found, or None for anything."""
    if want is None:
        return True
    if isinstance(want, re.Pattern):
        return bool(want.search(got))
    return got == want


class Cli:
    def __init__(self, tap):
        self.tap = tap
        self.binary = tool.binary()

    def check(self, arguments, status=0, out=None, err=None, text="", **options):
        """One claim; the result, for more."""
        result = tool.run(self.binary, arguments, **options)
        wrong = [f"{name}: wanted {want!r}" for name, want, fine in (
            ("status", status, result.status == status),
            ("stdout", out, fits(result.out, out)),
            ("stderr", err, fits(result.err, err))) if not fine]
        shown = arguments if isinstance(arguments, str) else " ".join(arguments)
        self.tap.ok(not wrong, f"conntrack {shown}: {text or f'status {status}'}", *wrong, str(result))
        return result

    def usage_error(self, arguments, message, **options):
        """A usage error that says exactly MESSAGE, and on a second line what stands behind || in it."""
        message, _, hint = message.partition(" || ")
        return self.check(arguments, 2, "", tool.usage(message, hint), text=message, **options)

    def refused(self, arguments, mention="", **options):
        """A usage error in words of the program's choice that mention MENTION."""
        more = f"{re.escape(tool.TRY)}|Try `conntrack help [a-z]+' for more information.\n"
        pattern = f"\\A{re.escape(tool.PREFIX)}.*{re.escape(mention)}.*\n(.+\n)?({more})\\Z"
        return self.check(arguments, 2, "", re.compile(pattern), text=f"refused, mentions {mention}", **options)

    def listed(self, arguments, marks, **options):
        """A list shows exactly the flows with these marks."""
        result = tool.run(self.binary, arguments, **options)
        got = sorted(int(mark) for mark in re.findall(r" mark=(\d+)", result.out))
        count = tool.summary(f"{len(marks)} flow entries have been shown.")
        self.tap.ok(got == sorted(marks) and result.status == 0 and result.err == count,
                    f"conntrack {arguments}: shows {' '.join(map(str, sorted(marks))) or 'nothing'}",
                    f"got marks {got}", str(result) if result.err != count else "")
        return result

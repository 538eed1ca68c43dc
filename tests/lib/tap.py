# SPDX-License-Identifier: GPL-2.0-or-later
"""Results in the Test Anything Protocol, version 12."""

import sys


class Tap:
    """Counts and prints results; done() prints the plan and gives the exit status."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def ok(self, passed, text, *diagnostics):
        """One result; the diagnostics are shown when it failed."""
        self.number += 1
        one_line = " ".join(str(text).split()).replace("#", "\\#")
        print(f"{'ok' if passed else 'not ok'} {self.number} - {one_line}", flush=True)
        if not passed:
            self.failed += 1
            for text in diagnostics:
                self.note(text)
        return bool(passed)

    def eq(self, got, want, text):
        return self.ok(got == want, text, f"got:  {got!r}", f"want: {want!r}")

    def skip(self, text, reason):
        self.number += 1
        print(f"ok {self.number} - {text} # SKIP {reason}", flush=True)

    @staticmethod
    def note(text):
        for line in str(text).splitlines() or [""]:
            print(f"# {line[:600]}", flush=True)

    def done(self):
        if not self.number:
            self.ok(False, "the test made no claim")
        print(f"1..{self.number}", flush=True)
        return 1 if self.failed else 0


def bail_out(reason):
    """Stop the whole run: nothing can be tested."""
    print(f"Bail out! {reason}", flush=True)
    sys.exit(99)


def skip_all(reason):
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)

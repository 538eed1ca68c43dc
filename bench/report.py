# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables, CSV, a plot, and the page of results."""

import csv
import os
import platform
import re
import subprocess

from session import BARE, OURS, REFERENCE


def figure(value):
    return f"{value:,.0f}" if value == int(value) or value >= 1000 else f"{value:.2f}"


def bar(claim):
    if claim.most is not None:
        return f"at most {figure(claim.most)}"
    return f"at least {figure(claim.least)}" if claim.least is not None else ""


def claim_rows(claims):
    yield "work", "flows", "figure", "bar", "measured", "met"
    for claim in claims:
        yield (claim.work, f"{claim.flows:,}", claim.figure, bar(claim), figure(claim.value),
               {True: "yes", False: "NO", None: ""}[claim.met])


def cell(value, form):
    return "" if value is None else format(value, form)


def median_rows(medians):
    yield "work", "flows", "program", "runs", "wall s", "user s", "system s", "us a flow", "peak MiB"
    for row in medians:
        each = None if row.wall is None else row.wall / row.flows * 1e6
        yield (row.work, f"{row.flows:,}", row.who, str(row.runs), cell(row.wall, ".4f"), cell(row.user, ".4f"),
               cell(row.system, ".4f"), cell(each, ".2f"), cell(row.mib, ".1f"))


def is_number(text):
    return re.fullmatch(r"[\d.,]+", text) is not None


def aligned(rows):
    """Columns: numbers to the right, words to the left."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows)]
    right = [all(is_number(text) or not text for text in column[1:]) for column in zip(*rows)]
    for row in rows:
        yield "  ".join(text.rjust(width) if to_right else text.ljust(width)
                        for text, width, to_right in zip(row, widths, right)).rstrip()


def markdown(rows):
    head, *body = rows
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in body:
        yield f"| {' | '.join(row)} |"


def write_csv(path, rows):
    with open(path, "w", encoding="ascii", newline="") as file:
        csv.writer(file).writerows([text.replace(",", "") for text in row] for row in rows)


def lines_of(medians, who):
    """A line of the left picture: what a flow costs in tables of all sizes."""
    return [f"{row.flows} {row.wall / row.flows * 1e6:.4f}"
            for row in medians if row.work == "scale" and row.who == who]


def boxes_of(medians):
    """The right picture: each work's times over the bare one, of both programs."""
    walls = {(row.work, row.who): row.wall for row in medians if row.work != "scale"}
    for work, floor in ((work, wall) for (work, who), wall in walls.items() if who == BARE):
        ratios = [walls.get((work, who), float("nan")) / floor for who in (OURS, REFERENCE)]
        yield f"{work} {ratios[0]:.3f} {ratios[1]:.3f}"


PLOT = """
set terminal svg size 1200,520 background "white"
set output "{path}"
set multiplot layout 1,2
set key top right
set grid ytics
set title "list: microseconds a flow"
set xlabel "flows in the table"
set logscale x
set yrange [0:*]
plot {lines}
unset logscale x
unset xlabel
set title "wall clock, bare operation = 1"
set key top left
set style data histogram
set style histogram clustered gap 1
set style fill solid 0.8
set logscale y 2
set yrange [0.5:*]
set xtics rotate by -45
plot {boxes}
"""


def plot_block(name, rows):
    return "\n".join((f"${name} << EOD", *rows, "EOD"))


def write_plot(path, results, names):
    """A picture of what was measured; nothing when neither half was."""
    blocks, lines = [], []
    for number, who in enumerate((BARE, OURS, REFERENCE)):
        if rows := lines_of(results.medians, who):
            blocks.append(plot_block(f"line{number}", rows))
            lines.append(f'$line{number} using 1:2 with linespoints title "{names[who]}"')
    boxes = list(boxes_of(results.medians))
    if not lines or not boxes:
        return
    blocks.append(plot_block("boxes", boxes))
    columns = [f'$boxes using {column}:xtic(1) title "{names[who]}"' for column, who in ((2, OURS), (3, REFERENCE))]
    script = PLOT.format(path=path, lines=", ".join(lines), boxes=", ".join(columns))
    subprocess.run(["gnuplot"], input="\n".join(blocks) + script, text=True, check=True)


def first_match(path, pattern):
    with open(path, encoding="utf-8") as file:
        match = re.search(pattern, file.read(), re.M)
    return match[1].strip() if match else "unknown"


def library(name):
    done = subprocess.run(["pkg-config", "--modversion", name], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "of unknown version"


def machine(names):
    """What the figures were taken on."""
    memory = int(first_match("/proc/meminfo", r"^MemTotal: *(\d+)")) / 1024 / 1024
    buckets = int(first_match("/proc/sys/net/netfilter/nf_conntrack_buckets", r"(\d+)"))
    yield f"- processor: {first_match('/proc/cpuinfo', '^model name[^:]*: *(.*)')}, " \
          f"{len(os.sched_getaffinity(0))} cores; memory: {memory:.0f} GiB"
    yield f"- kernel: {platform.system()} {platform.release()} {platform.machine()}, " \
          f"nf_conntrack_buckets={buckets:,}"
    yield f"- libmnl {library('libmnl')}, libnetfilter_conntrack {library('libnetfilter_conntrack')}"
    yield f"- conntrack: {names[OURS]}; reference: {names[REFERENCE]}"


PAGE = """# Results

Written by `bench/run{options}`; `bench/works.py` says what is measured. Times are medians of separate processes that
ran in alternation on the same table, memory is the peak of all.

{machine}

## Bars

{claims}

![cost of a flow over the size of the table, and times over the bare operation](results.svg)

## Medians

{medians}
"""


def write_page(path, results, names, options):
    text = PAGE.format(options="".join(f" {word}" for word in options), machine="\n".join(machine(names)),
                       claims="\n".join(markdown(claim_rows(results.claims))),
                       medians="\n".join(markdown(median_rows(results.medians))))
    path.write_text(text, encoding="utf-8")

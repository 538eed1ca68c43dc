# SPDX-License-Identifier: GPL-2.0-or-later
"""
The schema of the JSON formats, made from the program's registry of fields.

Run as a program it prints the schema that belongs into schema/.
"""

import copy
import json
import pathlib
import sys

import tool

PATH = tool.source_dir() / "schema/conntrack.schema.json"
COUNTER = {"type": "integer", "minimum": 0}
TYPES = {
    "number": COUNTER,
    "size": COUNTER,
    "port": {"type": "integer", "minimum": 0, "maximum": 65535},
    "duration": {"type": "number", "minimum": 0},
    "time": {"type": ["number", "string"]},
    "address": {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]},
    "text": {"type": "string"},
    "word": {"type": "string", "minLength": 1},
    "set": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
}


def fields(table):
    """(name, type, unit, help) of every field of a table."""
    return [line.split("\t") for line in tool.run(tool.binary(), f"complete fields {table}").rows()]


def record(table, text):
    """The objects of a table: a dot in a name is an object within."""
    properties = {}
    for name, kind, unit, description in fields(table):
        place = properties
        *outer, member = name.split(".")
        for key in outer:
            place = place.setdefault(key, {"type": "object", "properties": {}})["properties"]
        place[member] = {"description": description + (f" ({unit})" if unit != "-" else ""), **TYPES[kind]}
    return {"type": "object", "description": text, "properties": properties}


def object_of(text, **properties):
    return {"type": "object", "description": text, "properties": properties, "required": sorted(properties)}


def watched(read):
    """With --watch."""
    read["properties"]["time"] = {"description": "when it was read (seconds)", **TYPES["time"]}
    return read


def limited(count):
    """With --max, if there is a limit, and with --watch."""
    count["properties"]["maximum"] = {"description": "the kernel keeps no more", **COUNTER}
    for name, how in (("grown", "more"), ("shrunk", "fewer")):
        count["properties"][name] = {"description": f"how many {how} than before (entries per second)", **COUNTER}
    count["properties"]["percent"] = {"description": "how full the table is (percent)", "type": "number", "minimum": 0}
    return count


def build():
    flow = record("", "A flow, or what happened to one. What the kernel did not send is not there.")
    group = copy.deepcopy(flow)
    group["description"] = "Flows that have the same values in the fields that they are counted by."
    for direction in ("orig", "reply"):
        for end in ("src", "dst"):
            group["properties"][direction]["properties"][end]["anyOf"].append({"pattern": "^[0-9a-f.:]+/[0-9]+$"})
    group["properties"]["flows"] = {"description": "how many flows", **COUNTER}
    group["properties"]["share"] = {"description": "part of all flows, or of what the groups are sorted by (percent)",
                                    "type": "number", "minimum": 0, "maximum": 100}
    group["required"] = ["flows"]
    definitions = {
        "flow": flow,
        "expectation": record("expect", "An expectation, or what happened to one."),
        "group": group,
        "cpu": {**watched(object_of("The counters of one processor, or of all together.",
                                    cpu={"anyOf": [COUNTER, {"const": "total"}]})), "additionalProperties": COUNTER},
        "count": watched(limited(object_of("The number of entries of a table.", count=COUNTER))),
        "lost": object_of("Events that never arrived.", event={"const": "lost"}, count={**COUNTER, "minimum": 1}),
        "version": object_of("The version of the program and of this schema.", version={"type": "string"},
                             schema={"const": 1}),
    }
    kinds = [{"$ref": f"#/$defs/{name}"} for name in definitions]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "JSON of conntrack",
        "description": "Number 1. Properties are added and never removed or changed.",
        "anyOf": [{"type": "array", "items": {"anyOf": kinds}}, *kinds],
        "$defs": definitions,
    }


def strict(name):
    """The definition NAME with nothing allowed but what it names."""
    def close(schema):
        if schema.get("type") == "object":
            schema.setdefault("additionalProperties", False)
        for inner in schema.get("properties", {}).values():
            close(inner)
        return schema

    return close(copy.deepcopy(json.loads(PATH.read_text(encoding="utf-8"))["$defs"][name]))


def text():
    return json.dumps(build(), indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())

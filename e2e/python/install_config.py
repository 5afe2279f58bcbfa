"""Compares an install-config.yaml with the schema of a release: install_config.py 4.2 FILE. Ends with 1 and says what does not fit."""

import pathlib
import sys

import jsonschema
import yaml


def number(release):
    return [int(part) for part in str(release).split(".")]


def reads(release, node):
    return number(node.get("x-since", "0")) <= release <= number(node.get("x-until", "999"))


def of_release(release, node):
    """The schema with what the release reads, and with what it insists on."""
    if isinstance(node, list):
        return [of_release(release, part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: of_release(release, part) for key, part in node.items() if not (isinstance(part, dict) and not reads(release, part))}
    for key in ("x-required", "x-either"):
        demand = kept.pop(key, None)
        if demand is None or not reads(release, {"x-" + word: demand[word] for word in ("since", "until") if word in demand}):
            continue
        if key == "x-required":
            kept["required"] = kept.get("required", []) + demand["fields"]
        else:
            kept["oneOf"] = [{"required": [field]} for field in demand["fields"]]
    return kept


release, path = number(sys.argv[1]), pathlib.Path(sys.argv[2])
schema = of_release(release, yaml.safe_load(pathlib.Path(__file__).with_name("install-config.yaml").read_text()))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(yaml.safe_load(path.read_text()))]
print("\n".join(errors))
sys.exit(bool(errors))

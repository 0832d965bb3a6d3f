"""`python -m tests.portals`: a stand-in portal on loopback, from a recording or generated, with faults if asked for.

Prints its address as the first line and serves until SIGTERM or Ctrl-C.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from portalaudit.demo.catalogues.entries import REFERENCE
from portalaudit.demo.ckan import CkanPortal
from portalaudit.demo.generate import generate
from portalaudit.demo.http import Portal
from portalaudit.demo.server import Options, Server, run
from portalaudit.errors import UsageError
from tests.portals import faults, recordings


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser("python -m tests.portals", description=__doc__)
    what = found.add_mutually_exclusive_group(required=True)
    what.add_argument("--socrata", type=Path, metavar="FILE", help="records of /api/views: JSON lines or an array")
    what.add_argument("--ckan", type=Path, metavar="FILE", help="package dicts: JSON lines, an array or a package_search answer")
    what.add_argument("--arcgis", type=Path, metavar="FILE", help="a DCAT feed (DCAT-US 1.1 or DCAT-AP), as a Hub")
    what.add_argument("--dcat", type=Path, metavar="FILE", help="any data.json, and nothing else")
    what.add_argument("--list-faults", action="store_true", help="name the faults and stop")
    what.add_argument("--generate", metavar="KIND:N[:SEED]", help="kind arcgis, ckan, dcat or socrata")
    found.add_argument("--rows", type=Path, metavar="DIR", help="with --socrata: ID.csv.gz files behind /resource/ID.json")
    found.add_argument("--port", type=int, default=0)
    found.add_argument("--on", type=datetime.fromisoformat, default=REFERENCE, help="moment that generated stamps are told from")
    found.add_argument("--prefix", default="", help="path that a CKAN is mounted under, e.g. /data")
    found.add_argument("--fault", action="append", default=[], metavar="NAME[=VALUE][@REGEX][*TIMES]", help="may be repeated")
    found.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    found.add_argument("--gzip", action="store_true", help="compress for clients that ask for it")
    found.add_argument("--validators", action="store_true", help="ETag on every answer, 304 where it is known")
    found.add_argument("--log", type=Path, metavar="FILE", help="write the requests as JSON lines when it ends")
    return found


def portal(options: argparse.Namespace) -> Portal:
    """The portal that the command line asks for."""
    if options.generate:
        found = re.fullmatch(r"(\w+):(\d+)(?::(\d+))?", options.generate)
        if not found:
            raise UsageError(f"--generate {options.generate}: KIND:N[:SEED]")
        made = generate(found[1], int(found[2]), int(found[3] or 0), on=options.on)
    elif options.socrata:
        made = recordings.socrata(options.socrata, options.rows)
    elif options.ckan:
        made = recordings.ckan(options.ckan)
    elif options.arcgis:
        made = recordings.arcgis(options.arcgis)
    else:
        made = recordings.dcat(options.dcat)
    if options.prefix and isinstance(made, CkanPortal):
        made = made.with_options(prefix=options.prefix)
    return faults.with_faults(made, options.fault)


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if options.list_faults:
        print(faults.listing())
        return 0
    keep = options.log is not None
    try:
        made = portal(options)
    except UsageError as error:
        parser().error(str(error))
    server = Server(made, Options(options.latency, options.gzip, options.validators, keep_log=keep))
    run(server, lambda url: print(url + options.prefix, flush=True), port=options.port)
    if keep:
        options.log.write_text("".join(json.dumps(entry._asdict()) + "\n" for entry in server.log))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The command line behind ./lab; see README.md."""

import argparse
import shutil
import signal
import sys
from pathlib import Path

import build
import suite
from hosts import frozen_host
from lock import all_machines, cache_lock
from paths import CACHE, RECIPE
from say import LabError, note, stage
from session import Request, perform, run_folder
from shell import shell
from topology import Variant


def _add_host_options(parser):
    parser.add_argument("--guests", action="store_true", help="guests h1 (HVM) and p1 (PV) run")
    parser.add_argument("--fresh", action="store_true", help="boot from cold instead of thawing")
    parser.add_argument("--device", action="append", default=[], metavar="'QEMU DEVICE'",
                        help="hot-plug a device before the script, e.g. 'nvme,serial=1'")
    for what, words in (("qemu", "QEMU arguments"), ("xen", "words on Xen's command line"),
                        ("dom0", "words on dom0's command line")):
        parser.add_argument(f"--{what}", default="", metavar="'ARGS'",
                            help=f"more {words}: a host of its own, frozen for the next time")
    parser.add_argument("--boot", type=Path, metavar="DIR",
                        help="boot from cold through the distribution's GRUB, with DIR/boot/grub/grub.cfg")
    parser.add_argument("--newer-qemu", action="store_true", help="a QEMU of the backports, which emulates igb")
    parser.add_argument("--share", type=Path, metavar="DIR",
                        help="DIR is /share in dom0; files written there come back at the end")


def _parser():
    parser = argparse.ArgumentParser(prog="./lab", description="A real Xen on any machine.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("demo", help="show the main job on a real Xen")
    test = commands.add_parser("test", help="make check, then the tests inside the real Xen")
    test.add_argument("names", nargs="*", metavar="NAME")
    test.add_argument("--list", action="store_true", help="list the tests")
    test.add_argument("--repeat", type=int, default=1, metavar="N", help="run each test N times")
    run = commands.add_parser("run", help="run a shell script as root in dom0")
    _add_host_options(run)
    run.add_argument("--timeout", type=int, default=300, metavar="SECONDS",
                     help="status 124 after SECONDS (300)")
    run.add_argument("-c", dest="text", metavar="TEXT", help="the script itself")
    run.add_argument("script", nargs="?", metavar="SCRIPT", help="its file, or - for stdin")
    _add_host_options(commands.add_parser("shell", help="a terminal in dom0"))
    commands.add_parser("bench", help="measure xpt against xl inside the real Xen")
    commands.add_parser("freeze", help="prepare everything that the other commands need")
    commands.add_parser("clean", help="throw the cache away")
    commands.add_parser("help", help="show this help")
    return parser


def _request(args, name):
    if args.share and not args.share.is_dir():
        raise LabError(f"--share {args.share}: there is no such folder")
    if args.boot and (args.xen or args.dom0):
        raise LabError("--boot: the command lines are those of the menu: --xen and --dom0 would not count")
    return Request(guests=args.guests, fresh=args.fresh, devices=args.device, name=name,
                   boot=args.boot and args.boot.resolve(),
                   share=args.share and args.share.resolve(),
                   variant=Variant(args.qemu, args.xen, args.dom0, args.newer_qemu))


def _script_text(args):
    if args.text is not None:
        return args.text
    if args.script in (None, "-"):
        return sys.stdin.read()
    try:
        return Path(args.script).read_text(encoding="utf-8")
    except OSError as error:
        raise LabError(f"cannot read the script {args.script}: {error.strerror}") from error


def _stream(file):
    def write(data):
        file.write(data)
        file.flush()
    return write


def _perform_aloud(request):
    outcome = perform(request, _stream(sys.stdout.buffer), _stream(sys.stderr.buffer))
    if outcome.status:
        note(f"status {outcome.status}; console logs: {outcome.logs}")
    return outcome.status


def _run(args):
    build.build_if_missing()
    request = _request(args, "run")
    request.script, request.timeout = _script_text(args), args.timeout
    return _perform_aloud(request)


def _shell(args):
    if not sys.stdin.isatty():
        raise LabError("shell needs a terminal: for a script use ./lab run -")
    build.build_if_missing()
    return shell(_request(args, "shell"))


def _own_script(name, prelude=Request.prelude):
    if build.has_sources():
        build.build()
    script = (RECIPE / f"{name}.sh").read_text()
    return _perform_aloud(Request(script=script, guests=True, name=name, timeout=900,
                                  prelude=prelude))


def _freeze():
    with run_folder() as run, cache_lock():
        frozen_host(run, Variant(), with_guests=True)
        shutil.rmtree(run)


def _clean():
    with all_machines(), stage("removing .lab"):
        shutil.rmtree(CACHE, ignore_errors=True)


def _dispatch(parser, args):
    match args.command:
        case "run":
            return _run(args)
        case "shell":
            return _shell(args)
        case "test":
            return suite.test(args.names, args.list, args.repeat)
        case "demo" | "bench":
            return _own_script(args.command, suite.PRELUDE)
        case "freeze":
            return _freeze()
        case "clean":
            return _clean()
    return parser.print_help()


def main():
    def leave(number, _frame):
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    parser = _parser()
    try:
        return _dispatch(parser, parser.parse_args())
    except LabError as error:
        note(str(error))
        return 125
    except KeyboardInterrupt:
        return 130


sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""libxpt from Python: which devices are there, and may one of them be given away?

    ./devices.py [--host CAPTURED-HOST] [--json | DEVICE]
"""
import argparse
import ctypes
import json
import os
import sys
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_longlong, c_size_t, c_uint, c_void_p

CRITICAL, MODELS, ALL = 1 << 4, 1 << 2, 0x37f  # enum xpt_detail
ATTACH = 2  # enum xpt_action


class Bdf(Structure):
    _fields_ = [("segment", ctypes.c_uint32), ("bus", ctypes.c_uint8),
                ("device", ctypes.c_uint8), ("function", ctypes.c_uint8)]


class Object(Structure):
    _fields_ = [("kind", c_void_p), ("self", c_void_p)]


class Sized(Structure):
    """A struct that starts with its size, and is zero but for what is named."""

    def __init__(self, **values):
        super().__init__(size=ctypes.sizeof(self), **values)


class OpenOptions(Sized):
    _fields_ = [("size", c_size_t), ("root", c_char_p), ("detail", c_uint), ("without", c_uint)]


class Request(Sized):
    _fields_ = [("size", c_size_t), ("action", c_int), ("devices", POINTER(Bdf)),
                ("device_count", c_size_t), ("domain", c_char_p), ("driver", c_char_p),
                ("flags", c_uint), ("slot", c_uint), ("timeout_s", c_uint), ("name", c_char_p)]


FUNCTIONS = {  # what they return, what they take
    "xpt_error_message": (c_char_p, [c_void_p]),
    "xpt_error_free": (None, [c_void_p]),
    "xpt_bdf_parse": (c_int, [c_char_p, POINTER(Bdf), POINTER(c_void_p)]),
    "xpt_bdf_format": (c_char_p, [Bdf, c_char_p]),
    "xpt_host_open": (c_int, [POINTER(OpenOptions), POINTER(c_void_p), POINTER(c_void_p)]),
    "xpt_host_free": (None, [c_void_p]),
    "xpt_host_json": (c_void_p, [c_void_p]),
    "xpt_host_device": (c_void_p, [c_void_p, c_size_t]),
    "xpt_device_address": (Bdf, [c_void_p]),
    "xpt_device_driver": (c_char_p, [c_void_p]),
    "xpt_device_object": (Object, [c_void_p]),
    "xpt_object_number": (c_int, [Object, c_char_p, POINTER(c_longlong)]),
    "xpt_check_request": (c_int, [c_void_p, POINTER(Request), POINTER(c_void_p), POINTER(c_void_p)]),
    "xpt_judged_report": (c_void_p, [c_void_p]),
    "xpt_judged_free": (None, [c_void_p]),
    "xpt_report_verdict": (c_int, [c_void_p]),
    "xpt_report_finding": (c_void_p, [c_void_p, c_size_t]),
    "xpt_verdict_text": (c_char_p, [c_int]),
    "xpt_finding_verdict": (c_int, [c_void_p]),
    "xpt_finding_because": (c_char_p, [c_void_p]),
}


def library():
    xpt = ctypes.CDLL(os.environ.get("LIBXPT", "libxpt.so.0"))
    for name, (returns, takes) in FUNCTIONS.items():
        function = getattr(xpt, name)
        function.restype, function.argtypes = returns, takes
    return xpt


def ask(xpt, function, *arguments):
    """Call a function whose last argument is an error, and raise that."""
    error = c_void_p()
    if function(*arguments, byref(error)):
        text = xpt.xpt_error_message(error).decode()
        xpt.xpt_error_free(error)
        raise SystemExit("devices.py: " + text)


def listed(function, *arguments):
    """All that a function with an index gives, up to the first NULL."""
    index = 0
    while (found := function(*arguments, index)):
        yield found
        index += 1


def show(xpt, device):
    address, node = ctypes.create_string_buffer(20), c_longlong()
    xpt.xpt_bdf_format(xpt.xpt_device_address(device), address)
    driver = xpt.xpt_device_driver(device) or b"-"
    known = xpt.xpt_object_number(xpt.xpt_device_object(device), b"node", byref(node)) == 0
    print(address.value.decode(), driver.decode(), f"node {node.value}" if known else "")


def whole(xpt, host):
    """The whole snapshot. What the library allocates goes back to free()."""
    free = ctypes.CDLL(None).free
    free.restype, free.argtypes = None, [c_void_p]
    text = xpt.xpt_host_json(host)
    if not text:
        raise MemoryError
    try:
        return json.loads(ctypes.string_at(text))
    finally:
        free(text)


def check(xpt, host, text):
    device, judged = Bdf(), c_void_p()
    ask(xpt, xpt.xpt_bdf_parse, text.encode(), byref(device))
    request = Request(action=ATTACH, devices=ctypes.pointer(device), device_count=1)
    ask(xpt, xpt.xpt_check_request, host, byref(request), byref(judged))
    report = xpt.xpt_judged_report(judged)
    print("verdict:", xpt.xpt_verdict_text(xpt.xpt_report_verdict(report)).decode())
    for finding in listed(xpt.xpt_report_finding, report):
        print(" ", xpt.xpt_verdict_text(xpt.xpt_finding_verdict(finding)).decode() + ":",
              xpt.xpt_finding_because(finding).decode())
    xpt.xpt_judged_free(judged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--host", help="a captured host's directory")
    parser.add_argument("--json", action="store_true", help="all that is known of the host")
    parser.add_argument("device", nargs="?", help="judge whether it may be attached")
    arguments = parser.parse_args()
    xpt, host = library(), c_void_p()
    options = OpenOptions(root=os.fsencode(arguments.host) if arguments.host else None,
                          detail=ALL if arguments.json else CRITICAL | MODELS)
    ask(xpt, xpt.xpt_host_open, byref(options), byref(host))
    if arguments.json:
        print(json.dumps(whole(xpt, host), indent=2))
    elif arguments.device:
        check(xpt, host, arguments.device)
    else:
        for device in listed(xpt.xpt_host_device, host):
            show(xpt, device)
    xpt.xpt_host_free(host)
    return 0


if __name__ == "__main__":
    sys.exit(main())

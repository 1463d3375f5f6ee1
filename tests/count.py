#!/usr/bin/env python3
"""count.py JUNIT.xml: prints passed, failed and skipped tests of a meson run, counting single TAP points; exit 1 when there are none."""
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for case in ET.parse(sys.argv[1]).getroot().iter("testcase"):
    if case.find("failure") is not None or case.find("error") is not None:
        failed += 1
    elif case.find("skipped") is not None:
        skipped += 1
    else:
        passed += 1
print(passed, failed, skipped)
sys.exit(0 if passed + failed else 1)

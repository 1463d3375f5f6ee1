#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a text file as a C string: embed.py INPUT OUTPUT NAME"""
import sys

source, target, name = sys.argv[1:]
with open(source, encoding='utf-8') as text, open(target, 'w', encoding='utf-8') as out:
    out.write(f'extern const char {name}[];\nconst char {name}[] =\n')
    for line in text:
        line = line.rstrip('\n').replace('\\', '\\\\').replace('"', '\\"')
        out.write(f'  "{line}\\n"\n')
    out.write(';\n')

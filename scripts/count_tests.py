"""Counts the tests in a log by the closing lines of their runners; prints "passed failed"."""

import re
import sys

text = re.sub(r"\x1b\[[0-9;]*m", "", open(sys.argv[1], encoding="utf-8", errors="replace").read())
passed = failed = 0

# Swift Testing: each test's own line, since the closing line counts issues, not failed tests.
passed += len(re.findall(r"^\S+\s+Test (?!run with ).* passed after ", text, re.M))
failed += len(re.findall(r"^\S+\s+Test (?!run with ).* failed after ", text, re.M))

# Deno, and scripts that close with the same words.
for ok, bad in re.findall(r"^(?:\w+ \| )?(\d+) passed(?: \(\d+ steps?\))?(?: \||,) (\d+) failed", text, re.M):
    passed += int(ok)
    failed += int(bad)

# pytest.
for line in re.findall(r"^=+ (.*\b(?:passed|failed|error)\b.*) in [\d.]+s.* =+$", text, re.M):
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|errors?)", line)}
    passed += counts.get("passed", 0)
    failed += counts.get("failed", 0) + counts.get("error", 0) + counts.get("errors", 0)

print(passed, failed)

"""`import_all.py PACKAGE`: imports every module of a generated package."""

from __future__ import annotations

import importlib
import pkgutil
import sys

package = importlib.import_module(sys.argv[1])
modules = [importlib.import_module(m.name) for m in pkgutil.walk_packages(package.__path__, f"{sys.argv[1]}.")]
print(f"{len(modules) + 1} modules imported")

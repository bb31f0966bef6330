"""`app_and_models.py APP MODELS DOCUMENT.json`: both checks of a generated FastAPI app, which takes long to import, in one process."""

from __future__ import annotations

import sys

import call_operations
import examples_through_models


def main(app: str, models: str, document: str) -> None:
    """Calls the operations, then tries the examples; the first that finds something ends it."""
    call_operations.main(app, document)
    examples_through_models.main(models, document)


if __name__ == "__main__":
    main(*sys.argv[1:])

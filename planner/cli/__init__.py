"""Commands: one thin module each, with `run(arguments) -> exit status`."""

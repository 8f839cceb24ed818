"""The options that several commands have."""

from typing import Annotated

import typer

from asynclearn.sandbox.outcome import Clock

Trust = Annotated[
    bool, typer.Option("--trust", help="Run it even where programs can't be confined.")
]
Timeout = Annotated[float, typer.Option(help="Seconds after which it is stopped.")]
WhichClock = Annotated[
    Clock, typer.Option(help="Virtual: sleeping takes no time. Real: as on any clock.")
]

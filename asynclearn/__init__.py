"""asynclearn: learn asyncio by predicting what programs print, and seeing why."""

__version__ = "0.1.0"

"""The only Typer: reads arguments, wires the parts, turns errors into exit codes."""

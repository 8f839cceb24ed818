"""Source and limits -> Outcome. Everything about processes, kernels and clocks stays here."""

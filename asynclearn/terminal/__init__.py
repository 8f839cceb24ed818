"""Values in, pictures and answers out: the only importer of rich and prompt_toolkit."""

"""The demo brand: people, groups and weeks of talk, made through the same actions as everything else."""

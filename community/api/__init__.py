"""What every API face stands on: problems, parsing, pages, validators of what was read, answers given once."""

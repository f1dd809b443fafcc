"""The API of the rules: parse, call one action, answer."""

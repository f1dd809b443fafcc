"""The catalogues of words: gathered from the code, kept one file per language, compiled beside it.

Made without the gettext programs, so that `manage.py messages` and its check work on a machine that has none.
"""

"""Photos and files: how they come in, what is made of them, where they lie (trust.md R29).

`rebuild` makes pictures anew in a process of its own (`worker`), which `workshop` starts and bounds; `documents` looks
at PDFs; `files` keeps what came of it. Nothing that was sent is kept as it came, but a PDF.
"""

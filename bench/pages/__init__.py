"""Pages at size: a database as large as performance.md asks for, and what the pages cost there.

`python -m bench.pages` (`make bench-pages`) seeds it once, measures through the front door, and writes the table into
docs/benchmarks.md. Never imported by the product.
"""

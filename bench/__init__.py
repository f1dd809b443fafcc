"""`make bench`: the room test beside other servers. `make bench-pages`: the pages at size. bench/README.md says how."""

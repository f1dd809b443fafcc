"""One's own data, outside the database: the archive one takes along, the ledger of who was erased."""

"""What is told of a brand's year in counts (trust.md R43): what is counted (`counting`), how it is said (`telling`).
`moderation/actions/yearly.py` releases it, once.

Every report and every decision is in one cell of one table, cells of fewer than ten are not told, and there are no
totals: so there is nothing to subtract from each other.
"""

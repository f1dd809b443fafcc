"""What is told of a group's week in counts (trust.md R43): what is counted (`counting`), and how the counts are blurred
(`noise`) before anybody reads them. `groups/actions/insights.py` releases them, once."""

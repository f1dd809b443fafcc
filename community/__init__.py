import gc

# Every process begins with thousands of modules that stay: to look through them on end is a fifth of its start.
gc.set_threshold(50_000, 20, 100)

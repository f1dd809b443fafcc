"""How a web process serves: daphne (the default) or uvicorn, each with a small protocol class of ours that hands the
realtime engine its connection directly (performance.md "The shape near the limit"). Any other ASGI server runs
`community.asgi:application` too; then frames go the ordinary way.
"""

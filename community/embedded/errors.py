class EmbeddedError(RuntimeError):
    """An embedded server cannot serve. The message is one line that says what to do; no traceback is needed."""

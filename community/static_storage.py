"""Static files in production: named by their content, the web client's own modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_MODULES = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]


class Statics(CompressedManifestStaticFilesStorage):
    """Django rewrites the imports of all JavaScript or of none, and what others ship imports files that are not there.
    Ours only: after an upgrade no page may mix old modules with new ones."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("messaging/*.js", _MODULES),
        ("groups/*.js", _MODULES),
    )
    # A module's name holds its content, and so the names of those it imports: one pass per storey of that tree.
    max_post_process_passes = 20

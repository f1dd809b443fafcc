"""Every number of photos and files, once. Without Django: the process that decodes reads it, too."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # never SVG or HTML; phones convert HEIC when they send a file
PER_MESSAGE = 10
PHOTO_BYTES = 15 * 1024 * 1024
PDF_BYTES = 10 * 1024 * 1024
# A JPEG is decoded at a fraction of its size where that is enough; all others as a whole.
JPEG_PIXELS = 60_000_000
PIXELS = 25_000_000
LONGEST = 20_000  # of one side
SIZES = {"small": 320, "medium": 960, "large": 2048}  # the longer side at most
BLUR = 16
QUALITY, BLUR_QUALITY = 80, 30
DAY_BYTES = 100 * 1024 * 1024  # one person's, as they came

MEMORY = 768 * 1024 * 1024  # of the process that decodes, all in all
CPU_S = 10
WALL_S = 20
AT_ONCE = 2  # pictures that one web process has decoded at the same time
WAIT_S = 10  # for one's turn

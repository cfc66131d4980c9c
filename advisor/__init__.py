"""Orientation advisor for French vocational diplomas: word-for-word quotes from regulation texts, or an honest no."""

import os

# Nothing phones home, whoever imports the package: set before Chroma, Gradio or a hub library is imported.
for _name in ("ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED"):
    os.environ[_name] = "False"
for _name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
    os.environ[_name] = "1"
del _name

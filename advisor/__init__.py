"""Orientation advisor for French vocational diplomas: word-for-word quotes from the regulation texts, or an honest no."""

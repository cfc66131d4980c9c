"""Orientation advisor for French vocational diplomas: word-for-word quotes from regulation texts, or an honest no."""

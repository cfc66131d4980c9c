"""What runs the models of advisor/models/: vectors of texts and of questions, and the evidence model."""

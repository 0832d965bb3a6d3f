"""The vocabulary: frozen values and the protocols through which the layers meet."""

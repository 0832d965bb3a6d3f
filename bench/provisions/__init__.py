"""The 31 provisions: reading the labelled policies, training, and the figures that tell how well it carries."""

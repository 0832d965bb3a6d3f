"""Data inventories: recognised, mapped, judged, reconciled. Pure functions over tables."""

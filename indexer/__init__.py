"""Semantic search and cited answers over Vietnamese administrative-reform plans."""

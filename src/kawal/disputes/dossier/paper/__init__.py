"""A dossier on paper: one module for each part of the document."""

"""Files that leave Kawal: replaced as a whole, never half-written; tables and PDF."""

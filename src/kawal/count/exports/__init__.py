"""A tabulation as files for others: tables, NIST's common data format, what Arlo asks before an audit (pure)."""

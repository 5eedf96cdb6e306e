"""The shell of all pages: rendering, languages, guards, assets. Knows no domain folder."""

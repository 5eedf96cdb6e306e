"""Forms filled in beforehand from what the log knows; what names people stays for a hand."""

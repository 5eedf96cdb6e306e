"""What comes in: kinds of reports, intake, photos, quarantine, the phone page."""

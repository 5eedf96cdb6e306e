"""Lines from files: tables as CSV, XLSX or JSON, and chats exported by WhatsApp."""

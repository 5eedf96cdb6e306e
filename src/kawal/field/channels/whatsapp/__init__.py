"""Chats of WhatsApp: what was pasted, and exported files."""

"""The duty log: lines in, drafts of pasted chats, the call-down list."""

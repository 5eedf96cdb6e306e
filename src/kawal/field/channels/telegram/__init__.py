"""A Telegram bot: chats bound to accounts by a link, buttons for the stages of the day, words, photos."""

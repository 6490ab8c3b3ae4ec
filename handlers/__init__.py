"""What people do in the chat: one file a conversation."""

"""The help desk: tickets, the relay between chats, the service clock. No chat library in here."""

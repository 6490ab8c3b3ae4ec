"""The help desk: who answers a customer, what is relayed, and what the staff's group shows. No words in here."""

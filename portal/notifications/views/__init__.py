"""Pages of messages: for staff, for the receiver, for providers, and the trial box."""

"""Pages about personal data: one's own, and those of the people who answer for it."""

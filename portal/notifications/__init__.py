"""Messages to people: a row first, then sent by a task through Zalo, SMS or e-mail."""

"""Project package and ground floor: what every app stands on. Imports nothing: the reader of sheets starts here."""

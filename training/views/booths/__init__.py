"""Pages of advice booths: for everybody, for who books, for who sets them up, for who advises."""

"""Pages of the registers: markets, stalls, traders and shop accounts."""

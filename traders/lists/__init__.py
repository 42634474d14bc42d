"""Lists of traders from a spreadsheet: finding the columns, reading cells, finding who is meant. Changes nothing."""

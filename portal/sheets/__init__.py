"""Reading spreadsheets that people bring: what a file is, its rows in a process with limits, the text of a cell."""

"""Two years of made-up sessions and order files, read in by the importer that everybody uses."""

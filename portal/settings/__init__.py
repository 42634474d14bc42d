"""Settings: ``base`` reads the environment and is what production runs; ``dev`` and ``test`` change little."""

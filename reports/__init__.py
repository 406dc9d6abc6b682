"""From a snapshot to something a person reads. No web, no database."""

"""What is kept: disks, sealed payloads and keys."""

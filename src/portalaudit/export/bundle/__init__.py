"""The bundle: a zip that holds a BagIt bag (RFC 8493) whose payload is an RO-Crate 1.2. `bag` writes it, `members` lists its
files."""

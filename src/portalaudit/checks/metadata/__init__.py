"""What the catalogue says of its assets: names, words, people, licences."""

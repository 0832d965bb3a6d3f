"""The one use case: crawl, read, judge, grade, save; and the same again from what is stored."""

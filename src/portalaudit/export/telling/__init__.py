"""What people are told: alerts and the digest as text, HTML, mail, JSON and Atom.

No secret, no address of a person or a machine within the house leaves here.
"""

"""Makes the model of the names tagger: text from templates, open corpora, training, export. See docs/names.md."""

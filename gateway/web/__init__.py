"""The pages for people: what `make web` built of `gateway/web/pages`, and how it is served."""

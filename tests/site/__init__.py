"""The site as its readers get it: built strictly, looked at with a browser."""

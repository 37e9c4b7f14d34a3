"""Formats answers as JSON, plain lines and tables. Imports only the models."""

"""How answers look: JSON documents, plain lines and tables. Sees only the model."""

"""The design language as tables: which keys a part has, how each is read, what it is for.

The same tables drive the reader, the JSON Schema and the canonical order of keys.
"""

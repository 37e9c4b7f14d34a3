"""Makes what a release consists of, beside the wheel; docs/releasing.md tells how."""

"""Live plots, one file per plot. A plot says which probes it draws; no plot knows another."""

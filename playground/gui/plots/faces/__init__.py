"""What `playground.gui.plots.surface.SurfaceView` can show: one face per shape of data."""

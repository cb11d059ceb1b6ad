"""Many runs at once in the window: what varies, their curves, the wall of surfaces. Imported when it is opened."""

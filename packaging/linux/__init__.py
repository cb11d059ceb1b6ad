"""The installers for Linux: the folder that PyInstaller made is finished, proved, and packed as `.deb` and `.run`."""

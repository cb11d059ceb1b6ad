"""Help on everything: pages made from the catalogue, from the settings' descriptions and from the plots."""

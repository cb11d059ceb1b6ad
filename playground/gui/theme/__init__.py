"""How the window looks: colours, fonts, icons and the style made from them."""

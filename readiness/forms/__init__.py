"""What people send: forms built with colander and deform, and the words around them."""

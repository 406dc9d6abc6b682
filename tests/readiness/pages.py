"""Forms and templates without an application around them."""

from bs4 import BeautifulSoup


def page(form):
    """Render a form and read it back."""
    return BeautifulSoup(form.render(), "html.parser")

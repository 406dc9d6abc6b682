"""Files that a browser saves instead of showing them."""

from pyramid.response import Response


def attached(response: Response, name: str) -> Response:
    """Return a response as a file to save; `name` is ours, never what somebody typed."""
    response.content_disposition = f'attachment; filename="{name}"'
    return response

"""placeholder."""
from readiness.request import Request
from pyramid.response import Response
def keep_page(request: Request) -> Response:
    raise NotImplementedError

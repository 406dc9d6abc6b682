"""Form tokens for everyone, with nothing stored.

The token of a form is a keyed hash of a secret that only this browser holds: the session's
token, or, for people who are not signed in, a cookie made for this. It changes at sign-in and
sign-out with the secret it is made from, and nobody can make one without the server's key.
"""

import hmac

from pyramid.config import Configurator
from pyramid.interfaces import ICSRFStoragePolicy
from pyramid.viewderivers import INGRESS, csrf_view
from zope.interface import implementer

from readiness.request import Request
from readiness.security import cookies
from readiness.security.current import token_now
from readiness.security.origins import origin_view
from readiness.security.tokens import new_token


@implementer(ICSRFStoragePolicy)
class FormTokens:
    """Makes and checks the tokens of forms."""

    def get_csrf_token(self, request: Request) -> str:
        """Return the token for the forms of the page being made."""
        session = token_now(request)
        if session is not None:
            return self._token(request, f"session:{session}")
        return self._token(request, f"form:{self._form_cookie(request)}")

    def new_csrf_token(self, request: Request) -> str:
        """Make a new secret for a person who is not signed in, and its token."""
        request.__dict__["_form_cookie"] = None
        return self.get_csrf_token(request)

    def check_csrf_token(self, request: Request, supplied_token: str) -> bool:
        """Whether the token was made from the secret this browser sent."""
        session = cookies.read(request, cookies.SESSION)
        form = cookies.read(request, cookies.FORM)
        basis = f"session:{session}" if session else f"form:{form}"
        if not session and not form:
            return False
        expected = self._token(request, basis)
        return hmac.compare_digest(expected.encode(), supplied_token.encode(errors="replace"))

    def _token(self, request: Request, basis: str) -> str:
        key = request.app_settings.key("form-token")
        return hmac.digest(key, basis.encode(errors="replace"), "sha256").hex()

    def _form_cookie(self, request: Request) -> str:
        held = request.__dict__
        if "_form_cookie" not in held:
            held["_form_cookie"] = cookies.read(request, cookies.FORM)
        if held["_form_cookie"] is None:
            held["_form_cookie"] = new_token()
            cookies.put(request, cookies.FORM, held["_form_cookie"])
        made: str = held["_form_cookie"]
        return made


def includeme(config: Configurator) -> None:
    """Ask for a token on every view that changes something, before it says who may."""
    config.set_csrf_storage_policy(FormTokens())
    # Pyramid's own check of the origin cannot read "null", which browsers send under
    # `Referrer-Policy: no-referrer`; `origins` replaces it.
    config.set_default_csrf_options(
        require_csrf=True, check_origin=False, safe_methods=("GET", "HEAD")
    )
    # Before permission: a request from elsewhere learns nothing, not even a redirect.
    config.add_view_deriver(origin_view, under=INGRESS, over="csrf_view")
    config.add_view_deriver(csrf_view, under=INGRESS, over="secured_view")

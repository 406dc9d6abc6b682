"""The URLs of sharing: an organization's record of it, and a funder's portfolio."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the routes; `resources_sharing.py` says what each one's ids mean."""
    organization = "readiness.resources.organization"
    # What the organization shares with funders.
    config.add_route("shares", "/organizations/{org}/shares", factory=organization)
    config.add_route("share_new", "/organizations/{org}/shares/new", factory=organization)
    share = "readiness.resources_sharing.own_share"
    one = "/organizations/{org}/shares/{share}"
    config.add_route("share", one, factory=share)
    config.add_route("share_begin", f"{one}/begin", factory=share)
    config.add_route("share_change", f"{one}/change", factory=share)
    config.add_route("share_end", f"{one}/end", factory=share)
    config.add_route("share_receipt", f"{one}/receipt.pdf", factory=share)
    config.add_route("share_file", f"{one}/report.{{format:pdf|docx|xlsx|json}}", factory=share)
    config.add_route(
        "share_request",
        "/organizations/{org}/share-requests/{share_request}",
        factory="readiness.resources_sharing.share_request",
    )

    # What was shared with a funder.
    portfolio = "readiness.resources_sharing.portfolio"
    shared = "readiness.resources_sharing.shared"
    config.add_route("portfolio", "/portfolio", factory=portfolio)
    config.add_route("overview", "/portfolio/overview", factory=portfolio)
    config.add_route("roll_up", "/portfolio/figures", factory=portfolio)
    config.add_route("needs_pdf", "/portfolio/needs.pdf", factory=portfolio)
    config.add_route("needs_xlsx", "/portfolio/needs.xlsx", factory=portfolio)
    config.add_route("bulk", "/portfolio/reports", factory=portfolio)
    config.add_route("bulk_file", "/portfolio/reports.zip", factory=portfolio)
    config.add_route("portfolio_ask", "/portfolio/ask", factory=portfolio)
    config.add_route(
        "shared_receipt",
        "/portfolio/{share}/receipt.pdf",
        factory=shared,
    )
    config.add_route(
        "shared_file",
        "/portfolio/{share:[^./]+}.{format:pdf|docx|xlsx|json}",
        factory=shared,
    )
    config.add_route("shared", "/portfolio/{share:[^./]+}", factory=shared)

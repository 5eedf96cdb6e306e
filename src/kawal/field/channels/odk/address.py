"""Under which address a client of OpenRosa reaches this node: what it is told must be complete addresses."""

from kawal.web.render import AnyRequest

ROOT = "/odk"


def base_of(request: AnyRequest, key: str = "") -> str:
    """The address of the doors of OpenRosa, as this client came in.

    A reverse proxy that ends TLS says so (`X-Forwarded-Proto: https`); who says it falsely misleads only himself.
    """
    secure = request.headers.get("x-forwarded-proto", "") == "https" or request.url.scheme == "https"
    host = request.headers.get("host", "")
    return f"{'https' if secure else 'http'}://{host}{ROOT}" + (f"/key/{key}" if key else "")

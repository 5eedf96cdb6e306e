"""Every door beside the phone page, one folder each; and the gateways, which several doors share."""

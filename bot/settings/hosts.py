"""The hosts of services that have several."""

from collections.abc import Mapping


def open_meteo_hosts(chosen: Mapping[str, str], *, is_customer: bool) -> dict[str, str]:
    """Return the base URL of each of Open-Meteo's services: as chosen, else its own host.

    Every host but the forecast service's begins with the name of its service.
    """
    customer = "customer-" if is_customer else ""
    own = {name: f"{name}-" for name in chosen if name != "forecast"}
    return {
        name: url or f"https://{customer}{own.get(name, '')}api.open-meteo.com"
        for name, url in chosen.items()
    }

"""Cases of the evidence tests: positions given in metres of the national grid, so distances can be worked by hand."""

from typing import Any

import geopandas as gpd
from pyproj import Transformer
from shapely.geometry import Polygon

EAST, NORTH = 575_000.0, 150_000.0  # a made-up origin in the south-east
_BACK = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def place(east_km: float, north_km: float = 0.0) -> dict[str, float]:
    """Longitude and latitude of a point so many km east and north of the origin."""
    longitude, latitude = _BACK.transform(EAST + 1000 * east_km, NORTH + 1000 * north_km)
    return {"longitude": longitude, "latitude": latitude}


def practice(code: str, list_size: float, **more: Any) -> dict[str, Any]:
    return {"practice_code": code, "name": f"Practice {code}", "list_size": list_size, **more}


def site(code: str, practice_code: str, east_km: float, **more: Any) -> dict[str, Any]:
    base = {"site_code": code, "practice_code": practice_code, "name": f"Site {code}", "role": "main"}
    return {**base, **place(east_km), **more}


def development(code: str, homes: float, east_km: float | None = 0.0, **more: Any) -> dict[str, Any]:
    where = place(east_km) if east_km is not None else {}
    return {"development_id": code, "name": f"Land at {code}", "status": "full", "homes": homes, **where, **more}


def square(code: str, west_km: float, east_km: float) -> tuple[str, Polygon]:
    """An area from so many km east to so many, 2 km high about the origin's northing."""
    corners = [(west_km, -1.0), (east_km, -1.0), (east_km, 1.0), (west_km, 1.0)]
    return code, Polygon([tuple(place(*corner).values()) for corner in corners])


def areas(*squares: tuple[str, Polygon]) -> gpd.GeoDataFrame:
    codes = [code for code, _ in squares]
    data = {"area_code": codes, "name": codes, "population": [1500.0] * len(codes), "imd_score": [20.0] * len(codes)}
    return gpd.GeoDataFrame(data, geometry=[shape for _, shape in squares], crs="EPSG:4326")

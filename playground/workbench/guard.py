"""What the small JSON texts of the workbench may say: pydantic models, imported where such a text is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from playground.spec.door import sentence
from playground.spec.problems import PlaygroundError

Count = Annotated[int, Field(ge=0, le=2**53)]
Hex = Annotated[str, Field(max_length=1_000_000, pattern=r"^([0-9a-f]{2})*$")]


class ProgressModel(BaseModel):
    """The counters of a `playground.wire.checkpoint.Checkpoint`; its arrays lie beside it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    optimizer: Annotated[str, Field(max_length=100)]
    step: Count
    epoch: Count
    batch: Count
    updates: Count
    random: Hex = ""
    best_dev_loss: Annotated[float, Field(allow_inf_nan=False)] | None = None
    best_epoch: Count = 0


class SettingsModel(BaseModel):
    """The user's settings. Names that a newer version wrote are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")

    recent: Annotated[list[Annotated[str, Field(min_length=1, max_length=4096)]], Field(max_length=100)] = []
    theme: Literal["light", "dark", "system"] = "system"
    geometry: Annotated[str, Field(max_length=10_000, pattern=r"^[A-Za-z0-9+/=]*$")] = ""
    language: Annotated[str, Field(max_length=20, pattern=r"^[A-Za-z_-]*$")] = ""
    hints: Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=100)] = []
    layout: dict[str, Any] = {}
    layouts: Annotated[
        dict[Annotated[str, Field(min_length=1, max_length=60)], dict[str, Any]], Field(max_length=100)
    ] = {}
    presentation: dict[str, Any] | None = None
    minimap: Literal["auto", "on", "off"] = "auto"
    pace: Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)] | None = None


def sound(model: type[BaseModel], data: Any) -> dict[str, Any]:
    """What of the object ``data`` may stand in ``model``: names with a wrong value are left out."""
    if not isinstance(data, dict):
        return {}
    try:
        model.model_validate(data)
    except ValidationError as error:
        wrong = {item["loc"][0] for item in error.errors() if item["loc"]}
        return {name: value for name, value in data.items() if name not in wrong}
    return dict(data)


def read(model: type[BaseModel], data: Any) -> Any:
    """``data`` as ``model``.

    Raises:
        PlaygroundError: it is not; the sentence names the place and the value.

    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise PlaygroundError(sentence(error)) from None

"""Where settings come from: what is given, then the variables of the environment, and no files."""

from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource


class FromVariables(BaseSettings):
    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Of files that do not exist each field would be asked for all the same."""
        return init_settings, _Variables(settings_cls)


class _Variables(EnvSettingsSource):
    """Each as it is written: no field is written as JSON, and to look at each of them for that
    takes half of the time of building the settings."""

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        return {name: self.env_vars[name] for name in fields if name in self.env_vars}

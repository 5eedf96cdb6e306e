"""What a list of grounds is narrowed to (pure)."""

import msgspec

from kawal.disputes.grounds.model import Ground
from kawal.kernel.codes import RegionCode, ward_of, within


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of grounds is narrowed to; "" for everything."""

    kind: str = ""
    stage: str = ""
    rule: str = ""
    place: str = ""
    ended: bool = False

    def keeps(self, ground: Ground, *, is_waiting: bool = False) -> bool:
        """Whether a ground stays in the list; one whose round is not recorded yet is still work to do."""
        return (
            (ground.is_open or is_waiting) is not self.ended
            and self.kind in ("", ground.kind)
            and self.stage in ("", ground.stage)
            and self.rule in ("", ground.rule)
            and (not self.place or within(ward_of(ground.station), RegionCode(self.place)))
        )

"""How many people live in the city and the province of the exercise, so that thresholds can be worked out there."""

from datetime import date
from typing import TYPE_CHECKING, Any

from kawal.disputes.threshold.decide import RecordPopulation

if TYPE_CHECKING:
    from kawal.disputes.threshold.desk import ThresholdDesk

PEOPLE = {"63.71": 681_693, "63": 4_305_281}
SOURCE = "Latihan: data kependudukan Semester I 2024, contoh"
AS_OF = date(2024, 6, 30)


def first_populations(client: Any, adjudicator: str) -> None:
    """An adjudicator records both."""
    desk: ThresholdDesk = client.app.state["threshold"]
    for region, people in PEOPLE.items():
        desk.record_population(
            RecordPopulation(region=region, people=people, source=SOURCE, as_of=AS_OF), adjudicator
        )

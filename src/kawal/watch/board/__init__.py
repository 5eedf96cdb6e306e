"""The station board: what each station shows now, alarms, the wall, the map, the live stream."""

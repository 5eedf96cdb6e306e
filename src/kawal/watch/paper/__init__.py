"""The paper of the desk: the handover sheet, and the pack for when the power goes."""

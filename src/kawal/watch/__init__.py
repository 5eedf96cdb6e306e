"""What is happening: what was heard of each station and ward, the duty log, the paper of the desk."""

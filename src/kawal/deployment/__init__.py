"""Who stands where, and why: guards at stations, quick-response teams at bases, people at posts."""

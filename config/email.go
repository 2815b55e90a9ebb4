package config

import "accredit/engine"

// ParseEmail reads an e-mail address as engine.ParseEmail does, whose rule it
// is.
func ParseEmail(s string) (string, error) { return engine.ParseEmail(s) }

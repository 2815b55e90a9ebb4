package config

import (
	"fmt"

	"accredit/engine"
)

// ParseEmail reads an e-mail address as engine.ParseEmail does, whose rule it
// is.
func ParseEmail(s string) (string, error) { return engine.ParseEmail(s) }

func lowerASCII(s string) string { return engine.LowerASCII(s) }

// shortQuote quotes what somebody wrote, cut to a bearable length.
func shortQuote(s string) string {
	const limit = 80
	if len(s) > limit {
		return fmt.Sprintf("%q...", s[:limit])
	}
	return fmt.Sprintf("%q", s)
}

package config

import "accredit/config/diagnostic"

// What package diagnostic has is part of what Load returns, and goes by the
// same names here.
type (
	Diagnostic  = diagnostic.Diagnostic
	Diagnostics = diagnostic.Diagnostics
	Range       = diagnostic.Range
	Place       = diagnostic.Place
)

package planfile

import "errors"

// Why a file is not taken for a saved plan. Load wraps them with the file's
// name and particulars.
var (
	ErrNotAPlan  = errors.New("is not a saved plan")
	ErrDamaged   = errors.New("is damaged")
	ErrNewer     = errors.New("was saved by a newer version of accredit")
	ErrCatalogue = errors.New("was made with another catalogue of permissions")
)

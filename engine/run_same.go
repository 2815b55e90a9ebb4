package engine

import "slices"

// SameRunStep reports whether two steps of runs do the same to the same person:
// action, before and after, whatever their order and actor.
func SameRunStep(a, b *RunStep) bool {
	return a.Email == b.Email && a.Action == b.Action && SameRecorded(a.Before, b.Before) && SameRecorded(a.After, b.After)
}

// SameRecorded reports whether two recorded grants give the same: set, rights,
// status, seat, dates, teams and whether the user is linked. When it was
// recorded, why, and how that is known does not matter; nor does whether somebody
// has accepted their invitation.
func SameRecorded(a, b *RecordedGrant) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Rights.Set == b.Rights.Set && a.Rights.Unknown == b.Rights.Unknown && slices.Equal(a.Rights.Levels, b.Rights.Levels) &&
		a.Status.Wanted() == b.Status.Wanted() && a.Unlinked == b.Unlinked && a.Starts == b.Starts && a.Expires == b.Expires &&
		slices.Equal(DetailsOf(a.Details).Teams, DetailsOf(b.Details).Teams)
}

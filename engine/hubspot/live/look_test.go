package live

import (
	"net/http"
	"testing"
)

// What the key may not read is not told. What nobody answered was not read, and no
// step is decided from it.
func TestLookAtTeams(t *testing.T) {
	forbidden := `{"category":"MISSING_SCOPES","message":"no","errors":[{"context":{"missingScopes":["settings.users.teams.read"]}}]}`
	for name, test := range map[string]struct {
		status int
		body   string
		told   bool // and not an error
	}{
		"forbidden": {http.StatusForbidden, forbidden, true}, "down": {http.StatusBadGateway, `{}`, false}, "elsewhere": {http.StatusTemporaryRedirect, `{}`, false},
		"a proxy": {http.StatusOK, `<html>`, false}, "no list": {http.StatusOK, `{"teams":[]}`, false},
	} {
		s := newServer(t)
		s.says("GET /settings/users/2026-09/teams", test.status, test.body)
		s.holds("501")
		l, err := s.account().Look(t.Context(), bob, "", names)
		if (err == nil) != test.told || test.told && l.TeamsWhy == "" {
			t.Errorf("%s: %v, teams are not told: %q", name, err, l.TeamsWhy)
		}
	}
}

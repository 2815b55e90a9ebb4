package statetest

import (
	"fmt"
	"testing"

	"accredit/state"
)

// Tampering edits what a backend stores, past accredit, and demands that it is
// found (docs/reliability.md, T18). place makes a new, empty place; modify runs
// statements of SQL there.
func Tampering(t *testing.T, place func(t testing.TB) (Place, func(statements ...string))) {
	columns := []string{"at", "kind", "who", "command", "reason", "config_digest", "git_commit", "catalogue", "apply_id", "content_hash", "parent", "hash"}
	edits := map[string][]string{
		"delete a revision":         {"DELETE FROM revisions WHERE serial = 3"},
		"delete it and its changes": {"DELETE FROM revisions WHERE serial = 3", "DELETE FROM changes WHERE serial = 3"},
		"delete the first":          {"DELETE FROM revisions WHERE serial = 1"},
		"cut off the end":           {"DELETE FROM revisions WHERE serial = 5", "DELETE FROM changes WHERE serial = 5"},
		"delete all":                {"DELETE FROM revisions", "DELETE FROM changes"},
		"delete the head":           {"DELETE FROM agency"},
		"turn the head back":        {"DELETE FROM revisions WHERE serial = 5", "UPDATE agency SET serial = 4, hash = (SELECT hash FROM revisions WHERE serial = 4)"},
		"delete a change":           {"DELETE FROM changes WHERE serial = 1 AND kind = 'client'"},
		"delete the last change":    {"DELETE FROM changes WHERE serial = 1 AND seq = (SELECT max(seq) FROM changes WHERE serial = 1)"},
		"add a change":              {"INSERT INTO changes VALUES (2, 2, 'agency', 0, '', '{}')"},
		"move a change":             {"UPDATE changes SET seq = 77 WHERE serial = 1 AND seq = 2"},
		"swap changes":              {"UPDATE changes SET seq = -seq WHERE serial = 1 AND seq IN (2, 3)", "UPDATE changes SET seq = 5 + seq WHERE seq < 0"},
		"swap revisions":            {"UPDATE revisions SET serial = 99 WHERE serial = 2", "UPDATE revisions SET serial = 2 WHERE serial = 3", "UPDATE revisions SET serial = 3 WHERE serial = 99"},
		"edit a change":             {"UPDATE changes SET document = replace(document, 'n1', 'n9')"},
		"edit grants":               {"UPDATE changes SET document = replace(document, '740000', '740001') WHERE kind = 'grants'"},
		"edit rights":               {"UPDATE rights SET permission_set = 'super_admin'"},
		"delete rights":             {"DELETE FROM rights"},
		"move rights":               {"UPDATE rights SET serial = 2"},
		"edit who":                  {"UPDATE revisions SET who = 'somebody' WHERE serial = 1"},
		"edit removals":             {"UPDATE revisions SET removals = removals + 1 WHERE serial = 2"},
		"edit grants count":         {"UPDATE revisions SET grants = grants + 1 WHERE serial = 2"},
		"edit overrides":            {`UPDATE revisions SET overrides = '["protected"]' WHERE serial = 2`},
		"edit skipped":              {`UPDATE revisions SET skipped = '[4]' WHERE serial = 2`},
		"edit the lineage":          {"UPDATE agency SET lineage = 'x'"},
		"hide a person":             {"DELETE FROM changed_people WHERE email LIKE 'ann%'"},
		"accuse a person":           {"INSERT INTO changed_people VALUES ('zoe@northwind.example', 2)"},
	}
	for _, c := range columns {
		edits["edit "+c] = []string{"UPDATE revisions SET " + c + " = '2026-01-01T00:00:00.000000000Z' WHERE serial = 2"}
	}
	for name, statements := range edits {
		t.Run(name, func(t *testing.T) {
			at, modify := place(t)
			s := at(t, 0)
			apply(t, s, state.Revision{Who: "maria"}, Small())
			for i := range 4 {
				apply(t, s, state.Revision{Reason: fmt.Sprint("r", i)}, Named(fmt.Sprint("n", i)))
			}
			sound(t, s)
			modify(statements...)
			if problems, err := at(t, 0).VerifyHistory(t.Context()); err != nil || len(problems) == 0 {
				t.Errorf("not found: %v, %v", problems, err)
			}
		})
	}
	for _, statement := range []string{
		"UPDATE grants SET status = 1", "UPDATE grants SET recorded_on = 1", "UPDATE grants SET details = '{}'", "UPDATE grants SET person_id = 2",
		"DELETE FROM grants", "DELETE FROM people", "UPDATE grants SET rights_id = 5", "UPDATE grants SET origin_id = 5", "UPDATE grants SET seat = 9",
		"UPDATE people SET roles = '[\"super_admin\"]' WHERE id = 1", "UPDATE people SET status = 'asleep'", "UPDATE clients SET mode = 'observe'",
		"UPDATE clients SET labels = '{'", "UPDATE agency SET name = 'x'", "UPDATE agency SET grants = 5", "UPDATE agency SET content_hash = 'x'",
		"INSERT INTO gone VALUES (7, 1, 5, 0)", "INSERT INTO permission_sets VALUES ('x', 0, '', '')", "INSERT INTO gone VALUES (8, 1, 5, 0)",
		"DELETE FROM agency", "DELETE FROM revisions",
		"INSERT INTO origins VALUES (8, 1, 'x', 1)",
	} {
		t.Run(statement, func(t *testing.T) {
			at, modify := place(t)
			s := at(t, 0)
			apply(t, s, state.Revision{Who: "maria"}, Small())
			sound(t, s)
			modify(statement)
			if problems, err := at(t, 0).Check(t.Context()); err != nil || len(problems) == 0 {
				t.Errorf("not found: %v, %v", problems, err)
			}
		})
	}
}

//go:build unix

package postgres

import (
	"strings"
	"testing"

	"accredit/state"
	"accredit/state/postgres/pgtest"
	"accredit/state/statetest"
)

// TestEditedSchema: triggers, rules, views and policies are found.
func TestEditedSchema(t *testing.T) {
	server := pgtest.Start(t)
	for what, statement := range map[string]string{
		`trigger "x" on "revisions"`: "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE grants SET status = 1; RETURN NEW; END $$; CREATE TRIGGER x AFTER INSERT ON revisions FOR EACH ROW EXECUTE FUNCTION f()",
		`rule "x" on "gone"`:         "CREATE RULE x AS ON INSERT TO gone DO INSTEAD NOTHING",
		`rule "_RETURN" on "v"`:      "CREATE VIEW v AS SELECT * FROM people",
		`policy "x" on "people"`:     "CREATE POLICY x ON people USING (false)",
	} {
		place := server.URL(t)
		s := open(t, place, Options{Mode: Create})
		if _, err := s.Apply(t.Context(), state.Revision{}, always(statetest.Small())); err != nil {
			t.Fatal(err)
		}
		if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
			t.Fatalf("as it was made: %v, %v", problems, err)
		}
		server.Exec(t, "SET search_path TO "+pgtest.Schema(place), statement)
		problems, err := s.Check(t.Context())
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), what) {
			t.Errorf("%s: %v, %v", what, problems, err)
		}
	}
}

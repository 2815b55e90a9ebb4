package postgres

import (
	"context"
	"fmt"

	"accredit/state"
	"accredit/state/internal/sqlstore"
)

// checkSchema finds what changes or hides rows behind accredit's back: the
// migrations make no trigger, no rule, no policy and no view. Columns and
// indexes are the database administrator's to change, and are not looked at.
func (s *Store) checkSchema(ctx context.Context, c sqlstore.Conn) (problems []state.Problem, err error) {
	rows, err := c.QueryContext(ctx, `
		SELECT 'trigger', t.tgname::text, c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
			JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT t.tgisinternal
		UNION ALL SELECT 'rule', r.rulename::text, c.relname::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
			JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
		UNION ALL SELECT 'policy', p.polname::text, c.relname::text FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
			JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1
		ORDER BY 1, 2, 3`, s.address.schema)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	for rows.Next() {
		var kind, name, table string
		if err := rows.Scan(&kind, &name, &table); err != nil {
			return nil, err
		}
		problems = append(problems, state.Problem{Where: "schema", Text: fmt.Sprintf("the %s %q on %q is not accredit's", kind, name, table)})
	}
	return problems, rows.Err()
}

package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"accredit/engine"
	"accredit/state"
)

// Check compares the rows with each other and with what the last revision
// said of them.
func Check(ctx context.Context, c Conn) ([]state.Problem, error) {
	b, err := load(ctx, c, state.ReadOptions{})
	if errors.Is(err, state.ErrDamaged) {
		return []state.Problem{{Where: "rows", Text: err.Error()}}, nil
	}
	if err != nil {
		return nil, err
	}
	if b.head.serial == 0 {
		v := verifier{ctx: ctx, conn: c}
		v.leftovers(0)
		return v.problems, v.err
	}
	var problems []state.Problem
	report := func(where, format string, args ...any) {
		problems = append(problems, state.Problem{Serial: b.head.serial, Where: where, Text: fmt.Sprintf(format, args...)})
	}
	if got := contentOf(b.access).String(); got != b.head.contentHash {
		report("content", "it is not what revision %d wrote: its hash is %s, not %s", b.head.serial, got, b.head.contentHash)
	}
	if n := b.access.Grants(); n != b.head.grants {
		report("grants", "there are %d, revision %d counted %d", n, b.head.serial, b.head.grants)
	}
	for i := range b.access.Clients {
		r := &b.access.Clients[i]
		for j := range r.Gone {
			if person := r.Gone[j].Person; grantOf(r, person) != nil {
				report("gone", "%s has access in client %d and is remembered as gone", b.access.People[person].Email, r.HubID)
			}
		}
	}
	if err := checkParts(ctx, c, report); err != nil {
		if !errors.Is(err, state.ErrDamaged) {
			return problems, err
		}
		report("run_parts", "%v", err)
	}
	for _, hubID := range orphans(b) {
		report("origins", "client %d has rows that no access names", hubID)
	}
	head, err := checkHead(ctx, c, &b.head)
	return append(problems, head...), err
}

// orphans lists the clients with origins that nothing names: writing deletes
// those. Intents and rights stay when nothing names them any more.
func orphans(b *snapshot) []int64 {
	used := map[*engine.Origin]bool{}
	for i := range b.access.Clients {
		r := &b.access.Clients[i]
		for j := range r.Grants {
			used[r.Grants[j].Origin] = true
		}
		for j := range r.Gone {
			used[r.Gone[j].Origin] = true
		}
	}
	var list []int64
	for hubID, origins := range b.origins {
		for _, o := range origins {
			if !used[o] {
				list = append(list, hubID)
				break
			}
		}
	}
	slices.Sort(list)
	return list
}

// checkHead compares the head with the last revision.
func checkHead(ctx context.Context, c Conn, h *head) ([]state.Problem, error) {
	list, err := readRevisions(ctx, c, h.lineage, "ORDER BY serial DESC LIMIT 1")
	if err != nil {
		return nil, err
	}
	report := func(text string) ([]state.Problem, error) {
		return []state.Problem{{Serial: h.serial, Where: "agency", Text: text}}, nil
	}
	switch {
	case len(list) == 0:
		return report(fmt.Sprintf("the state is at serial %d and there is no revision", h.serial))
	case list[0].Serial != h.serial:
		return report(fmt.Sprintf("the state is at serial %d, history ends with %d", h.serial, list[0].Serial))
	case list[0].Hash != h.hash:
		return report(fmt.Sprintf("the state names another hash than revision %d has", h.serial))
	case list[0].ContentHash != h.contentHash || list[0].Grants != h.grants:
		return report(fmt.Sprintf("the state names another content than revision %d", h.serial))
	}
	return nil, nil
}

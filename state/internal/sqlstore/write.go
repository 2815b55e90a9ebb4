package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
)

// write writes the rows, in an order in which nothing ever names what is not
// there.
func (r *rows) write(ctx context.Context, c Conn, serial int64) error {
	for _, step := range []struct {
		what  string
		write func(context.Context, Conn, int64) error
	}{
		{"people", r.writePeople}, {"permission sets", r.writeSets}, {"rights", r.writeRights},
		{"clients", r.writeClients}, {"intents", r.writeIntents}, {"origins", r.writeOrigins}, {"grants", r.writeGrants},
		{"who is gone", r.writeGone}, {"what is dropped", r.deleteRest}, {"history by person", r.writeChangedPeople},
	} {
		if err := step.write(ctx, c, serial); err != nil {
			return fmt.Errorf("write %s: %w", step.what, err)
		}
	}
	return nil
}

func byKey(k key) []any { return []any{k.hubID, k.id} }

func byID(id int64) []any { return []any{id} }

// writePeople frees addresses first, so that people can exchange theirs.
func (r *rows) writePeople(ctx context.Context, c Conn, _ int64) error {
	for _, id := range r.renamed {
		if _, err := c.ExecContext(ctx, `UPDATE people SET email = $1 WHERE id = $2`, fmt.Sprintf("renamed %d", id), id); err != nil {
			return err
		}
	}
	return write(ctx, upsert(c, "people", "id", "email, address, kind, name, status, roles, former_emails, labels"), r.people,
		func(row personRow) []any {
			p := row.person
			return []any{row.id, p.Email, p.Address, p.Kind.String(), p.Name, p.Status.String(),
				listColumn(p.Roles.Names()), listColumn(p.FormerEmails), mapColumn(p.Labels)}
		})
}

func (r *rows) writeSets(ctx context.Context, c Conn, _ int64) error {
	if err := deleteAll(ctx, c, `DELETE FROM permission_sets WHERE name = $1`, r.deletedSets,
		func(name string) []any { return []any{name} }); err != nil {
		return err
	}
	return write(ctx, upsert(c, "permission_sets", "name", "unknown, levels, definition"), r.sets,
		func(s *engine.RecordedSet) []any {
			return []any{s.Name, number(s.Unknown), listColumn(levelList(s.Levels)), s.Definition}
		})
}

func (r *rows) writeRights(ctx context.Context, c Conn, serial int64) error {
	return write(ctx, insert(c, "rights", "id, serial, permission_set, unknown, levels", ""), r.rights,
		func(row rightsRow) []any {
			x := row.rights
			return []any{row.id, serial, x.Set, number(x.Unknown), listColumn(levelList(x.Levels))}
		})
}

func (r *rows) writeClients(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, upsert(c, "clients", "hub_id", `address, name, domain, account_type, mode, super_admins,
		declared_super_admins, applied, managed_mrr, labels, links, last_activity, ends_on`), r.clients,
		func(x *engine.RecordedClient) []any {
			links := ""
			if len(x.Links) > 0 {
				links = toJSON(documentsOfLinks(x.Links))
			}
			return []any{x.HubID, x.Address, x.Name, x.Domain, x.AccountType, x.Mode.String(), listColumn(x.SuperAdmins),
				listColumn(x.DeclaredSuperAdmins), number(x.Applied), x.ManagedMRR, mapColumn(x.Labels), links,
				x.LastActivity.String(), x.EndsOn.String()}
		})
}

func (r *rows) writeIntents(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, insert(c, "intents", "id, team, definition, wish, observed", ""), r.intents,
		func(row intentRow) []any {
			return []any{row.id, row.intent.team, row.intent.definition, row.intent.wish, number(row.intent.observed)}
		})
}

func (r *rows) writeOrigins(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, insert(c, "origins", "hub_id, id, block, intent_id", ""), r.origins,
		func(row originRow) []any { return []any{row.hubID, row.id, row.origin.Block, row.intentID} })
}

func (r *rows) writeGrants(ctx context.Context, c Conn, _ int64) error {
	if err := deleteAll(ctx, c, `DELETE FROM grants WHERE hub_id = $1 AND person_id = $2`, r.deletedGrants, byKey); err != nil {
		return err
	}
	rights := r.rightsID
	b := upsert(c, "grants", "hub_id, person_id", `rights_id, status, seat, unlinked, starts, expires, recorded_on, origin_id, details`)
	texts := map[*engine.Details]string{}
	for i := range r.grants {
		row := &r.grants[i]
		g := row.grant
		text, ok := texts[g.Details]
		if !ok {
			text = detailsText(g.Details)
			texts[g.Details] = text
		}
		if err := b.add(ctx, row.hubID, row.personID, rights(g.Rights), int64(g.Status), int64(g.Seat), number(g.Unlinked),
			int64(g.Starts), int64(g.Expires), int64(g.RecordedOn), row.originID, text); err != nil {
			return err
		}
	}
	return b.close(ctx)
}

func (r *rows) writeGone(ctx context.Context, c Conn, _ int64) error {
	if err := deleteAll(ctx, c, `DELETE FROM gone WHERE hub_id = $1 AND person_id = $2`, r.deletedGone, byKey); err != nil {
		return err
	}
	return write(ctx, upsert(c, "gone", "hub_id, person_id", "gone_on, origin_id"), r.gone,
		func(row goneRow) []any { return []any{row.hubID, row.personID, int64(row.on), row.originID} })
}

func (r *rows) deleteRest(ctx context.Context, c Conn, _ int64) error {
	if err := deleteAll(ctx, c, `DELETE FROM origins WHERE hub_id = $1 AND id = $2`, r.deletedOrigin, byKey); err != nil {
		return err
	}
	for _, table := range []string{"grants", "gone", "origins"} {
		for _, hubID := range r.deleted {
			if _, err := c.ExecContext(ctx, `DELETE FROM `+table+` WHERE hub_id = $1`, hubID); err != nil {
				return err
			}
		}
	}
	if err := deleteAll(ctx, c, `DELETE FROM clients WHERE hub_id = $1`, r.deleted, byID); err != nil {
		return err
	}
	return deleteAll(ctx, c, `DELETE FROM people WHERE id = $1`, r.deletedPeople, byID)
}

func (r *rows) writeChangedPeople(ctx context.Context, c Conn, serial int64) error {
	return write(ctx, insert(c, "changed_people", "email, serial", ""), slices.Sorted(maps.Keys(r.changedPeople)),
		func(email string) []any { return []any{email, serial} })
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

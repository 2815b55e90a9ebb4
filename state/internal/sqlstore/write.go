package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"accredit/engine"
)

// write writes the rows, in an order in which nothing ever names what is not
// there; earlyGrants come before.
func (r *rows) write(ctx context.Context, c Conn, serial int64) error {
	for _, step := range []struct {
		what  string
		write func(context.Context, Conn, int64) error
	}{
		{"people", r.writePeople}, {"permission sets", r.writeSets}, {"rights", r.writeRights},
		{"clients", r.writeClients}, {"intents", r.writeIntents}, {"origins", r.writeOrigins}, {"grants", r.writeGrants},
		{"who is gone", r.writeGone}, {"what is ignored", r.writeIgnored}, {"runs", r.writeParts}, {"what is dropped", r.deleteRest}, {"history by person", r.writeChangedPeople},
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
	return write(ctx, c.Upsert("people", "id", columnsOf[personDocument]()), r.people,
		func(row personRow) []any { return append([]any{row.id}, valuesOf(documentOfPerson(row.person))...) })
}

func (r *rows) writeSets(ctx context.Context, c Conn, _ int64) error {
	if err := write(ctx, c.Delete("permission_sets", "name"), r.deletedSets,
		func(name string) []any { return []any{name} }); err != nil {
		return err
	}
	return write(ctx, c.Upsert("permission_sets", "name", afterKey[setDocument]()), r.sets,
		func(s *engine.RecordedSet) []any { return valuesOf(documentOfSet(s)) })
}

func (r *rows) writeRights(ctx context.Context, c Conn, serial int64) error {
	return write(ctx, c.Insert("rights", "id, serial, permission_set, unknown, levels"), r.rights,
		func(row rightsRow) []any {
			x := row.rights
			return []any{row.id, serial, x.Set, number(x.Unknown), listColumn(levelList(x.Levels))}
		})
}

func (r *rows) writeClients(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, c.Upsert("clients", "hub_id", afterKey[clientDocument]()), r.clients,
		func(x *engine.RecordedClient) []any { return valuesOf(documentOfClient(x)) })
}

func (r *rows) writeIntents(ctx context.Context, c Conn, _ int64) error {
	return write(ctx, c.Insert("intents", "id, team, definition, wish, observed"), r.intents,
		func(row intentRow) []any {
			return []any{row.id, row.intent.team, row.intent.definition, row.intent.wish, number(row.intent.observed)}
		})
}

func (r *rows) writeOrigins(ctx context.Context, c Conn, _ int64) error {
	to := c.Insert("origins", "hub_id, id, block, intent_id")
	var values []any
	for row := range r.origins.all() {
		values = append(values[:0], row.hubID, row.id, row.origin.Block, row.intentID)
		if err := to.Add(ctx, values...); err != nil {
			return errors.Join(err, to.Close(ctx))
		}
	}
	return to.Close(ctx)
}

func (r *rows) writeGrants(ctx context.Context, c Conn, _ int64) error {
	if err := write(ctx, c.Delete("grants", "hub_id, person_id"), r.deletedGrants, byKey); err != nil {
		return err
	}
	return errors.Join(r.writeGrantsTo(ctx, r.newGrants(c), true), r.writeGrantsTo(ctx, r.changedGrants(c), false))
}

// writeGrantsTo writes the grants that are new, or those that are not.
func (r *rows) writeGrantsTo(ctx context.Context, to *grantWriter, isNew bool) error {
	for row := range r.grants.all() {
		if row.isNew != isNew {
			continue
		}
		if err := to.add(ctx, row); err != nil {
			return errors.Join(err, to.Close(ctx))
		}
	}
	return to.Close(ctx)
}

func (r *rows) writeGone(ctx context.Context, c Conn, _ int64) error {
	if err := write(ctx, c.Delete("gone", "hub_id, person_id"), r.deletedGone, byKey); err != nil {
		return err
	}
	return write(ctx, c.Upsert("gone", "hub_id, person_id", "gone_on, origin_id"), r.gone,
		func(row goneRow) []any { return []any{row.hubID, row.personID, int64(row.on), row.originID} })
}

func (r *rows) deleteRest(ctx context.Context, c Conn, _ int64) error {
	if err := write(ctx, c.Delete("origins", "hub_id, id"), r.deletedOrigin, byKey); err != nil {
		return err
	}
	for _, table := range []string{"grants", "gone", "origins", "compared"} {
		for _, hubID := range r.deleted {
			if _, err := c.ExecContext(ctx, `DELETE FROM `+table+` WHERE hub_id = $1`, hubID); err != nil {
				return err
			}
		}
	}
	if err := write(ctx, c.Delete("clients", "hub_id"), r.deleted, byID); err != nil {
		return err
	}
	return write(ctx, c.Delete("people", "id"), r.deletedPeople, byID)
}

func (r *rows) writeChangedPeople(ctx context.Context, c Conn, serial int64) error {
	return write(ctx, c.Insert("changed_people", "email, serial"), slices.Sorted(maps.Keys(r.changedPeople)),
		func(email string) []any { return []any{email, serial} })
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

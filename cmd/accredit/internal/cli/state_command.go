package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

func newState(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "state",
		Short:   "Look after the state: list, show, back up, copy, check",
		Example: "  accredit state list\n  accredit state backup accredit-backup.db",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newStateList(a), newStateShow(a), newStateBackup(a), newStateCopy(a), newStateCheck(a), newStateRestore(a), newStateKey(a))
	return cmd
}

func newStateList(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List every recorded grant, a line each", Example: "  accredit state list", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := a.dir(nil)
			if err != nil {
				return err
			}
			access, err := a.needState(cmd.Context(), dir)
			if err != nil {
				return err
			}
			return a.table([]string{"HUB ID", "CLIENT", "PERSON", "PERMISSION SET", "STATUS"}, grantRows(access, func(*engine.RecordedClient, *engine.Person) bool { return true }))
		},
	}
}

func grantRows(access *engine.Access, wanted func(*engine.RecordedClient, *engine.Person) bool) [][]string {
	var rows [][]string
	for i := range access.Clients {
		c := &access.Clients[i]
		for j := range c.Grants {
			g := &c.Grants[j]
			if person := &access.People[g.Person]; wanted(c, person) {
				rows = append(rows, []string{strconv.FormatInt(c.HubID, 10), c.Name, person.Email, g.Rights.Set, g.Status.String()})
			}
		}
	}
	return rows
}

func newStateShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "show CLIENT|PERSON", Short: "Show what is recorded of a client or a person", Args: cobra.ExactArgs(1),
		Example: "  accredit state show acme\n  accredit state show bob@northwind.example",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
			people, _ := a.completePeople(cmd, args, prefix)
			clients, directive := a.completeClients(cmd, args, prefix)
			return append(people, clients...), directive
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runStateShow(cmd.Context(), args[0]) },
	}
}

func (a *app) runStateShow(ctx context.Context, word string) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	access, err := a.needState(ctx, dir)
	if err != nil {
		return err
	}
	now, err := a.moment()
	if err != nil {
		return err
	}
	t := render.Text{Width: width(a.out), Color: a.color(a.out)}
	if hub, err := chooseClient(word, nil, access); err == nil {
		return t.Client(a.out, access, hub, engine.DateOf(now))
	}
	email, err := choosePerson(word, nil, access)
	if err != nil {
		return withHint(fmt.Errorf("nothing is recorded of %q", word), "See %q.", "accredit state list")
	}
	return a.table([]string{"HUB ID", "CLIENT", "PERSON", "PERMISSION SET", "STATUS"},
		grantRows(access, func(_ *engine.RecordedClient, p *engine.Person) bool { return p.Email == email }))
}

func newStateBackup(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Write a checked copy of the state", Args: cobra.ExactArgs(1),
		Long: `Write a checked copy of the state to a new file. Nothing is overwritten. The
backup of a state in PostgreSQL is a file, too: what "accredit state copy" makes
of it. Copy it back, or use it as it is.`,
		Example: "  accredit state backup backup-2026-11-21.db",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withState(cmd.Context(), func(s state.Store) error {
				err := s.Backup(cmd.Context(), args[0])
				if errors.Is(err, fs.ErrExist) {
					return withHint(fmt.Errorf("%s exists already", args[0]), "Nothing was backed up. Name a new file.")
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.out, "Backed up to %s.\n", render.Terminal(args[0]))
				return err
			})
		},
	}
}

// withState runs f on the state that is there.
func (a *app) withState(ctx context.Context, f func(state.Store) error) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	return a.withStateIn(ctx, dir, f)
}

// withStateIn does the same for the state of a directory.
func (a *app) withStateIn(ctx context.Context, dir string, f func(state.Store) error) error {
	s, path, err := a.openState(ctx, dir)
	if err != nil {
		return err
	}
	if s == nil {
		return noState(path)
	}
	return errors.Join(f(s), s.Close())
}

// table prints rows in columns.
func (a *app) table(header []string, rows [][]string) error {
	return a.tableWithout(nil, header, rows)
}

// tableWithout prints rows in columns of which some, the least important
// first, may be left out where there is no room.
func (a *app) tableWithout(optional []int, header []string, rows [][]string) error {
	return render.Table(a.out, header, rows, render.TableOptions{Width: width(a.out), Color: a.color(a.out), Optional: optional})
}

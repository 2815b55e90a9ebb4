package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"

	"accredit/config/edit"
	"accredit/engine/ordinary"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/engine/worksheet"

	"github.com/spf13/cobra"
)

type requestOptions struct {
	accessOptions
	body bool
}

func newRequest(a *app) *cobra.Command {
	o := &requestOptions{}
	cmd := &cobra.Command{
		Use:   "request PERSON CLIENT --set S --until DATE --reason TEXT",
		Short: "Ask for access until a day: edit the configuration, and show the plan for it",
		Long: `Write into the configuration that a person has a permission set in a client until a
day, as grant does, and print the edit with the plan for that client. Who has that
set until an earlier day has it extended; who has it longer keeps it. Commit the
edit in a branch: whoever reviews it decides. With --body the text of a pull
request is printed, in Markdown. Nothing is applied, and a violation in the plan is
no failure of the edit.`,
		Example: `  accredit request bob acme --set account_manager --until 2026-12-31 --reason "Fair in Turin"
  accredit request bob acme --set account_manager --until 2026-12-31 --reason "Fair in Turin" --body > body.md
  accredit request read form.md --body > body.md`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: a.completePersonAndClient,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runRequest(cmd.Context(), args[0], args[1], o) },
	}
	o.addSet(a, cmd)
	o.addDetails(cmd)
	mustRequire(cmd, "until", "reason")
	o.addOutput(cmd)
	cmd.AddCommand(newRequestRead(a))
	return cmd
}

func (o *requestOptions) addOutput(cmd *cobra.Command) {
	addFormat(cmd, &o.format, "text", "json")
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "print the edit and the plan, and write nothing")
	cmd.Flags().BoolVar(&o.body, "body", false, "print the text of a pull request, in Markdown, and nothing else")
	cmd.MarkFlagsMutuallyExclusive("body", "format")
	cmd.MarkFlagsMutuallyExclusive("body", "json")
}

func newRequestRead(a *app) *cobra.Command {
	o := &requestOptions{}
	cmd := &cobra.Command{
		Use:   "read FILE|-",
		Short: "Ask for access as somebody did in an issue form",
		Long: `Read the text of an issue that a forge made of a form, and do what request does.
The form has the fields Person, Client, Permission set, Last day and Reason, each
once, in this order, a heading such as "### Person" and one line below it. Whatever
else stands there is refused, with its line, and nothing is written.`,
		Example: `  accredit request read form.md --body > body.md
  gh issue view 12 --json body --jq .body | accredit request read -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			form, err := a.readForm(args[0])
			if err != nil {
				return err
			}
			o.set, o.until, o.reason = form.Set, form.Until, form.Reason
			return a.runRequest(cmd.Context(), form.Person, form.Client, o)
		},
	}
	o.addOutput(cmd)
	return cmd
}

// readForm reads a form from a file, or from standard input.
func (a *app) readForm(path string) (form *worksheet.Form, err error) {
	var data []byte
	name := "standard input"
	if path == "-" {
		data, err = io.ReadAll(io.LimitReader(a.in, worksheet.MaxFormBytes+1))
	} else {
		name = filepath.Base(path)
		data, err = ordinary.Read(path, worksheet.MaxFormBytes)
	}
	if err == nil {
		form, err = worksheet.ReadForm(data)
	}
	if err != nil {
		return nil, withHint(fmt.Errorf("%s is no request as the form makes it:\n%w", name, err), "Fill the form in again: nothing was written.")
	}
	return form, nil
}

func (a *app) runRequest(ctx context.Context, person, client string, o *requestOptions) error {
	dir, err := a.dir(nil)
	if err != nil {
		return err
	}
	res, err := a.load(dir)
	if err != nil {
		return err
	}
	asked, err := o.asked(person, client, res.Desired)
	if err != nil {
		return err
	}
	e, err := a.findEdit(dir, edit.RequestAccess, asked)
	if err != nil {
		return err
	}
	if len(e.change.Files) == 0 {
		a.say("Nothing to do: " + e.sentence() + " already.")
		return nil
	}
	p, err := a.planOfEdit(ctx, e)
	if err != nil {
		return err
	}
	if !o.dryRun {
		if err := a.writeAndSay(ctx, e); err != nil {
			return err
		}
	}
	if err := a.showRequest(e, asked, p, o); err != nil {
		return err
	}
	if o.dryRun {
		a.say("Nothing was written (--dry-run).")
	} else if !o.body {
		a.say("Next: commit the edit in a branch, and open a pull request.")
	}
	return nil
}

// showRequest prints the edit and the plan for it.
func (a *app) showRequest(e *accessEdit, asked edit.Asked, p *planned, o *requestOptions) error {
	diff, err := e.diff()
	switch {
	case err != nil:
		return err
	case o.body:
		return render.Markdown{}.Request(a.out, e.request(asked, diff, p))
	case o.format == "json":
		var plan bytes.Buffer
		if err := planfile.Encode(&plan, p.plan, programVersion); err != nil {
			return err
		}
		document := e.document(diff, &o.accessOptions)
		document.Plan = json.RawMessage(plan.Bytes())
		return a.writeJSON(document)
	}
	if _, err := fmt.Fprintln(a.out, diff); err != nil {
		return err
	}
	return a.show(p, &planFlags{format: "text"})
}

// planOfEdit plans the client with the edit, written or not.
func (a *app) planOfEdit(ctx context.Context, e *accessEdit) (*planned, error) {
	res := e.change.Result
	access, path, err := a.readState(ctx, e.dir, res.Desired.AsOf)
	if err != nil {
		return nil, err
	}
	client := fmt.Sprint(e.client.HubID)
	return a.planOf(ctx, &readings{res: res, access: access, path: path}, &planFlags{clients: []string{client}})
}

// request is what is asked for, for whoever decides.
func (e *accessEdit) request(asked edit.Asked, diff string, p *planned) *render.AccessRequest {
	r := &render.AccessRequest{
		Person: e.person, Client: &e.client.Client, Set: asked.Set, Until: asked.Until, Reason: asked.Reason,
		Now: e.change.Before, Diff: diff, Plan: p.plan,
	}
	for _, set := range e.change.Result.Desired.Sets {
		if set.Name == asked.Set {
			r.Description = set.Description
		}
	}
	return r
}

package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func newSchema(a *app) *cobra.Command {
	var names []cobra.Completion
	for _, d := range documents() {
		names = append(names, cobra.CompletionWithDesc(d.Name, d.About))
	}
	return &cobra.Command{
		Use:   "schema [NAME]",
		Short: "Print the JSON Schema of what a command prints as JSON",
		Long: `Print the JSON Schema (2020-12) of a document. NAME is the word in its field
"schema": plan of accredit.plan/v1. Without NAME the documents are listed.

Within version 1 fields are only added, and the schemas allow fields that they do
not know.`,
		Example: `  accredit schema
  accredit schema plan > plan.schema.json`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listSchemas()
			}
			return a.printSchema(args[0])
		},
	}
}

func (a *app) listSchemas() error {
	var rows [][]string
	for _, d := range documents() {
		rows = append(rows, []string{d.Name, d.ID(), d.About})
	}
	return a.table([]string{"NAME", "SCHEMA", "WHAT IT HOLDS"}, rows)
}

func (a *app) printSchema(name string) error {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "accredit."), "/v1")
	var names []string
	for _, d := range documents() {
		if d.Name == name {
			return d.Write(a.out, false)
		}
		names = append(names, d.Name)
	}
	err := fmt.Errorf("there is no document %q", name)
	if meant := closest(name, names); meant != "" {
		return withHint(err, "Did you mean %q?", meant)
	}
	return withHint(err, "Documents: %s.", strings.Join(names, ", "))
}

package cli

import (
	"errors"
	"strings"

	"github.com/spf13/pflag"
)

// instead says what does here what a flag of Terraform or OpenTofu does there.
var instead = map[string]string{
	"target":              "Narrow the plan with --client CLIENT or --person PERSON.",
	"exclude":             "Narrow the plan with --client CLIENT or --person PERSON.",
	"replace":             "There is nothing to replace: change or remove the block, and plan again.",
	"destroy":             "Remove the blocks that are to go, and plan again; for one person there is accredit offboard.",
	"refresh":             "A plan reads nothing from HubSpot: accredit drift --observed looks.",
	"refresh-only":        "Use accredit drift --observed DIR, with --adopt to take over what is there.",
	"lock":                "A change always takes the lock: --lock-timeout says how long to wait for it.",
	"state-out":           "Name the one state with --state, or copy it with accredit state copy.",
	"backup":              "Use accredit state backup.",
	"var-file":            "Put the values into a file *.vars.hcl of the configuration, or give them with --var NAME=VALUE.",
	"no-color":            "Use --color never.",
	"input":               "Without a terminal nothing is asked: apply wants --auto-approve or a saved plan.",
	"force":               "Nothing is forced: --override RULE overrides a guardrail by its name.",
	"compact-warnings":    "Use --quiet.",
	"concise":             "Use --quiet.",
	"parallelism":         "Leave it out: a change is recorded at once.",
	"generate-config-out": "Use accredit import FILE --write DIR.",
	"backend":             "Name the state with --state or ACCREDIT_STATE.",
	"backend-config":      "Name the state with --state or ACCREDIT_STATE.",
	"reconfigure":         "Name the state with --state or ACCREDIT_STATE.",
	"migrate-state":       "Use accredit state copy FROM TO.",
	"force-copy":          "Use accredit state copy FROM TO.",
	"upgrade":             "There are no providers and modules to upgrade.",
	"recursive":           "fmt looks into folders as it is.",
	"write":               "fmt writes unless --check or --diff is given.",
	"list":                "fmt lists the files that it writes.",
	"show-sensitive":      "Leave it out: nothing is hidden.",
}

// insteadOf says what does here what a command of Terraform or OpenTofu does
// there, by its words.
var insteadOf = map[string]string{
	"destroy":      "Remove the blocks that are to go and run accredit apply; for one person there is accredit offboard.",
	"refresh":      "Use accredit drift --observed DIR.",
	"taint":        "There is nothing to build anew: change the block and run accredit plan.",
	"untaint":      "There is nothing to build anew: change the block and run accredit plan.",
	"output":       "Use accredit show, or accredit list.",
	"console":      "Use accredit explain PERSON CLIENT, or accredit who-can PERMISSION.",
	"graph":        "Use accredit explain PERSON CLIENT.",
	"test":         "Use accredit validate: it runs the test blocks.",
	"force-unlock": "A lock goes with the run that holds it; --lock-timeout says how long to wait.",
	"workspace":    "Use a directory and a --state for each.",
	"state rm":     "Use a removed block, and run accredit apply.",
	"state mv":     "Change the label in the configuration: the state knows people by e-mail and clients by hub id.",
	"state pull":   "Use accredit show --format json.",
	"state push":   "Use accredit import FILE.",
}

// flagOfTerraform returns the error of a flag that hands remember, or nil.
func flagOfTerraform(err error) error {
	name, dashes, ok := unknownFlag(err)
	if !ok {
		return nil
	}
	hint, known := instead[name]
	if !known {
		return nil
	}
	return withHint(errUsage("there is no flag %s%s", dashes, name), "%s", hint)
}

// unknownFlag returns the name of a flag that there is not, as it was given.
// pflag takes -target for the letters t, a, r, g, e and t.
func unknownFlag(err error) (name, dashes string, ok bool) {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return "", "", false
	}
	name, dashes = unknown.GetSpecifiedName(), "--"
	if letters := unknown.GetSpecifiedShortnames(); letters != "" {
		name, dashes = letters, "-"
	}
	name, _, _ = strings.Cut(name, "=")
	return name, dashes, true
}

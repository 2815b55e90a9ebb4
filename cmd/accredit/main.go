// Command accredit keeps in git which of an agency's people have which
// permission set in which client's HubSpot account.
//
// It only starts the program; what the program does stands in internal/cli.
package main

import (
	"os"

	"accredit/cmd/accredit/internal/cli"
)

func main() { os.Exit(cli.Main()) }

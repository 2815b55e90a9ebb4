package cli

import "github.com/spf13/cobra"

func newTaskRead(a *app) *cobra.Command { return &cobra.Command{Use: "read"} }

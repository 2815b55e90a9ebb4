package cli

import "github.com/spf13/cobra"

func newRunCheck(a *app) *cobra.Command { return &cobra.Command{Use: "check"} }

func newTaskRead(a *app) *cobra.Command { return &cobra.Command{Use: "read"} }

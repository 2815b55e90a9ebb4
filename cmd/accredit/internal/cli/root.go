package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"accredit/engine"
	"accredit/engine/render"
	"accredit/state/postgres"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// app is one run of the program.
type app struct {
	streams
	flags globalFlags
	args  []string // as given, for history

	compares bool // two configurations, so that both are read for it
	records  bool // what it plans, in the same run

	saidMoment bool // that a moment may be wrong

	left *leftovers // temporary folders
}

// globalFlags are the flags that every command has.
type globalFlags struct {
	chdir, state, color, logLevel, now string
	quiet, noCache                     bool
	lockTimeout                        time.Duration
	vars                               []string
}

// graceful is how long an interrupted command may take to end by itself.
const graceful = 2 * time.Second

// longestEnd is how long may take after that what must not be cut off: the removal
// of temporary files, some hundred thousand of which take seconds, and the answers
// of HubSpot to requests that have left.
const longestEnd = 70 * time.Second

// Main runs the program and returns its exit code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// What ends a program in spite of everything, a thread of a driver for
	// example, must not end it with 2, which says that there are changes.
	debug.SetTraceback("crash")
	left := &leftovers{}
	go func() {
		<-ctx.Done()
		// Nothing that is under way must end first, except what removes
		// temporary files: a transaction that is cut off leaves no trace.
		// A second interrupt ends at once: what a request did is settled later.
		again := make(chan os.Signal, 1)
		signal.Notify(again, os.Interrupt, syscall.SIGTERM)
		go func() {
			<-again
			os.Exit(exitInterrupted)
		}()
		time.Sleep(graceful)
		left.gone(longestEnd)
		fmt.Fprintln(os.Stderr, "Interrupted. Nothing is half-done.")
		os.Exit(exitInterrupted)
	}()
	return run(ctx, streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv}, left, os.Args[1:])
}

// Run runs one command line, as Main does. It heeds no signal, and what it
// reads of the process beside its arguments, the environment and the working
// directory, is the caller's.
func Run(in io.Reader, out, err io.Writer, args []string) (code int) {
	return run(context.Background(), streams{in: in, out: out, err: err, env: os.Getenv}, &leftovers{}, args)
}

// run runs one command line.
func run(ctx context.Context, s streams, left *leftovers, args []string) (code int) {
	a := &app{streams: s, args: args, left: left}
	root := newRoot(a)
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer func() {
		if value := recover(); value != nil {
			end() // which removes temporary folders
			a.sayFault(root, engine.Panicked(value))
			left.gone(graceful)
			code = exitError
		}
	}()
	root.SetArgs(liveClients(twoDashes(root, args)))
	err := root.ExecuteContext(ctx)
	if fault := (*engine.Panic)(nil); errors.As(err, &fault) {
		a.sayFault(root, fault)
		return exitError
	}
	code = exitCode(ctx, err)
	a.sayError(ctx, err, code)
	return code
}

func (a *app) sayError(ctx context.Context, err error, code int) {
	switch {
	case err == nil:
	case code == exitInterrupted:
		fmt.Fprintln(a.err, "Interrupted. Nothing was changed.")
	case err.Error() != "":
		for i, line := range strings.Split(postgres.RedactText(err.Error()), "\n") {
			if i == 0 {
				fmt.Fprint(a.err, "Error: ")
			}
			fmt.Fprintln(a.err, render.Terminal(line))
		}
	}
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "accredit",
		Short: "Who of your agency has which access in which client's HubSpot account, in git",
		Long: `accredit keeps in git which of an agency's people have which permission set in
which client's HubSpot account. It shows what a change would do, who can make
it and in which order, refuses what would lock somebody out or let somebody in,
and records what was done.`,
		Example: `  accredit init                      # a small configuration to start from
  accredit plan                      # what would change, and why
  accredit apply                     # the same, ask, and record it
  accredit plan --out plan.json      # save exactly this plan ...
  accredit apply plan.json           # ... and run it later`,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if f := cmd.Flags().Lookup("state"); f != nil && f.Changed && a.flags.state == "" {
				return withHint(errUsage("--state is empty: is a variable not set?"), "Name the place, or leave --state out.")
			}
			return a.checkGlobals()
		},
	}
	root.SetVersionTemplate("accredit {{.Version}}\n")
	root.SetFlagErrorFunc(a.flagError)
	f := root.PersistentFlags()
	f.StringVar(&a.flags.chdir, "chdir", "", "the configuration's `DIR`, in place of the argument")
	f.StringVar(&a.flags.state, "state", "", "the state's `PLACE`: a file or postgres://... (default ACCREDIT_STATE, or accredit.db in DIR)")
	f.DurationVar(&a.flags.lockTimeout, "lock-timeout", defaultLockTimeout, "how long to wait for another run that holds the state; 0: not at all")
	f.StringVar(&a.flags.color, "color", "auto", "colours: auto, always or never")
	f.StringVar(&a.flags.now, "now", "", "plan for this moment, `RFC3339` (default: the clock)")
	f.StringVar(&a.flags.logLevel, "log-level", "warn", "what to log on standard error: debug, info, warn or error")
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "no progress, and of the configuration only its errors; the warnings of a plan are part of it")
	f.BoolVar(&a.flags.noCache, "no-cache", false, "do not use or write .accredit/cache")
	f.StringArrayVar(&a.flags.vars, "var", nil, "set a variable, `NAME=VALUE` (repeatable)")
	root.AddCommand(
		newInit(a), newFmt(a), newValidate(a), newPlan(a), newDiff(a), newApply(a), newShow(a), newDrift(a), newImport(a),
		newExplain(a), newWhoCan(a), newWhoCould(a), newList(a), newLink(a),
		newGrant(a), newRevoke(a), newExtend(a), newRequest(a), newOnboard(a), newOffboard(a),
		newRun(a), newAccount(a), newTask(a), newState(a), newHistory(a), newReport(a), newSign(a), newSchema(a), newVersion(a), newMan(a),
	)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.InitDefaultCompletionCmd() // takes the output from the root
	sayUsage(root)
	return root
}

// checkGlobals refuses values that no command takes.
func (a *app) checkGlobals() error {
	if !slices.Contains([]string{"auto", "always", "never"}, a.flags.color) {
		return fmt.Errorf("--color is auto, always or never, not %q", a.flags.color)
	}
	if _, ok := logLevels[a.flags.logLevel]; !ok {
		return fmt.Errorf("--log-level is debug, info, warn or error, not %q", a.flags.logLevel)
	}
	if t := a.flags.lockTimeout; t < 0 || t > longestLockTimeout {
		return withHint(fmt.Errorf("--lock-timeout %s is out of range", t), "Give a time from 0s to %s, like 30s or 5m.", longestLockTimeout)
	}
	_, err := a.moment()
	return err
}

// defaultLockTimeout is how long a run waits for another, longestLockTimeout
// how long it can be told to: whoever gives more has mistaken the unit.
const (
	defaultLockTimeout = 5 * time.Second
	longestLockTimeout = 24 * time.Hour
)

// moment is the time for which the command works: --now, or the clock.
func (a *app) moment() (time.Time, error) {
	if a.flags.now == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	t, err := time.Parse(time.RFC3339, a.flags.now)
	if err != nil {
		return time.Time{}, withHint(fmt.Errorf("--now %q is not a moment", a.flags.now), "Write it like 2026-11-21T09:00:00Z.")
	}
	return t.UTC(), nil
}

// stopClock makes every reading of the command one for the same moment.
func (a *app) stopClock() error {
	now, err := a.moment()
	if err != nil {
		return err
	}
	a.flags.now = now.Format(time.RFC3339)
	return nil
}

// twoDashes rewrites long flags given with one dash, because hands remember
// -out=x and -json: pflag would read -json as -j -s -o -n.
func twoDashes(root *cobra.Command, args []string) []string {
	long := map[string]bool{"json": true, "help": true, "version": true}
	var collect func(*cobra.Command)
	collect = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { long[f.Name] = len(f.Name) > 1 })
		}
		for _, sub := range c.Commands() {
			collect(sub)
		}
	}
	collect(root)
	rewritten := make([]string, len(args))
	for i, arg := range args {
		rewritten[i] = arg
		if arg == "--" {
			copy(rewritten[i:], args[i:])
			break
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && !strings.HasPrefix(arg, "--") && long[name] {
			rewritten[i] = "-" + arg
		}
	}
	return rewritten
}

// errUsage is a mistake in the command line.
func errUsage(format string, args ...any) error { return fmt.Errorf(format, args...) }

var errNotTerminal = errors.New("standard input is no terminal, and nobody can be asked")

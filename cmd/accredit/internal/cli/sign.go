package cli

import (
	"errors"
	"fmt"
	"io/fs"

	"accredit/engine"
	"accredit/engine/ordinary"
	"accredit/engine/planfile"
	"accredit/engine/render"
	"accredit/state"

	"github.com/spf13/cobra"
)

// maxSignatures bounds a file with signatures, in bytes.
const maxSignatures = 64 << 10

func newSign(a *app) *cobra.Command {
	key := ""
	cmd := &cobra.Command{
		Use:   "sign PLANFILE --key FILE",
		Short: "Sign a saved plan",
		Long: `Add a signature of a saved plan to PLANFILE.sig. It covers the plan's digest, and
so every byte of it, and the lineage and serial of the state it was made from;
the plan itself stays as it is. Several people can sign, each with their key.
"apply --require-signature" demands signatures.`,
		Example: `  accredit sign plan.json --key maria.key
  accredit apply plan.json --require-signature maria.pub --require-signature bob.pub`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if key == "" {
				return withHint(errUsage("--key is missing"), "Give the file of the key. %q makes one.", "accredit state key new FILE")
			}
			return a.signPlan(args[0], key)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the `FILE` of the key that signs")
	return cmd
}

// signaturesOf is where the signatures of a saved plan are.
func signaturesOf(planFile string) string { return planFile + ".sig" }

// signPlan adds the signature of the key in a file.
func (a *app) signPlan(planFile, keyFile string) error {
	signer, err := a.readSigner(keyFile)
	if err != nil {
		return err
	}
	p, stamp, err := planfile.Load(planFile)
	if err != nil {
		return planfileError(planFile, err)
	}
	path := signaturesOf(planFile)
	there, err := readSignatures(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	signed, err := state.SignPlan(there, identity(p, &stamp), signer)
	if errors.Is(err, state.ErrOtherPlan) {
		fmt.Fprintf(a.err, "The signatures in %s are of another plan: they are replaced.\n", render.Terminal(path))
		signed, err = state.SignPlan(nil, identity(p, &stamp), signer)
	}
	if err != nil {
		return err
	}
	if err := writeWhole(path, signed, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.err, "Signed by %s in %s: %s, made from serial %d.\n", render.Terminal(signer.Name()), render.Terminal(path), render.Terminal(stamp.Digest), p.Serial)
	return err
}

// identity is what signatures of a plan cover.
func identity(p *engine.Plan, stamp *planfile.Stamp) state.PlanIdentity {
	return state.PlanIdentity{Digest: stamp.Digest, Lineage: p.Lineage, Serial: p.Serial}
}

func readSignatures(path string) ([]byte, error) {
	data, err := ordinary.Read(path, maxSignatures)
	if errors.Is(err, ordinary.ErrNot) || errors.Is(err, ordinary.ErrTooLarge) {
		return nil, fmt.Errorf("%s is not a file of signatures", path)
	}
	return data, err
}

// demandSignatures checks that each of the keys signed the plan. Without a
// good signature it is refused; where the signatures are of another plan, this
// one was made later and is stale for those who signed.
func demandSignatures(planFile string, p *engine.Plan, stamp *planfile.Stamp, words []string) (signers []string, err error) {
	if len(words) == 0 {
		return nil, nil
	}
	keys, err := readVerifiers(words)
	if err != nil {
		return nil, fmt.Errorf("--require-signature: %w", err)
	}
	hint := fmt.Sprintf("Whoever approves it runs \"accredit sign %s --key FILE\".", planFile)
	signatures, err := readSignatures(signaturesOf(planFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, withHint(fmt.Errorf("%w: there is no %s", state.ErrUnsigned, signaturesOf(planFile)), "%s", hint)
	}
	if err != nil {
		return nil, err
	}
	err = state.VerifyPlan(signatures, identity(p, stamp), keys)
	switch {
	case errors.Is(err, state.ErrOtherPlan):
		return nil, &exitErr{exitStale, withHint(err, "%s", hint)}
	case err != nil:
		return nil, withHint(err, "%s", hint)
	}
	for _, key := range keys {
		signers = append(signers, key.Name())
	}
	return signers, nil
}

package live

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

// Bounds of asking a helper.
const (
	helperTime   = 10 * time.Second
	helperAfter  = time.Second // for what it started to let go of its output
	helperAnswer = 64 << 10    // bytes of its output, and of its errors
)

// bounded keeps the beginning of what is written to it, and swallows the rest.
type bounded struct{ kept []byte }

// Write never fails, so that a talkative program is not stopped by it.
func (b *bounded) Write(p []byte) (int, error) {
	b.kept = append(b.kept, p[:min(len(p), helperAnswer-len(b.kept))]...)
	return len(p), nil
}

// askHelper starts a program, without a shell, and asks it for a key. When it is
// done, or its time is over, it is ended with all that it started.
func askHelper(ctx context.Context, program string, hubID int64) (Key, error) {
	ctx, cancel := context.WithTimeout(ctx, helperTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, program)
	cmd.Stdin = strings.NewReader(fmt.Sprintf("hub_id=%d\n", hubID))
	var out, said bounded
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &said, helperAfter
	asGroup(cmd)
	cmd.Cancel = func() error { return endGroup(cmd) }
	err := cmd.Run()
	if cmd.Process != nil {
		_ = endGroup(cmd) // nothing of it is left, as a rule
	}
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Key{}, fmt.Errorf("it did not answer within %s%s", helperTime, saidBeside(&said, &out))
	case ctx.Err() != nil:
		return Key{}, ctx.Err()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // a program that it left running holds its output
		return Key{}, fmt.Errorf("%s%s", howEnded(err), saidBeside(&said, &out))
	}
	return answeredKey(string(out.kept), saidBeside(&said, &out))
}

// howEnded says how a program failed. The error of one that could not be started
// may name nothing but its path.
func howEnded(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return "it failed: " + exit.Error()
	}
	return "it could not be started: " + plain(err).Error()
}

// answeredKey reads the line key=... of an answer. An answer without any line says
// that there is no key.
func answeredKey(out, said string) (Key, error) {
	if strings.TrimSpace(out) == "" {
		return Key{}, fmt.Errorf("%w (it answered nothing%s)", ErrNoKey, said)
	}
	found := ""
	for line := range strings.Lines(out) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "key="); ok {
			if found != "" {
				return Key{}, errors.New("it answered two keys" + said)
			}
			found = value
		}
	}
	if found == "" {
		return Key{}, errors.New("it did not answer key=..." + said)
	}
	key, err := newKey(found)
	if err != nil {
		return Key{}, fmt.Errorf("%w%s", err, said)
	}
	return key, nil
}

// tokens are what may be a secret: helpers that trace what they do print them.
var tokens = regexp.MustCompile(`[A-Za-z0-9_+/=.-]{16,}`)

// saidBeside is what a program wrote to its standard error, cleaned, and without
// whatever stands in its answer, too, or looks like a secret.
func saidBeside(said, out *bounded) string {
	secret := strings.Join(strings.Fields(string(out.kept)), " ")
	text := clean(tokens.ReplaceAllString(clean(string(said.kept), secret), shownKey), secret)
	if text == "" {
		return ""
	}
	return "; it says: " + text
}

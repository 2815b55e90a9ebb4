package cli

import "testing"

// TestCommand: history keeps what was called, and no secret in it.
func TestCommand(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"apply", "--auto-approve", "cfg"}, "accredit apply --auto-approve cfg"},
		{[]string{"apply", "--var", "token=S3CRET", "cfg"}, "accredit apply --var token=... cfg"},
		{[]string{"apply", "--var=token=S3CRET=S3CRET"}, "accredit apply --var=token=..."},
		{[]string{"apply", "-var", "token=S3CRET"}, "accredit apply -var token=..."},
		{[]string{"--var", "a=S3CRET", "--var", "b=S3CRET", "apply"}, "accredit --var a=... --var b=... apply"},
		{[]string{"apply", "--notify", "https://S3CRET@hooks.example/S3CRET?S3CRET#S3CRET"}, "accredit apply --notify https://hooks.example/..."},
		{[]string{"apply", "--notify=https://hooks.example:8443/S3CRET"}, "accredit apply --notify=https://hooks.example:8443/..."},
		{[]string{"apply", "--notify", "S3CRET"}, "accredit apply --notify ..."},
		{[]string{"apply", "--state=postgres://ann:S3CRET@db/x"}, "accredit apply --state=postgres://ann@db/x"},
		{[]string{"apply", "--state", "postgres://ann:S3CRET@db/x"}, "accredit apply --state postgres://ann@db/x"},
		{[]string{"plan", "var", "x"}, "accredit plan var x"},
		{[]string{"apply", "--reason", "a=b"}, "accredit apply --reason a=b"},
	} {
		a := &app{args: c.args}
		if got := a.command(); got != c.want {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
}

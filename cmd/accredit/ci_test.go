package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// needs ends a test that cannot run here: as a failure where CI is set, which
// installs what is needed, else as a skip that says what to install.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not installed", p)
		}
		t.Skipf("%s is not installed: apt-get install git curl jq unzip shellcheck", p)
	}
}

// The pipelines of examples/ci are valid, and so are their shell steps.
func TestPipelinesLint(t *testing.T) {
	workflows, err := filepath.Glob("../../examples/ci/github/*.yml")
	if err != nil || len(workflows) != 5 {
		t.Fatalf("%d workflows, %v", len(workflows), err)
	}
	args := append([]string{"run", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7", "-color=false"}, workflows...)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Errorf("actionlint: %v\n%s", err, out)
	}
	needs(t, "shellcheck")
	scripts, err := filepath.Glob("../../examples/ci/scripts/*.sh")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts")
	}
	if out, err := exec.Command("shellcheck", append([]string{"-x", "-P", "SCRIPTDIR"}, scripts...)...).CombinedOutput(); err != nil {
		t.Errorf("shellcheck: %v\n%s", err, out)
	}
}

// What comes from outside is never part of a command that a shell reads, and a
// job asks for what it needs: nothing by default.
func TestPipelinesAreCareful(t *testing.T) {
	expression := regexp.MustCompile(`\$\{\{`)
	workflows, _ := filepath.Glob("../../examples/ci/github/*.yml")
	for _, file := range workflows {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "run: ") && expression.MatchString(line) {
				t.Errorf("%s:%d: an expression in a command", file, i+1)
			}
			if strings.HasPrefix(strings.TrimSpace(line), "pull_request_target") {
				t.Errorf("%s:%d: runs with secrets on what others send", file, i+1)
			}
		}
		for _, must := range []string{"\npermissions: {}", "persist-credentials: false"} {
			if !strings.Contains(string(text), must) {
				t.Errorf("%s lacks %q", file, must)
			}
		}
	}
}

// pipeline runs the scripts of examples/ci as the jobs do: in a clone of a
// real repository, with the real program, against a forge.
type pipeline struct {
	t     *testing.T
	forge *forge
	kind  string // github or gitlab
	repo  string
	state string
}

func newPipeline(t *testing.T, kind, bin string) *pipeline {
	needs(t, "bash", "git", "curl", "jq", "unzip")
	dir := t.TempDir()
	p := &pipeline{t: t, forge: newForge(t), kind: kind, repo: filepath.Join(dir, "repo"), state: filepath.Join(dir, "state.db")}
	scripts, err := filepath.Abs("../../examples/ci/scripts")
	if err != nil {
		t.Fatal(err)
	}
	p.git("init", "-q", "--bare", "-b", "main", filepath.Join(dir, "origin"))
	p.git("init", "-q", "-b", "main", p.repo)
	p.in("remote", "add", "origin", filepath.Join(dir, "origin"))
	if err := os.CopyFS(filepath.Join(p.repo, "access"), os.DirFS("../../examples/minimal")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(p.repo, "ci"), os.DirFS(scripts)); err != nil {
		t.Fatal(err)
	}
	p.edit("access/riverbend.hcl", "2026-11-16", "2020-01-02") // before any clock
	p.edit(".gitignore", "", "out/\nbin/\n")
	p.commit("start")
	program, err := os.ReadFile(bin)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(program)
	p.job("install.sh", 1, "ACCREDIT_URL=file://"+bin, "ACCREDIT_SHA256="+strings.Repeat("0", 64))
	p.job("install.sh", 0, "ACCREDIT_URL=file://"+bin, "ACCREDIT_SHA256="+hex.EncodeToString(sum[:]))
	return p
}

func (p *pipeline) git(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@northwind.example",
		"GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@northwind.example")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("git %s: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (p *pipeline) in(args ...string) string {
	p.t.Helper()
	return p.git(append([]string{"-C", p.repo}, args...)...)
}

// commit commits everything and sends it to the forge.
func (p *pipeline) commit(message string) string {
	p.t.Helper()
	p.in("add", "-A")
	p.in("commit", "-q", "--allow-empty", "-m", message)
	p.in("push", "-q", "-u", "origin", "HEAD")
	return p.in("rev-parse", "HEAD")
}

// edit replaces a text in a file of the repository; an empty one: writes it.
func (p *pipeline) edit(file, old, text string) {
	p.t.Helper()
	path := filepath.Join(p.repo, file)
	if old != "" {
		was, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(was), old) {
			p.t.Fatalf("%s has no %q: %v", file, old, err)
		}
		text = strings.Replace(string(was), old, text, 1)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// job runs a script as a job does and demands its exit code.
func (p *pipeline) job(script string, want int, env ...string) (stdout, stderr string) {
	p.t.Helper()
	return p.run(want, env, "bash", "ci/"+script)
}

func (p *pipeline) run(want int, env []string, name string, args ...string) (stdout, stderr string) {
	p.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = p.repo
	cmd.Env = []string{"PATH=" + filepath.Join(p.repo, "bin") + ":" + os.Getenv("PATH"), "HOME=" + p.t.TempDir(), "TMPDIR=" + p.t.TempDir(),
		"ACCREDIT_DIR=access", "ACCREDIT_STATE=" + p.state, "ACCREDIT_USER=tester@northwind.example", "FORGE_TOKEN=" + forgeToken}
	if p.kind == "gitlab" {
		cmd.Env = append(cmd.Env, "GITLAB_CI=true", "CI_API_V4_URL="+p.forge.URL, "CI_PROJECT_ID=12")
	} else {
		cmd.Env = append(cmd.Env, "GITHUB_ACTIONS=true", "GITHUB_API_URL="+p.forge.URL, "GITHUB_REPOSITORY=o/r",
			"GITHUB_OUTPUT="+filepath.Join(p.repo, "out", "outputs"), "GITHUB_STEP_SUMMARY="+filepath.Join(p.repo, "out", "summary"))
	}
	if err := os.MkdirAll(filepath.Join(p.repo, "out"), 0o755); err != nil {
		p.t.Fatal(err)
	}
	cmd.Env = append(cmd.Env, env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != want {
		p.t.Fatalf("%s %s exits %d, want %d\n%s\n%s", name, args, got, want, out.String(), errs.String())
	}
	for _, text := range []string{out.String(), errs.String()} {
		if strings.Contains(text, forgeToken) {
			p.t.Errorf("%s %s prints the token", name, args)
		}
	}
	return out.String(), errs.String()
}

// review runs the two jobs of a pull request.
func (p *pipeline) review(want int) {
	p.t.Helper()
	head := p.in("rev-parse", "HEAD")
	p.job("plan.sh", want, "TARGET=main", "HEAD_SHA="+head, "FORGE_TOKEN=")
	p.job("comment.sh", 0, "PULL_REQUEST=7", "RUN_URL=https://forge.example/job/1", "ACCREDIT_STATE=/nowhere")
}

// merge puts the branch into main, with the plan of its last commit kept.
func (p *pipeline) merge(branch string) {
	p.t.Helper()
	plan, err := os.ReadFile(filepath.Join(p.repo, "out/plan.json"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.forge.head, p.forge.plan = p.in("rev-parse", "HEAD"), plan
	p.in("checkout", "-q", "main")
	p.in("merge", "-q", "--no-ff", "-m", "merge "+branch, branch)
	p.in("push", "-q")
}

// apply runs the jobs of the main branch.
func (p *pipeline) apply(want int, env ...string) (stderr string) {
	p.t.Helper()
	p.job("reviewed.sh", 0, "COMMIT="+p.in("rev-parse", "HEAD"))
	_, stderr = p.job("apply.sh", want, append(env, "REASON=a merge")...)
	return stderr
}

func (p *pipeline) accredit(want int, args ...string) string {
	p.t.Helper()
	out, _ := p.run(want, nil, "accredit", args...)
	return out
}

func (p *pipeline) expect(what string, got, want []string) {
	p.t.Helper()
	if !slices.Equal(got, want) {
		p.t.Errorf("%s: the calls are %q, want %q", what, got, want)
	}
}

var approved = regexp.MustCompile(`approved = ([0-9a-f]{64})`)

// start makes the first plan and approves it by its digest: there is nothing
// yet that was reviewed.
func (p *pipeline) start() {
	p.t.Helper()
	said := p.apply(4)
	digest := approved.FindStringSubmatch(said)
	if digest == nil {
		p.t.Fatalf("no digest in\n%s", said)
	}
	p.apply(4, "APPROVED="+strings.Repeat("0", 64))
	p.apply(0, "APPROVED="+digest[1])
	p.accredit(0, "plan", "access", "--detailed-exitcode")
}
